"""Decisions taken by machine alone."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted


def _name(case: Case, purpose: str) -> str:
    declared = case.notice.purposes.get(purpose)
    return quoted(declared.name if declared else purpose)


@rule("L09", "N14")
def machine_unexplained(case: Case) -> Iterator[Fault]:
    """A decision is taken by machine alone, and its logic, its effects or the review by a person is not told."""
    has_right = any(right.right == "human-review" for right in case.notice.rights.values())
    for short, decision in case.notice.machine_decisions.items():
        if not decision.happens:
            continue
        wanted = (("logic", decision.logic), ("effects", decision.effects), ("human_review", decision.human_review))
        absent = [fact for fact, said in wanted if not said and not (fact == "human_review" and has_right)]
        if absent:
            keys = [f"`{fact}`" for fact in absent]
            yield Fault(
                ("machine_decisions", short),
                f"A machine alone decides for {_name(case, decision.purpose)}, and its {listed(absent)} "
                f"{'is' if len(absent) == 1 else 'are'} not told.".replace("human_review", "review by a person"),
                f"Write {listed(keys)}.",
            )


@rule("L09", "N14")
def silent_on_machines(case: Case) -> Iterator[Fault]:
    """Nothing is said of decisions by machine alone: a warning, for there may be none."""
    if not case.notice.machine_decisions:
        yield Fault(
            ("machine_decisions",),
            "Nothing says whether any decision is taken by machine alone.",
            "Declare one under `machine_decisions`; where there is none, `purpose: all` and `happens: false`.",
            "warning",
        )


@rule("H32")
def machine_on_recognised_interest(case: Case) -> Iterator[Fault]:
    """A machine alone decides for a purpose that rests on a recognised interest."""
    for short, decision in case.notice.machine_decisions.items():
        purposes = case.notice.purposes if decision.purpose == "all" else [decision.purpose]
        for each in purposes:
            purpose = case.notice.purposes.get(each)
            kinds = {basis.kind for basis in purpose.bases} if purpose else set()
            if decision.happens and "recognised-interest" in kinds:
                yield Fault(
                    ("machine_decisions", short),
                    f"A machine alone decides for {_name(case, each)}, which rests on a recognised interest.",
                    "Have a person decide, or rest the purpose on another basis.",
                )
