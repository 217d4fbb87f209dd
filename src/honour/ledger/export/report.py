"""What checking an export found."""

from __future__ import annotations

from dataclasses import dataclass, field

from honour.ledger.checkpoint import Checkpoint
from honour.ledger.note import VerifierKey


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was written.

    Arguments: ``code``, its kind in one word; ``message``, which entry or part, and what is wrong with it; ``line``,
    of the file, counted from 1; ``entry``, its place in the tree, counted from 0.
    """

    code: str
    message: str
    line: int | None = None
    entry: int | None = None


@dataclass
class Report:
    """The outcome of a check.

    Arguments: ``entries``, how many were read in their place; ``expired``, of them, those whose payload has been
    deleted on its day; ``checkpoint`` and ``key``, what the export is measured against and who signed it, if the
    signature held; ``key_is_known``, whether that key was given by the reader rather than by the file; ``compared``,
    the sizes of further checkpoints that the export agrees with; ``stopped``, whether so much was wrong that the
    check ended early.
    """

    entries: int = 0
    expired: int = 0
    root: bytes | None = None
    checkpoint: Checkpoint | None = None
    key: VerifierKey | None = None
    key_is_known: bool = False
    compared: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stopped: bool = False

    @property
    def intact(self) -> bool:
        """Whether nothing at all was found."""
        return not self.problems
