"""S18: every record has a source that the notice names, and people are told of data that did not come from them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.register.models import Record
from honour.register.versions import versions

_NEEDS_NO_TELLING = {"person", "observation", "staff"}


@prover("S18", clause="sources", test="Every record names a source that the version it was taken under declares.")
def every_record_has_a_declared_source(_: datetime) -> Finding:
    """Find each record's source. Whether people were told of data from elsewhere is not examined yet, and is said."""
    known = versions()
    counts = list(Record.objects.values("version", "source").annotate(count=Count("pk")).order_by())
    total = sum(row["count"] for row in counts)
    if not total:
        return not_proved("No data are held yet.")
    exhibits: list[Exhibit] = []
    elsewhere = unnamed = 0
    declared = {version.number: version.notice.sources for version in known.all}
    for row in counts:
        source = known.clauses.clause("sources", row["source"])
        clause = declared.get(row["version"] if row["version"] is not None else -1, {}).get(source or "")
        if clause is None:
            unnamed += row["count"]
            rows = Record.objects.filter(version=row["version"], source=row["source"])
            exhibits += [
                Exhibit("No source that its version of the notice names.", record=str(pk))
                for pk in rows.values_list("pk", flat=True)[:50]
            ]
        elif clause.kind not in _NEEDS_NO_TELLING:
            elsewhere += row["count"]
    coverage = f"all {total} records"
    if exhibits:
        return broken(f"{unnamed} of {total} records have no declared source", coverage, exhibits)
    if elsewhere:
        return not_proved(
            f"All {total} records have a declared source; nothing yet shows that the people behind {elsewhere} of "
            "them, which came from elsewhere, were told."
        )
    return kept(f"all {total} records have a declared source, and none came from elsewhere than the person", coverage)
