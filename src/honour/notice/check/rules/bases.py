"""What a lawful basis needs in order to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault, Path
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import Basis, Purpose

_NAMES_A_LAW = re.compile(r"\d|\b(Acts?|Regulations?|Directive|Order|Code|Rules|Law|Statute|GDPR)\b")


def _each(case: Case, kind: str) -> Iterator[tuple[Path, Purpose, Basis]]:
    for short, purpose in case.controlled.items():
        for index, basis in enumerate(purpose.bases):
            if basis.kind == kind:
                yield ("purposes", short, "bases", index), purpose, basis


@rule("H09")
def no_balancing_test(case: Case) -> Iterator[Fault]:
    """A purpose rests on a legitimate interest, and its balancing test is missing, still to come or against it."""
    for kind in sorted(case.law.bases_where("balancing_test")):
        for path, purpose, _basis in _each(case, kind):
            test = purpose.balancing_test
            if test is None:
                yield Fault(
                    path,
                    f"{quoted(purpose.name)} rests on a legitimate interest without a balancing test.",
                    "Weigh purpose, necessity and balance, and record it as `balancing_test`.",
                )
            elif test.decision == "do-not-proceed":
                yield Fault(
                    (*path[:2], "balancing_test", "decision"),
                    f"The balancing test of {quoted(purpose.name)} says not to go on, and the purpose still stands.",
                    "Take the purpose out, or rest it on another basis.",
                )
            elif test.decided_on > max(case.at, case.notice.effective):
                yield Fault(
                    (*path[:2], "balancing_test", "decided_on"),
                    f"The balancing test of {quoted(purpose.name)} is decided on {test.decided_on}, after the notice "
                    "applies; until then the purpose cannot run.",
                    "Weigh it before, and write the day on which it was decided.",
                )


@rule("H10")
def review_overdue(case: Case) -> Iterator[Fault]:
    """The day by which a balancing test was to be looked at again is past."""
    for short, purpose in case.controlled.items():
        test = purpose.balancing_test
        if test is not None and test.review_by < case.at:
            yield Fault(
                ("purposes", short, "balancing_test", "review_by"),
                f"The balancing test of {quoted(purpose.name)} was due for review by {test.review_by}.",
                "Weigh it again and set `decided_on` and `review_by` anew.",
            )


@rule("H11")
def no_enactment(case: Case) -> Iterator[Fault]:
    """A purpose rests on a legal obligation and names no enactment."""
    for path, purpose, basis in _each(case, "legal-obligation"):
        if not basis.enactment or not _NAMES_A_LAW.search(basis.enactment):
            yield Fault(
                path,
                f"{quoted(purpose.name)} rests on a legal obligation and does not name the law.",
                "Write the exact `enactment` with its section; where there is none, choose another basis.",
            )


@rule("H12")
def says_not_why(case: Case) -> Iterator[Fault]:
    """A basis lacks what must be recorded with it: why a contract needs the data, the condition of Annex 1.

    The condition of a recognised interest is an error when it is missing.
    """
    covered_elsewhere = {"legal-obligation", "legitimate-interest"}
    for kind, known in case.law.bases.items():
        if kind in covered_elsewhere or not known.must_state:
            continue
        for path, purpose, basis in _each(case, kind):
            absent = [fact for fact in known.must_state if not getattr(basis, fact)]
            if absent:
                keys = listed(f"`{fact}`" for fact in absent)
                grave = "condition" in known.must_state
                yield Fault(
                    path,
                    f"{quoted(purpose.name)} rests on {quoted(kind)} and does not state {known.record}.",
                    f"Fill in {keys}.",
                    "error" if grave else None,
                )


@rule("H12")
def unknown_condition(case: Case) -> Iterator[Fault]:
    """A recognised interest names a condition that is none of Annex 1's."""
    names = [f"{code} ({condition.name})" for code, condition in case.law.conditions.items()]
    known = [word for condition in case.law.conditions.values() for word in condition.words]
    for path, purpose, basis in _each(case, "recognised-interest"):
        said = (basis.condition or "").lower()
        if said and names and said.upper() not in case.law.conditions and not any(word in said for word in known):
            yield Fault(
                (*path, "condition"),
                f"{quoted(purpose.name)} names a condition that Annex 1 does not have.",
                f"Name one of {listed(names)}.",
            )


@rule("H13")
def reaches_part(case: Case) -> Iterator[Fault]:
    """The only basis covers a part of the purpose, or no basis holds for some of the people."""
    for short, purpose in case.controlled.items():
        bases = purpose.bases
        if len(bases) == 1 and bases[0].covers:
            yield Fault(
                ("purposes", short, "bases", 0),
                f"The only basis of {quoted(purpose.name)} does not cover all of it.",
                "Name a basis for the rest, or make the rest a purpose of its own.",
            )
        people = case.notice.chosen(purpose.subjects, case.notice.subjects)
        reached = {kind for basis in bases for kind in case.notice.chosen(basis.for_subjects, case.notice.subjects)}
        left = [case.notice.subjects[kind].name for kind in case.notice.subjects if kind in people - reached]
        if bases and left:
            yield Fault(
                ("purposes", short, "bases"),
                f"No basis of {quoted(purpose.name)} holds for {listed(left)}.",
                "Name a basis for them under `for_subjects`, or leave them out of the purpose's `subjects`.",
            )


@rule("H14")
def which_basis(case: Case) -> Iterator[Fault]:
    """Two different bases hold for the same people, and nothing says which applies when."""
    for short, purpose in case.controlled.items():
        whole = [basis for basis in purpose.bases if not basis.covers]
        for one, other in combinations(whole, 2):
            shared = case.notice.chosen(one.for_subjects, case.notice.subjects) & case.notice.chosen(
                other.for_subjects, case.notice.subjects
            )
            everybody = "all" in (one.for_subjects, other.for_subjects)
            if one.kind != other.kind and (shared or everybody):
                yield Fault(
                    ("purposes", short, "bases"),
                    f"{quoted(purpose.name)} rests on {one.kind} and on {other.kind}, and nothing says when on which.",
                    "Say with `covers` which part each is for, or with `for_subjects` whom.",
                )
                break


@rule("H15")
def not_open(case: Case) -> Iterator[Fault]:
    """A basis that this law does not know on this day, or that a public authority cannot use for its tasks."""
    for short, purpose in case.controlled.items():
        for index, basis in enumerate(purpose.bases):
            known = case.law.bases.get(basis.kind)
            path = ("purposes", short, "bases", index, "kind")
            if known is None:
                yield Fault(
                    path,
                    f"{quoted(purpose.name)} rests on {quoted(basis.kind)}, no basis of this law on {case.at}.",
                    "Choose another basis.",
                )
            elif case.notice.controller.public_authority and not known.public_authorities:
                yield Fault(
                    path,
                    f"{quoted(purpose.name)} rests on {quoted(basis.kind)}; a public authority cannot, for its tasks.",
                    "Choose `public-task` where it is one of the authority's tasks.",
                    "warning",
                )
