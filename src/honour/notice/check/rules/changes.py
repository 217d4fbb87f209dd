"""Changes to the notice, and changes to the law that it has not followed."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed


@rule("N16")
def no_word_beforehand(case: Case) -> Iterator[Fault]:
    """The notice does not say that people are told before their data are used for a new purpose."""
    changes = case.notice.changes
    if changes is None or not changes.informs_people:
        yield Fault(
            ("changes",),
            "Nothing says that people are told before their data are used for a new purpose.",
            "Say how they are told, and set `informs_people: true` under `changes`.",
        )


@rule("L22")
def older_than_the_law(case: Case) -> Iterator[Fault]:
    """The notice is older than a change in the law that was in force on the day of the check."""
    changes = case.notice.changes
    dated = max(case.notice.effective, changes.last_updated) if changes else case.notice.effective
    since = case.law.milestones_since(dated)
    if since:
        place = ("changes", "last_updated") if changes else ("effective",)
        yield Fault(
            place,
            f"The notice is of {dated}; {listed(change.what for change in since)}.",
            "Review it against the law as it is now, then date it anew.",
        )
