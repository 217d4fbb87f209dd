"""S24: what was put right is what is used, and what is old is asked about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from honour.evidence.models import Payload
from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.notice.wording import counted
from honour.outreach.models import StillRight
from honour.outreach.preferences.declared import stale_since
from honour.outreach.preferences.details import reaching
from honour.register.hidden import visible_records
from honour.register.models import Record
from honour.register.provers.uses import uses
from honour.register.versions import versions


@prover(
    "S24",
    clause="rights",
    test=(
        "Each correction on the ledger took effect: the record it replaced gives way to the new one, and no use after "
        "it was of the old. Details by which somebody is reached and that are older than the notice lets them get were "
        "asked about."
    ),
)
def corrections_hold(now: datetime) -> Finding:
    """Follow each correction to the records it is about, and count the details that nobody asked about."""
    made = _corrections()
    exhibits = [*_undone(made), *_used_again(made)]
    limit = _limit(now)
    old, every = _unasked(now, limit)
    coverage = f"{counted(len(made), 'correction')}; {counted(every, 'record')} of how people are reached"
    figure = f"{len(exhibits)} of {len(made):,} corrections are not carried out"
    if exhibits:
        return broken(figure, coverage, exhibits)
    if old:
        return not_proved(
            f"{figure}. {old:,} of {every:,} details are older than the notice lets them get, and nobody has said "
            "since that they are right."
        )
    if not made:
        return not_proved("Nothing has been put right yet.")
    asked = "no details are older than the notice lets them get" if limit else "the notice lets details get any age"
    return kept(f"{figure}; {asked}", coverage)


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


def _limit(now: datetime) -> datetime | None:
    """Give the moment before which details are old by the notice in use; ``None`` where it declares no period."""
    known = versions()
    return stale_since(known.current(now).notice, now) if known.all else None


def _unasked(now: datetime, limit: datetime | None) -> tuple[int, int]:
    """Count the details that are old and that nobody has found right since, of how many."""
    known = versions()
    if not known.all:
        return 0, 0
    numbers = [known.clauses.number("categories", short) for short in reaching(known.current(now).notice)]
    rows = visible_records(now).filter(category__in=numbers, superseded_by=None)
    if limit is None:
        return 0, rows.count()
    found_right = StillRight.objects.filter(at__gt=limit).values("record")
    return rows.filter(collected_at__lte=limit).exclude(pk__in=found_right).count(), rows.count()
