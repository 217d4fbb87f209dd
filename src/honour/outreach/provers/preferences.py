"""S11: what people want to hear about is what they told us, and we can show when and how."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from honour.evidence.models import Entry, Payload
from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.notice.wording import counted
from honour.outreach.provers.decided import COLUMNS, decisions_of, kept_for, sum_of
from honour.register.deciding import EFFECTS
from honour.register.hidden import visible_people
from honour.register.models import Permission, Subject
from honour.register.provers.sampling import sample

_CHOOSES = Q(permissions__kind__in=[kind for kind, effect in EFFECTS.items() if effect.column in COLUMNS])
_STANDS = ~Q(consents=0) | ~Q(objections=0) | ~Q(stops=0) | Q(marketing_objection=True) | ~Q(paused_until=None)
_IN_WORDS = {
    "consents": "A consent",
    "objections": "An objection",
    "stops": "A stop of one kind of marketing",
    "marketing_objection": "A stop to marketing",
    "paused_until": "A pause",
}


@prover(
    "S11",
    clause="topics",
    test=(
        "The decisions kept for each person, added up anew, are how their preferences stand; each says how it came and "
        "who wrote it down, and stands on the ledger; each consent given in person keeps the words it was given to."
    ),
)
def preferences_have_their_evidence(now: datetime) -> Finding:
    """Add up everybody's decisions, and look for what stands without one, or against one."""
    people = visible_people(now).filter(_STANDS | _CHOOSES).distinct()
    chosen, coverage = sample(people, now, "people who chose something")
    if not chosen:
        return not_proved("Nobody has chosen anything yet.")
    decisions = decisions_of(each.pk for each in chosen)
    exhibits = [found for each in chosen for found in _faults(each, decisions.get(each.pk, []))]
    exhibits += _not_on_the_ledger([row for rows in decisions.values() for row in rows])
    number = sum(len(rows) for rows in decisions.values())
    coverage = f"{coverage}; {counted(number, 'decision')}"
    return judged(
        exhibits,
        lambda faults: f"{faults:,} of the preferences of {len(chosen):,} people are without their evidence",
        coverage,
    )


def _faults(subject: Subject, rows: list[Permission]) -> Iterable[Exhibit]:
    stands, said = kept_for(subject), sum_of(rows)
    for column, words in _IN_WORDS.items():
        if getattr(stands, column) != getattr(said, column):
            yield Exhibit(f"{words} does not stand as it was decided.", record=subject.public_id)
    decided = [row for row in rows if EFFECTS[Permission.Kind(row.kind)].column in COLUMNS]  # being told of us is none
    for row in decided:
        if not row.how or not (row.recorded_by or row.collection_id):
            yield Exhibit("A decision does not say how it came, or who wrote it down.", row.entry, subject.public_id)
        if row.kind == Permission.Kind.CONSENT and row.recorded_by == "person" and row.wording_id is None:
            yield Exhibit("A consent without the words that it was given to.", row.entry, subject.public_id)


def _not_on_the_ledger(rows: list[Permission]) -> Iterable[Exhibit]:
    """Find decisions whose entry is missing, or says something else while its payload is kept."""
    numbers = {row.entry for row in rows if row.entry is not None}
    known = set(Entry.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    told = Payload.objects.filter(pk__in=numbers, entry__kind="person:decided").values_list("pk", "content", "subject")
    said = {entry: (json.loads(content)["kind"], subject) for entry, content, subject in told}
    for row in rows:
        if row.entry not in known:
            yield Exhibit("A decision that no entry of the ledger records.", row.entry)
        elif said.get(row.entry, (row.kind, row.subject_id)) != (row.kind, row.subject_id):
            yield Exhibit("The ledger records another decision than is kept.", row.entry)
