"""What cannot be done with a project or service."""

from __future__ import annotations


class ServiceRefusedError(Exception):
    """A project or service cannot be changed as asked; the message says what to do."""
