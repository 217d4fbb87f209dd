"""Fraud and debts."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted

_FITTING = frozenset({"legitimate-interest", "recognised-interest", "legal-obligation", "public-task"})


@rule("L17")
def basis_and_condition(case: Case) -> Iterator[Fault]:
    """Fraud is looked into, and the basis does not fit or no condition for data on offences is stated."""
    for short, purpose in case.engaged_in("fraud"):
        fitting = [basis for basis in purpose.bases if basis.kind in _FITTING]
        if not fitting or all(basis.kind == "recognised-interest" and not basis.condition for basis in fitting):
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} has no basis that fits.",
                "Rest it on a legitimate interest, or on a recognised one with its condition.",
            )
        if not purpose.offence_condition:
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} may come upon offences, and no condition for such data is stated.",
                "Write the `offence_condition`; where no such data are used, say so in it.",
            )


@rule("L18")
def collectors(case: Case) -> Iterator[Fault]:
    """Debts are collected, and no recipient collects them."""
    for short, purpose in case.engaged_in("debt-collection"):
        if any(each.class_ == "debt-collector" for each in case.receiving_for(short)):
            continue
        yield Fault(
            ("purposes", short),
            f"{quoted(purpose.name)} names nobody who collects debts among the recipients.",
            "Declare a recipient with `class: debt-collector` for it; if nobody does, leave it out of `activities`.",
        )
