"""The terms of a purpose in each version of the notice, as bits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from honour.gate.history import History
from honour.gate.numbers import Numbers
from honour.gate.rules import BIT
from honour.law import BasisRule
from honour.notice.model import Basis, Notice, Purpose

BasisMasks = tuple[int, int, int, int]
"""The refusal mask of a basis table: without consent or objection, with consent, with objection, with both."""


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What one version says of one purpose.

    ``categories``, ``kinds`` and ``sources`` are bits of those it lists; ``gives``, for a source's bit, those of the
    categories it supplies; ``basis``, for a kind's bit, its masks (0: for a kind nobody knows); ``goes_with``, the bits
    of purposes whose data may be used for it once the person was told.
    """

    label: str
    number: int
    bit: int
    categories: int
    kinds: int
    sources: int
    gives: Mapping[int, int]
    basis: Mapping[int, BasisMasks]
    goes_with: int

    @property
    def says(self) -> tuple[object, ...]:
        """Everything but which version it is: equal for versions between which the purpose did not change."""
        gives, basis = frozenset(self.gives.items()), frozenset(self.basis.items())
        return self.categories, self.kinds, self.sources, gives, basis, self.goes_with


def bits(numbers: Mapping[str, int], shorts: Iterable[str]) -> int:
    """Give short ids as bits; what has no number has no bit."""
    found = 0
    for short in shorts:
        number = numbers.get(short)
        if number is not None:
            found |= 1 << number
    return found


def terms_of(
    history: History, numbers: Numbers, purpose: str, law: Mapping[str, BasisRule], day: date
) -> tuple[Terms, ...]:
    """Give a purpose's terms in each version that declares it, oldest first, on a day and under its law."""
    carried = Carrying(history.current.purposes[purpose], law, day)
    return tuple(
        _terms(notice, notice.purposes[purpose], numbers, carried, purpose)
        for notice in history.versions
        if purpose in notice.purposes
    )


@dataclass(frozen=True, slots=True)
class Carrying:
    """What the bases of a purpose are judged by: the purpose as the version in force has it, the law, the day."""

    in_force: Purpose
    law: Mapping[str, BasisRule]
    day: date


def _terms(notice: Notice, declared: Purpose, numbers: Numbers, carried: Carrying, short: str) -> Terms:
    number = numbers.versions[notice.version]
    kinds = {0: "", **{1 << numbers.kinds[kind]: kind for kind in notice.subjects}}
    return Terms(
        label=notice.version,
        number=number,
        bit=1 << number,
        categories=bits(numbers.categories, notice.categories_of(short)),
        kinds=bits(numbers.kinds, Notice.chosen(declared.subjects, dict(notice.subjects))),
        sources=bits(numbers.sources, Notice.chosen(declared.sources, dict(notice.sources))),
        gives={
            1 << numbers.sources[source]: bits(
                numbers.categories, Notice.chosen(clause.categories, dict(notice.categories))
            )
            for source, clause in notice.sources.items()
        },
        basis={bit: _masks(_for_kind(notice, declared, kind), declared, carried) for bit, kind in kinds.items()},
        goes_with=bits(numbers.purposes, {*declared.compatible_with, short}),
    )


def _for_kind(notice: Notice, declared: Purpose, kind: str) -> list[Basis]:
    return [
        basis
        for basis in declared.bases
        if basis.for_subjects == "all" or kind in Notice.chosen(basis.for_subjects, dict(notice.subjects))
    ]


def _masks(mine: list[Basis], declared: Purpose, carried: Carrying) -> BasisMasks:
    """Give the masks of a kind's bases: 0 where one of them holds."""
    if carried.in_force.role == "processor":
        return (0, 0, 0, 0)  # the customer answers for the basis
    if not mine:
        only = BIT["basis-not-for-kind" if declared.bases else "basis-blank"]
        return (only, only, only, only)

    def mask(consented: bool, objected: bool) -> int:
        failing = [_fails(basis.kind, carried, consented, objected) for basis in mine]
        if not all(failing):
            return 0
        whole = 0
        for each in failing:
            whole |= each
        # With another basis beside it, consent is not what is missing.
        return whole & ~BIT["consent-missing"] or whole

    return (mask(False, False), mask(True, False), mask(False, True), mask(True, True))


def _fails(kind: str, carried: Carrying, consented: bool, objected: bool) -> int:
    """Give the mask of what keeps one basis from holding."""
    rule = carried.law.get(kind)
    if rule is None:
        return BIT["basis-not-in-law"]
    mask = 0
    if kind == "consent" and not consented:
        mask |= BIT["consent-missing"]
    if rule.objectable and objected:
        mask |= BIT["objected"]
    if rule.balancing_test:
        test = carried.in_force.balancing_test
        if test is None or carried.day < test.decided_on:
            mask |= BIT["balancing-test-missing"]
        elif test.decision != "proceed":
            mask |= BIT["balancing-test-against"]
        elif carried.day >= test.ends:
            mask |= BIT["balancing-test-past-review"]
    return mask
