"""The rights of which the notice tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed

_BLOCKING = re.compile(r"\bblock(s|ing|ed)?\b", re.IGNORECASE)
_RIGHT_TO_BLOCK = re.compile(r"\bright to\b[^.;]{0,40}\bblock(ing)?\b", re.IGNORECASE)


def _told(case: Case) -> frozenset[str]:
    return frozenset(right.right for right in case.notice.rights.values())


def _missing(case: Case, *when: str) -> list[str]:
    """Give the names of the rights that must be told of in such a case and are not."""
    told = _told(case)
    return [rule.name for right, rule in case.law.rights.items() if rule.when in when and right not in told]


@rule("N09")
def rights_missing(case: Case) -> Iterator[Fault]:
    """Access, rectification, erasure or restriction is not told of; or objection, where a basis carries it."""
    objectable = case.basis_kinds & case.law.bases_where("objectable")
    missing = _missing(case, "always", *(["objectable-basis"] if objectable else []))
    if missing:
        yield Fault(
            ("rights",),
            f"The notice does not tell of these rights: {listed(missing, 9)}.",
            "Declare each under `rights`, with how it is used.",
        )


@rule("L09", "N09")
def portability_missing(case: Case) -> Iterator[Fault]:
    """Data are used on consent or a contract, and portability is not told of."""
    if case.basis_kinds & case.law.bases_where("portable") and _missing(case, "portable-basis"):
        yield Fault(
            ("rights",),
            "Data are used on consent or for a contract, and the notice does not tell of the right to take them along.",
            "Declare the right to `portability`.",
        )


@rule("L09", "N10")
def withdrawal_missing(case: Case) -> Iterator[Fault]:
    """Something rests on consent, and it is not said that consent can be withdrawn."""
    if case.basis_kinds & case.law.bases_where("withdrawable") and _missing(case, "withdrawable-basis"):
        yield Fault(
            ("rights",),
            "Something rests on consent, and the notice does not say that it can be withdrawn at any time.",
            "Declare the right to `withdraw-consent`.",
        )


@rule("L13")
def marketing_objection(case: Case) -> Iterator[Fault]:
    """There is marketing, and the right to object to it is missing, not set apart, or hedged."""
    if not case.marketing and not case.marketing_channels:
        return
    stated = [(short, right) for short, right in case.notice.rights.items() if right.right == "object-marketing"]
    if not stated:
        yield Fault(
            ("rights",),
            "There is direct marketing, and the notice does not tell of the right to object to it.",
            "Declare the right to `object-marketing`, apart from the others and without conditions.",
        )
    elif not any(right.separate and right.absolute for _short, right in stated):
        short, right = stated[0]
        lacking = [
            words
            for fact, words in (
                (right.separate, "apart from other information"),
                (right.absolute, "as something that is always done"),
            )
            if not fact
        ]
        yield Fault(
            ("rights", short),
            f"The right to object to direct marketing is not stated {listed(lacking)}.",
            "State it clearly, by itself and without exception; then set `separate: true` and `absolute: true`.",
        )


@rule("L08")
def blocking(case: Case) -> Iterator[Fault]:
    """A right is called blocking, the word of the law before 2018."""
    for short, right in case.notice.rights.items():
        named = _BLOCKING.search(right.called or "") or _BLOCKING.search(right.name)
        if named or _RIGHT_TO_BLOCK.search(right.text or ""):
            yield Fault(
                ("rights", short),
                "A right to 'blocking' is offered; the law calls it restriction, and it reaches further.",
                "Call it restriction of processing.",
            )
