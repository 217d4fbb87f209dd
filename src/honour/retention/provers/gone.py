"""S23: of what was deleted no readable copy is left."""

from __future__ import annotations

from datetime import datetime

from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.register.models import DataKey, Erasure, Identifier, Record
from honour.retention.models import Certificate, Sweep


@prover(
    "S23",
    clause="retention",
    test=(
        "The key of everything that was deleted is destroyed and opens nothing any more; no certificate of an erasure "
        "found anything of it afterwards."
    ),
)
def nothing_deleted_is_readable(_: datetime) -> Finding:
    """Look at every destroyed key, at what is still under it, and at the certificates."""
    destroyed = DataKey.objects.filter(state=DataKey.State.DESTROYED)
    keys, sweeps = destroyed.count(), Sweep.objects.filter(ended_at__isnull=False).count()
    erasures = Erasure.objects.filter(step=Erasure.Step.CONFIRMED).count()
    if not keys and not sweeps and not erasures:
        return not_proved("Nothing has been deleted yet.")
    exhibits = [
        Exhibit(f"The wrapped bytes of data key {key} are still there.")
        for key in destroyed.exclude(wrapped=b"").values_list("pk", flat=True)[:50]
    ]
    exhibits += [
        Exhibit("A record whose key is destroyed.", record=str(record))
        for record in Record.objects.filter(key__in=destroyed).values_list("pk", flat=True)[:50]
    ]
    left = Identifier.objects.filter(subject__status=1).exclude(subject__held_things__hold__ended_at=None)
    gone = left.filter(subject__erasures=None)
    exhibits += [Exhibit("An identifier of somebody erased.", record=str(each.record_id)) for each in gone[:50]]
    bad = Certificate.objects.filter(nothing_found=False).values_list("pk", flat=True)
    exhibits += [Exhibit(f"Certificate {number} says that something was found.") for number in bad[:50]]
    certificates = Certificate.objects.count()
    figure = f"{len(exhibits):,} readable traces of what was deleted"
    coverage = f"all {keys:,} destroyed keys, {sweeps:,} sweeps, {erasures:,} erasures, {certificates:,} certificates"
    return broken(figure, coverage, exhibits) if exhibits else kept(figure, coverage)
