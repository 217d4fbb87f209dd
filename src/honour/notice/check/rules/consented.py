"""Data that people gave on consent."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted


@rule("H27")
def used_for_something_else(case: Case) -> Iterator[Fault]:
    """A purpose takes over data that were collected on consent, and does not rest on consent itself."""
    for short, purpose in case.controlled.items():
        if any(basis.kind == "consent" for basis in purpose.bases):
            continue
        for index, each in enumerate(purpose.compatible_with):
            earlier = case.notice.purposes.get(each)
            if earlier and any(basis.kind == "consent" for basis in earlier.bases):
                yield Fault(
                    ("purposes", short, "compatible_with", index),
                    f"{quoted(purpose.name)} takes over data that people gave on consent for {quoted(earlier.name)}.",
                    "Ask for fresh consent; being compatible does not carry a new purpose here.",
                )
