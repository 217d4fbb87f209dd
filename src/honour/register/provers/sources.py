"""S18: every record has a source that the notice names, and people are told of data that did not come from them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.notice.wording import counted
from honour.register.hidden import visible_records
from honour.register.told_where_from import NEEDS_NO_TELLING, Told, told_late, told_of
from honour.register.versions import versions


@prover(
    "S18",
    clause="sources",
    test=(
        "Every record names a source that the version it was taken under declares; and people whose data came from "
        "elsewhere were told of it within the time that the law leaves."
    ),
)
def every_record_has_a_declared_source(now: datetime) -> Finding:
    """Find each record's source, and when the people behind what came from elsewhere were told."""
    known = versions()
    held = visible_records(now)
    counts = list(held.values("version", "source").annotate(count=Count("pk")).order_by())
    total = sum(row["count"] for row in counts)
    if not total:
        return not_proved("No data are held yet.")
    exhibits: list[Exhibit] = []
    unnamed, told = 0, Told()
    declared = {version.number: version.notice.sources for version in known.all}
    for row in counts:
        source = known.clauses.clause("sources", row["source"])
        version = row["version"] if row["version"] is not None else -1
        clause = declared.get(version, {}).get(source or "")
        records = held.filter(version=row["version"], source=row["source"])
        if clause is None or source is None:
            unnamed += row["count"]
            exhibits += [
                Exhibit("No source that its version of the notice names.", record=str(pk))
                for pk in records.values_list("pk", flat=True)[:50]
            ]
        elif clause.kind not in NEEDS_NO_TELLING:
            found = told_of(known, records, source, version, now)
            told = Told(*(getattr(told, each) + getattr(found, each) for each in Told.__slots__))
            late = told_late(known, records, source, version, now) if found.late else []
            exhibits += [Exhibit("Its person was told too late where it came from.", record=str(pk)) for pk in late]
    return _finding(total, unnamed, told, exhibits)


def _finding(total: int, unnamed: int, told: Told, exhibits: list[Exhibit]) -> Finding:
    coverage = f"all {counted(total, 'record')}, {told.records} of them from elsewhere"
    if exhibits:
        faults = f"{unnamed} of {total} records have no declared source; people were told too late of {told.late}"
        return broken(faults, coverage, exhibits)
    if told.unknown:
        return not_proved(
            f"A declared source for all of {counted(total, 'record')}; nothing on record shows that the people behind "
            f"{told.unknown} of them, which came from elsewhere, were told in time."
        )
    if told.records:
        waiting = f"; for {told.waiting} more there is still time" if told.waiting else ""
        figure = (
            f"a declared source for all of {counted(total, 'record')}; people were told in time "
            f"of {told.in_time} from elsewhere"
        )
        return kept(f"{figure}{waiting}", coverage)
    return kept(
        f"a declared source for all of {counted(total, 'record')}, and none came from elsewhere than the person",
        coverage,
    )
