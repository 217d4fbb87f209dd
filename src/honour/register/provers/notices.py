"""S29: each change to the notice is on record, and data follow the version that was shown."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import models
from django.db.models import Count
from django.utils import timezone

from honour.evidence.models import Entry, Payload
from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.notice.wording import counted
from honour.register.hidden import of_visible_people, visible_records
from honour.register.models import Collection, NoticeVersion, Record


@prover(
    "S29",
    clause="changes",
    test=(
        "Each published version has the bytes whose digest is on the ledger; each collection and each record names one "
        "of them, which had taken effect by then."
    ),
)
def data_follow_the_version_shown(now: datetime) -> Finding:
    """Match every version to what was published, and every collection and record to a version."""
    published = {version.number: version for version in NoticeVersion.objects.all()}
    collections = of_visible_people(Collection.objects.all(), now).count()
    records = visible_records(now).count()
    if not published or not collections:
        return not_proved("No data have been collected under a published notice yet.")
    exhibits = [exhibit for version in published.values() for exhibit in _altered(version)]
    exhibits += _unpublished(published)
    coverage = (
        f"all {counted(len(published), 'version')}, all {counted(collections, 'collection')}, "
        f"all {counted(records, 'record')}"
    )
    return judged(
        exhibits,
        lambda faults: (
            f"{counted(faults, 'mismatch', 'mismatches')} among {counted(len(published), 'version')} "
            f"and {counted(collections, 'collection')}"
        ),
        coverage,
    )


def _altered(version: NoticeVersion) -> list[Exhibit]:
    """Say what of a version is not as it was published."""
    found = []
    if hashlib.sha256(version.text.encode()).hexdigest() != version.digest:
        found.append(Exhibit(f"The words of version {version.label} are not those of its digest.", entry=version.entry))
    if version.entry is None:
        return [*found, Exhibit(f"Version {version.label} names no entry of the ledger.")]
    payload = Payload.objects.filter(entry_id=version.entry, entry__kind="notice:published").first()
    if payload is None:
        if Entry.objects.filter(pk=version.entry, kind="notice:published").exists():
            return found  # its payload has expired
        return [
            *found,
            Exhibit(f"Version {version.label} names an entry that did not publish it.", entry=version.entry),
        ]
    said = json.loads(payload.content)
    if (said["version"], said["digest"]) != (version.label, version.digest):
        found.append(Exhibit(f"The ledger knows version {version.label} by another digest.", entry=version.entry))
    if said["effective"] != version.effective.isoformat():
        found.append(Exhibit(f"Version {version.label} took effect on {said['effective']}.", entry=version.entry))
    return found


def _unpublished(published: dict[int, NoticeVersion]) -> list[Exhibit]:
    """Find collections and records that name no version, or one that was not published yet."""
    exhibits = []
    for number in Collection.objects.order_by().values_list("version", flat=True).distinct():
        rows = Collection.objects.filter(version=number)
        version = published.get(number)
        if version is None:
            first = rows.order_by("pk").values_list("entry", flat=True)[0]
            exhibits.append(
                Exhibit(f"Of {counted(rows.count(), 'collection')} the version was never published.", entry=first)
            )
            continue
        earliest = rows.order_by("at").first()
        if earliest and earliest.at < version.published_at:
            day = f"{timezone.localtime(earliest.at):%-d %B %Y}"
            words = f"A collection of {day} names version {version.label}, not published by then."
            exhibits.append(Exhibit(words, entry=earliest.entry))
    strange = Record.objects.exclude(version=None).exclude(version__in=published)
    counts = strange.values("version").annotate(count=Count("pk")).order_by()
    exhibits += [Exhibit(f"Of {counted(row['count'], 'record')} the version was never published.") for row in counts]
    crossed = Record.objects.exclude(collection=None).exclude(version=models.F("collection__version"))
    exhibits += [
        Exhibit("A record names another version than its collection.", record=str(pk))
        for pk in crossed.values_list("pk", flat=True).iterator()
    ]
    return exhibits
