"""Why a draft is not changed."""

from __future__ import annotations


class DraftingError(Exception):
    """A change to a draft that is not made; the message says why and what to do."""


class NoSuchDraftError(DraftingError):
    """There is no draft of that number."""


class DraftClosedError(DraftingError):
    """The draft was thrown away or published, and changes no more."""


class ChangedMeanwhileError(DraftingError):
    """Somebody else changed the same part since it was opened; ``there`` is what stands there now.

    Arguments: ``part``, the clause's id, or ``notice`` for the whole file; ``there``, its data or the file's text;
    ``None`` where it was removed.
    """

    def __init__(self, part: str, there: object, by: str) -> None:
        self.part = part
        self.there = there
        self.by = by
        super().__init__("Somebody else changed this since you opened it. Compare both, and choose.")


class ClauseInUseError(DraftingError):
    """Other clauses refer to one that is to be removed; ``by`` names them."""

    def __init__(self, clause: str, by: tuple[str, ...]) -> None:
        self.clause = clause
        self.by = by
        super().__init__(f"{clause} cannot go while {', '.join(by)} refer to it.")
