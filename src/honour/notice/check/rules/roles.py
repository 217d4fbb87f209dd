"""Controller or processor."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted


@rule("H26")
def role_undecided(case: Case) -> Iterator[Fault]:
    """Data come because a customer instructs it, and no purpose that uses them says in which role."""
    for short, source in case.notice.sources.items():
        if source.kind != "customer":
            continue
        users = [
            purpose
            for purpose in case.notice.purposes.values()
            if short in case.notice.chosen(purpose.sources, case.notice.sources)
        ]
        if users and not any("role" in purpose.model_fields_set for purpose in users):
            yield Fault(
                ("sources", short),
                f"Data from {quoted(source.name)} are probably held for the customer, as its processor, and no purpose "
                "says in which role.",
                "Set the `role` of the purposes that use them: `processor`, `joint` or `controller`.",
            )


@rule("H44")
def nobody_beside(case: Case) -> Iterator[Fault]:
    """A purpose is decided on jointly, or carried out for a controller, and names nobody.

    Of a joint purpose people have to learn with whom, and the essence of what was agreed; a processor's register names
    each controller, by kind where there are many.
    """
    for short, purpose in case.notice.purposes.items():
        if purpose.role == "controller" or purpose.decides_with:
            continue
        if purpose.role == "joint":
            said, mend = (
                "is decided on jointly and does not say with whom.",
                "Name under `decides_with` who decides too.",
            )
        else:
            said, mend = (
                "is done for somebody else and does not say for whom.",
                "Name under `decides_with` who decides.",
            )
        yield Fault(("purposes", short, "role"), f"{quoted(purpose.name)} {said}", mend)
