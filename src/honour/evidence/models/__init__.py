"""The rows evidence keeps."""

from honour.evidence.models.entries import Entry, Payload

__all__ = ["Entry", "Payload"]
