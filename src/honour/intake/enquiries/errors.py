"""What enquiries refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from honour.intake.models import EnquiryChange


class EnquiryError(Exception):
    """An enquiry could not be changed; nothing was written."""


class ChangedMeanwhileError(EnquiryError):
    """Somebody changed the enquiry since it was opened. ``changes`` are theirs, the oldest first."""

    def __init__(self, changes: Sequence[EnquiryChange], revision: int) -> None:
        super().__init__("Somebody changed this enquiry since you opened it.")
        self.changes = tuple(changes)
        self.revision = revision


class AnswerRefusedError(EnquiryError):
    """An answer may not be sent; the message says why."""
