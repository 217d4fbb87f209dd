"""The assessments that a notice needs and has: interests weighed, purposes screened, transfers tested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from honour.notice.check import check
from honour.notice.model import BUILT_IN, SECTIONS, BalancingTest, ImpactScreening, Notice, TransferRisk

Standing = Literal["missing", "past-review", "against", "not-yet", "live", "unasked"]
"""How an assessment stands on a day.

``missing``: something needs it and there is none; ``against``: it says not to go on, or that something is to be done
first; ``not-yet``: it is dated later; ``unasked``: there is none, and nothing in the notice asks for one.
"""

Assessment = BalancingTest | ImpactScreening | TransferRisk


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of assessment: ``code`` in addresses, its name, where it is kept, and the finding that asks for one."""

    code: str
    name: str
    section: str
    key: str
    asked_by: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("balancing-test", "Balancing test", "purposes", "balancing_test", "H09"),
        Kind("impact-screening", "Screening for an impact assessment", "purposes", "impact_screening", "H38"),
        Kind("transfer-risk", "Transfer risk assessment", "recipients", "transfer_risk", "H40"),
    )
}


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is to be assessed, and what was: ``short`` names the purpose or recipient, ``called`` as people do."""

    kind: Kind
    short: str
    called: str
    written: Assessment | None
    standing: Standing

    @property
    def clause(self) -> str:
        """The id of the clause that holds it."""
        return f"{SECTIONS[self.kind.section]}.{self.short}"

    @property
    def needs_somebody(self) -> bool:
        """Whether what it is for may not go on as it stands."""
        return self.standing in ("missing", "past-review", "against")


def written_in(notice: Notice) -> Iterator[tuple[Kind, str, str, Assessment]]:
    """Give the assessments that a notice has: the kind, the clause's short id and name, and what is written."""
    for kind in KINDS.values():
        for short, clause in getattr(notice, kind.section).items():
            written = getattr(clause, kind.key)
            if written is not None and not short.startswith(BUILT_IN):
                yield kind, short, clause.name, written


def assessments(notice: Notice, at: date) -> tuple[Assessed, ...]:
    """Give every assessment that a notice has, needs or could have, on a day under its law."""
    wanting = _wanting(notice, at)
    return tuple(
        Assessed(kind, short, clause.name, written, _standing(written, at, asked=(kind.code, short) in wanting))
        for kind in KINDS.values()
        for short, clause in getattr(notice, kind.section).items()
        if not short.startswith(BUILT_IN)
        and ((written := getattr(clause, kind.key)) is not None or _could(kind, short, clause, wanting))
    )


def _could(kind: Kind, short: str, clause: object, wanting: frozenset[tuple[str, str]]) -> bool:
    """Whether there is anything to assess: any purpose that one decides on can be screened."""
    if kind.code == "impact-screening":
        return getattr(clause, "role", "") != "processor"
    return (kind.code, short) in wanting


def _wanting(notice: Notice, at: date) -> frozenset[tuple[str, str]]:
    asked = {kind.asked_by: kind.code for kind in KINDS.values()}
    return frozenset(
        (asked[finding.code], finding.clause.partition(".")[2])
        for finding in check(notice, at=at)
        if finding.code in asked
    )


def _standing(written: Assessment | None, at: date, *, asked: bool) -> Standing:
    if written is None:
        return "missing" if asked else "unasked"
    if written.decided_on > at:
        return "not-yet"
    if written.decision in ("do-not-proceed", "needed"):
        return "against"
    return "past-review" if written.review_by < at else "live"
