"""Data that people give on consent, and who can."""

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


@rule("H53")
def consent_of_children(case: Case) -> Iterator[Fault]:
    """Consent is asked of people who may be children, and nothing says from which age they give it themselves.

    Looked for beside the basis, in the words of the purpose and in those of the kind of person, in English only.
    """
    asked, notice = case.law.constants.child_consent, case.notice
    if asked is None or not case.in_english:
        return
    for short, purpose in case.controlled.items():
        reached = notice.chosen(purpose.subjects, notice.subjects)
        for index, basis in enumerate(purpose.bases):
            kinds = [
                notice.subjects[each]
                for each in sorted(reached & notice.chosen(basis.for_subjects, notice.subjects))
                if notice.subjects[each].children
            ]
            said = [basis.why, basis.text, purpose.text, *(each.text for each in kinds)]
            if basis.kind == "consent" and kinds and not any(asked.found_by.search(each or "") for each in said):
                yield Fault(
                    ("purposes", short, "bases", index),
                    f"{quoted(purpose.name)} rests on the consent of people who may be children, and nothing says from "
                    "which age they give it themselves.",
                    f"Online they can from {asked.age}. Say in the basis's `why` from which age you take it, and who "
                    "agrees for those who are younger.",
                )
