"""Data used again: for training, for tests, made anonymous."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import Purpose

_ANONYMOUS = re.compile(r"\banonymi[sz]", re.IGNORECASE)
_DENIED = re.compile(r"\b(not|never|nobody|n[’']t)\b[^.;]{0,40}\banonymi[sz]", re.IGNORECASE)


def _lacking(purpose: Purpose, activities: frozenset[str]) -> list[str]:
    """Give the keys that would show what the purpose claims."""
    anonymous = "anonymising" in activities or _ANONYMOUS.search(purpose.text or "")
    lacking = [] if purpose.compatibility else ["`compatibility`"]
    return [*lacking, "`anonymised_how`"] if anonymous and not purpose.anonymised_how else lacking


@rule("L19")
def not_shown(case: Case) -> Iterator[Fault]:
    """Data are used to train staff, to test systems or to make anonymous sets, and that this may be is not shown.

    To make live data anonymous is itself a use of personal data.
    """
    for short, purpose in case.controlled.items():
        activities = case.activities[short] & {"staff-training", "testing", "anonymising"}
        lacking = _lacking(purpose, activities) if activities else []
        if lacking:
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} uses data again, and nothing shows that this is compatible"
                f"{' and that nobody can be identified any more' if '`anonymised_how`' in lacking else ''}.",
                f"Write {listed(lacking)}.",
            )


@rule("L19")
def said_not_declared(case: Case) -> Iterator[Fault]:
    """A statement speaks of anonymising, and no purpose does it."""
    if any("anonymising" in activities for activities in case.activities.values()):
        return
    for short, statement in case.notice.statements.items():
        if _ANONYMOUS.search(statement.text) and not _DENIED.search(statement.text):
            yield Fault(
                ("statements", short),
                "Data are said to be made anonymous, and no purpose declares it.",
                "Declare it as a purpose: until it is done, the data are personal.",
            )
