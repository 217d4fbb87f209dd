"""The versions of a notice up to the one in force: what both evaluators decide by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

from honour.notice.model import Notice


class HistoryError(ValueError):
    """These versions make no history: none, one twice, or the one named as in force is not among them."""


class History:
    """A notice's versions, oldest first, and the one in force.

    Versions that take effect after the one in force are left out: nothing rests on them yet.

    Args: ``versions`` in any order; ``current``, the label of the one in force (the newest, when not said);
    ``zone``, in whose days laws and balancing tests begin and end.
    Errors: ``HistoryError``.
    """

    def __init__(self, versions: Sequence[Notice], current: str | None = None, zone: tzinfo = UTC) -> None:
        if not versions:
            raise HistoryError("The gate needs at least one version of the notice.")
        ordered = sorted(versions, key=lambda notice: notice.effective)
        labels = [notice.version for notice in ordered]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise HistoryError(f"The version {twice[0]} is given twice. Give each version once.")
        if current is None:
            current = labels[-1]
        if current not in labels:
            raise HistoryError(f"The version {current} is not among those given: {', '.join(labels)}.")
        self.versions = tuple(ordered[: labels.index(current) + 1])
        self.current = self.versions[-1]
        self.zone = zone

    def day(self, at: datetime) -> date:
        """Give the day of a moment in the history's zone."""
        try:
            return at.astimezone(self.zone).date()
        except OverflowError:  # within hours of the calendar's ends, where no law changes
            return at.date()

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each version by its label, oldest first."""
        return {notice.version: place for place, notice in enumerate(self.versions)}

    @cached_property
    def by_label(self) -> dict[str, Notice]:
        """Each version by its label."""
        return {notice.version: notice for notice in self.versions}

    def ever(self, section: str) -> frozenset[str]:
        """Give every short id that a section had in any version."""
        return frozenset(short for notice in self.versions for short in getattr(notice, section))

    @cached_property
    def marketing(self) -> frozenset[str]:
        """The purposes that any version declares to be direct marketing: objection to them is absolute."""
        return frozenset(
            short for notice in self.versions for short, purpose in notice.purposes.items() if purpose.is_marketing
        )
