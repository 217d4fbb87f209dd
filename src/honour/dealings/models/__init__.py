"""The rows of our dealings."""

from honour.dealings.models.services import Involvement, Service

__all__ = ["Involvement", "Service"]
