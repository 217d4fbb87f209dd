"""S23: of what was deleted no readable copy is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q, QuerySet

from honour.evidence.models import Entry, Payload
from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.evidence.tree.signing import installed_keys
from honour.ledger.certificate import open_certificate
from honour.ledger.errors import LedgerError
from honour.notice.wording import counted
from honour.register.models import DataKey, Erasure, HeldThing, Identifier, Record, Subject
from honour.register.references import orphans
from honour.retention.models import Certificate, Sweep

_MOST = 50
GRACE = timedelta(hours=26)
"""What goes on its day goes in that night; a proof that was cut off is made up for before."""


@prover(
    "S23",
    clause="retention",
    test=(
        "The key of everything that was deleted is destroyed and opens nothing any more. Every erasure was looked "
        "into: its certificates are as they were signed and as the ledger knows them, and the newest found nothing "
        "that could be read where it should be gone. Nothing that belonged to a deleted record outlived it."
    ),
)
def nothing_deleted_is_readable(now: datetime) -> Finding:
    """Look at every destroyed key, at what is still under it, and at the certificates."""
    destroyed = DataKey.objects.filter(state=DataKey.State.DESTROYED)
    keys, sweeps = destroyed.count(), Sweep.objects.filter(ended_at__isnull=False).count()
    erasures = _told_of().count()
    if not keys and not sweeps and not erasures:
        return not_proved("Nothing has been deleted yet.")
    exhibits = [
        Exhibit(f"The wrapped bytes of data key {key} are still there.")
        for key in destroyed.exclude(wrapped=b"").values_list("pk", flat=True)[:_MOST]
    ]
    exhibits += [
        Exhibit("A record whose key is destroyed.", record=str(record))
        for record in Record.objects.filter(key__in=destroyed).values_list("pk", flat=True)[:_MOST]
    ]
    held = HeldThing.objects.filter(hold__ended_at__isnull=True).values("subject")
    left = Identifier.objects.filter(subject__status=Subject.Status.ERASED).exclude(subject__in=held)
    gone = left.filter(subject__erasures=None)  # whoever was erased by name is K03's to look for
    exhibits += [Exhibit("An identifier of somebody erased.", record=str(each.record_id)) for each in gone[:_MOST]]
    exhibits += [
        Exhibit(f"{counted(count, 'row')} of {table} without the record it belongs to.") for table, count in orphans()
    ]
    exhibits += [Exhibit(words) for words in _unproved(now)]
    exhibits += [Exhibit(words) for words in _certificates(now)]
    certificates = Certificate.objects.count()
    coverage = (
        f"all {keys:,} destroyed keys, {counted(sweeps, 'sweep')}, "
        f"{counted(erasures, 'erasure')}, {counted(certificates, 'certificate')}"
    )
    return judged(exhibits, lambda faults: f"{faults:,} readable traces of what was deleted", coverage)


def _told_of() -> QuerySet[Erasure]:
    """Give the erasures that the ledger says were carried out: of what a sealed hold keeps of one it says nothing."""
    told = Entry.objects.filter(kind__in=["person:erased", "record:erased"]).values("pk")
    return Erasure.objects.filter(Q(step=Erasure.Step.CONFIRMED) | Q(step=Erasure.Step.JOURNALLED, entry__in=told))


def _unproved(now: datetime) -> Iterator[str]:
    """Name erasures that were to be certified, and are not."""
    waiting = Erasure.objects.filter(
        step=Erasure.Step.CONFIRMED, trace__isnull=False, certificates=None, done_at__lt=now - GRACE
    )
    for number in waiting.values_list("pk", flat=True)[:_MOST]:
        yield f"Erasure {number} has no certificate."


def _certificates(now: datetime) -> Iterator[str]:
    """Say what is wrong with certificates; what they found counts while no newer one has brought them up to date."""
    keys, late = installed_keys(), (now - GRACE).date().isoformat()
    known = _on_the_ledger()
    older = set(Certificate.objects.exclude(follows=None).values_list("follows", flat=True))
    for row in Certificate.objects.order_by("pk").iterator():
        as_written = known.pop(row.pk, "")
        if row.pk not in older and not row.nothing_found:
            yield f"Certificate {row.pk} says that something was found."
            continue
        try:
            said = open_certificate(row.text, keys).body
        except LedgerError:
            yield f"Certificate {row.pk} is not as it was signed."
            continue
        if as_written not in {"", sha256(row.text.encode()).hexdigest()}:
            yield f"Certificate {row.pk} is not the one that stands on the ledger."
        if row.pk in older:
            continue
        for each in said["remains"]:
            if each["readable"] and each["until"] and each["until"] < late:
                yield f"By certificate {row.pk} {each['what']} were to be gone by {each['until']}; nobody looked again."
    for number in list(known)[:_MOST]:
        yield f"Certificate {number} stands on the ledger, and is not here."


def _on_the_ledger() -> dict[int, str]:
    """Give the digest of each certificate that the ledger knows of, while its payload is kept."""
    contents = Payload.objects.filter(entry__kind="erasure:certified").values_list("content", flat=True)
    told = (json.loads(content) for content in contents.iterator())
    return {each["certificate"]: each.get("sha256", "") for each in told}
