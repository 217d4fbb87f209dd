"""Retention rules that promise different periods for the same data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from honour.law import longest_days
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted
from honour.notice.wording import period_in_words


class _Reach(NamedTuple):
    """Which data a rule speaks of, and for how many days it keeps them."""

    short: str
    period: str
    days: int
    purposes: frozenset[str]
    categories: frozenset[str]
    subjects: frozenset[str]

    def is_wider_than(self, other: _Reach) -> bool:
        """Whether a rule is the general one, to which another makes an exception."""
        mine, theirs = self[3:], other[3:]
        return mine != theirs and all(wide >= narrow for wide, narrow in zip(mine, theirs, strict=True))


def _reaches(case: Case) -> dict[str, list[_Reach]]:
    """Give the rules that have a period, by the event from which it runs."""
    notice = case.notice
    found: dict[str, list[_Reach]] = defaultdict(list)
    for short, kept in notice.retention.items():
        if kept.trigger is not None and kept.period is not None:
            reach = _Reach(
                short,
                kept.period,
                longest_days(kept.period),
                notice.chosen(kept.purposes, notice.purposes),
                notice.chosen(kept.categories, notice.categories),
                notice.chosen(kept.subjects, notice.subjects),
            )
            found[kept.trigger].append(reach)
    return found


def _is_about_the_same(case: Case, one: _Reach, other: _Reach) -> bool:
    notice, categories, subjects = case.notice, one.categories & other.categories, one.subjects & other.subjects
    return any(
        categories & notice.categories_of(each)
        and subjects & notice.chosen(notice.purposes[each].subjects, notice.subjects)
        for each in one.purposes & other.purposes
    )


@rule("H60")
def kept_twice(case: Case) -> Iterator[Fault]:
    """Two rules run from the same event for the same data, and the shorter is no general rule: nobody keeps to it."""
    for reaches in _reaches(case).values():
        for one, other in combinations(reaches, 2):
            shorter, longer = sorted((one, other), key=lambda each: each.days)
            if shorter.days == longer.days or shorter.is_wider_than(longer):
                continue
            if _is_about_the_same(case, one, other):
                brief, long = (period_in_words(each.period) for each in (shorter, longer))
                yield Fault(
                    ("retention", shorter.short),
                    f"The rule {quoted(shorter.short)} promises {brief} for data that the rule "
                    f"{quoted(longer.short)} keeps for {long}; the longer period counts.",
                    "Leave these data, purposes or people out of one of the two, or make the periods the same.",
                )
