"""S15: whoever objected to research, figures or tests is in none of what was taken for them since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from pyroaring import BitMap

from honour.evidence.models import Payload
from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.notice.check.activities import activities_of
from honour.notice.wording import counted
from honour.register.models import Permission
from honour.register.versions import versions

ACTIVITIES = frozenset({"anonymising", "testing"})
_USES = ("person:selected", "person:read", "person:disclosed")


@prover(
    "S15",
    clause="purposes",
    test=(
        "Nobody who objected to anonymising or to tests is among the people whose data were taken for it "
        "after they objected, unless they took the objection back."
    ),
)
def nobody_who_objected_is_used(_: datetime) -> Finding:
    """Hold every use for such a purpose against the objections that stood at its time."""
    purposes = _purposes()
    clauses = versions().clauses
    objected = {purpose: _standing(clauses.numbers.purposes[purpose]) for purpose in purposes}
    if not any(objected.values()):
        return not_proved("Nobody has objected to figures, research or tests yet, so nothing could be passed over.")
    examined, exhibits = 0, []
    for entry, at, purpose, people in _uses(purposes):
        examined += 1
        wrong = [who for who, spans in objected[purpose].items() if who in people and _within(spans, at)]
        exhibits += [Exhibit("It took data of somebody who had objected.", entry=entry) for _ in wrong[:1]]
    stood = sum(len(each) for each in objected.values())
    coverage = f"all {counted(examined, 'use')} for {counted(len(purposes), 'purpose')}, {counted(stood, 'objection')}"
    return judged(
        exhibits, lambda faults: f"{faults:,} of {examined:,} uses took data of somebody who had objected", coverage
    )


def _purposes() -> list[str]:
    """Give the purposes that any version declares to be anonymising or testing."""
    return sorted(
        {
            short
            for version in versions().all
            for short, purpose in version.notice.purposes.items()
            if activities_of(short, purpose) & ACTIVITIES
        }
    )


def _standing(number: int) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """Give, for each person who objected, from when until when their objections stood."""
    kinds = (Permission.Kind.OBJECTION, Permission.Kind.OBJECTION_LIFTED)
    spans: dict[int, list[tuple[datetime, datetime | None]]] = {}
    rows = Permission.objects.filter(kind__in=kinds, about=number).order_by("at", "pk")
    for subject, kind, at in rows.values_list("subject_id", "kind", "at"):
        known = spans.setdefault(subject, [])
        if kind == Permission.Kind.OBJECTION and (not known or known[-1][1] is not None):
            known.append((at, None))
        elif kind == Permission.Kind.OBJECTION_LIFTED and known and known[-1][1] is None:
            known[-1] = (known[-1][0], at)
    return {subject: each for subject, each in spans.items() if each}


def _within(spans: list[tuple[datetime, datetime | None]], at: datetime) -> bool:
    return any(begin < at and (end is None or at < end) for begin, end in spans)


def _uses(purposes: list[str]) -> Iterator[tuple[int, datetime, str, BitMap]]:
    rows = Payload.objects.filter(entry__kind__in=_USES).order_by("-entry_id")
    for entry, at, content, subject, subjects in rows.values_list(
        "entry_id", "entry__at", "content", "subject", "subjects"
    ).iterator():
        purpose = json.loads(content).get("purpose")
        if purpose in purposes:
            people = BitMap([subject] if subject is not None else [])
            yield entry, at, purpose, people | BitMap.deserialize(bytes(subjects)) if subjects else people
