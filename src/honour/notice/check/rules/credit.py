"""Credit checks."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted


@rule("L15")
def agencies_and_machines(case: Case) -> Iterator[Fault]:
    """Credit is checked, and an agency is missing as source or recipient, or decisions by machine are passed over."""
    notice = case.notice
    disclosed = {decision.purpose for decision in notice.machine_decisions.values()}
    for short, purpose in case.engaged_in("credit-check"):
        path = ("purposes", short)
        sources = notice.chosen(purpose.sources, notice.sources)
        if not any(notice.sources[each].kind == "credit-agency" for each in sources):
            yield Fault(
                path,
                f"For {quoted(purpose.name)} no credit reference agency is among the sources.",
                "Declare a source with `kind: credit-agency`, and let the purpose use it.",
            )
        if not any(each.class_ == "credit-agency" for each in case.receiving_for(short)):
            yield Fault(
                path,
                f"For {quoted(purpose.name)} no credit reference agency is among the recipients.",
                "Declare a recipient with `class: credit-agency` for this purpose.",
            )
        if short not in disclosed and "all" not in disclosed:
            yield Fault(
                path,
                f"Nothing says whether a machine alone decides in {quoted(purpose.name)}.",
                "Declare it under `machine_decisions`; where a person decides, with `happens: false`.",
            )
