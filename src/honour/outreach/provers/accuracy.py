"""S24: what was put right is what is used, and what is old is asked about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from honour.evidence.models import Payload
from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.outreach.models import StillRight
from honour.outreach.preferences.details import STALE, reaching
from honour.register.models import Record, Subject
from honour.register.provers.uses import uses
from honour.register.versions import versions


@prover(
    "S24",
    clause="rights",
    test=(
        "Each correction on the ledger took effect: the record it replaced gives way to the new one, and no use after "
        "it was of the old. Details by which somebody is reached and that are older than a year were asked about."
    ),
)
def corrections_hold(now: datetime) -> Finding:
    """Follow each correction to the records it is about, and count the details that nobody asked about."""
    made = _corrections()
    exhibits = [*_undone(made), *_used_again(made)]
    old, every = _unasked(now)
    coverage = f"{len(made):,} corrections; {every:,} records of how people are reached"
    figure = f"{len(exhibits)} of {len(made):,} corrections are not carried out"
    if exhibits:
        return broken(figure, coverage, exhibits)
    if old:
        return not_proved(
            f"{figure}. {old:,} of {every:,} details are older than a year, and their people are asked only when they "
            "open the page of their preferences."
        )
    if not made:
        return not_proved("Nothing has been put right yet.")
    return kept(f"{figure}; no details are older than a year", coverage)


_Corrections = dict[int, tuple[int, int, datetime]]
"""By the record that was replaced: its successor, the entry, when."""


def _corrections() -> _Corrections:
    rows = Payload.objects.filter(entry__kind="record:corrected").order_by("-entry_id")
    found: _Corrections = {}
    for entry, at, content in rows.values_list("entry_id", "entry__at", "content")[:20_000]:
        said = json.loads(content)
        found[int(said["instead"])] = (int(said["record"]), entry, at)
    return found


def _undone(made: _Corrections) -> Iterable[Exhibit]:
    """Find what was replaced and counts again. What was erased since is neither."""
    for pk, successor in Record.objects.filter(pk__in=list(made)).values_list("pk", "superseded_by"):
        wanted, entry, _ = made[pk]
        if successor != wanted:
            yield Exhibit("What was put right counts as it stood before.", entry, str(pk))


def _used_again(made: _Corrections) -> Iterable[Exhibit]:
    for use in uses():
        for record in made.keys() & set(use.records):
            if use.at > made[record][2]:
                yield Exhibit("What had been put right was used as it stood before.", use.entry, str(record))


def _unasked(now: datetime) -> tuple[int, int]:
    """Count the details that are old and that nobody has found right since, of how many."""
    known = versions()
    if not known.all:
        return 0, 0
    numbers = [known.clauses.number("categories", short) for short in reaching(known.current(now).notice)]
    rows = Record.objects.filter(category__in=numbers, superseded_by=None, subject__status=Subject.Status.LIVE)
    found_right = StillRight.objects.filter(at__gt=now - STALE).values("record")
    return rows.filter(collected_at__lte=now - STALE).exclude(pk__in=found_right).count(), rows.count()
