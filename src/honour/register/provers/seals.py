"""K03: stored values open only under their keys, and nothing is left of whoever was erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.keyring import KeyringError, Opener
from honour.notice.wording import counted
from honour.register.hidden import visible_records
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Erasure, Identifier, Record, Subject
from honour.register.provers.sampling import sample
from honour.register.sealed import key_place, open_value, record_place


@prover(
    "K03",
    clause="honour",
    test=(
        "Each value opens under its person's key at its own place and nowhere else; no record is without a key, no key "
        "without a record; of erased people there is no record, identifier or key."
    ),
)
def values_rest_sealed(now: datetime) -> Finding:
    """Open values and look for what should not be there."""
    chosen, coverage = sample(visible_records(now).select_related("key"), now, "records")
    if not chosen and not Subject.objects.exists():
        return not_proved("Nothing is held yet.")
    exhibits = [*_unreadable(chosen), *_keyless(), *_left_behind()]
    return judged(
        exhibits, lambda faults: f"{counted(faults, 'fault')} among {len(chosen)} sealed values and all keys", coverage
    )


def _unreadable(rows: Iterable[Record]) -> Iterable[Exhibit]:
    keyring = register_keyring()
    for row in rows:
        if row.key.state != DataKey.State.LIVE:
            continue  # looked at below
        try:
            key = keyring.unwrap(row.key.root_version, bytes(row.key.wrapped), key_place(row.subject_id, row.category))
            open_value(Opener(key), bytes(row.value), record_place(row.subject_id, row.category, row.pk, row.version))
        except (KeyringError, ValueError):
            yield Exhibit("A value that does not open under its key at its place.", record=str(row.pk))


def _keyless() -> Iterable[Exhibit]:
    """Find records whose key is gone while nobody is erasing them, and keys left without a record."""
    under_way = Erasure.objects.filter(step__lt=Erasure.Step.CONFIRMED).values("subject_id")
    gone = Record.objects.exclude(key__state=DataKey.State.LIVE).exclude(subject__in=under_way)
    for record in gone.values_list("pk", flat=True).iterator():
        yield Exhibit("A record whose key is destroyed.", record=str(record))
    used = Record.objects.filter(subject=OuterRef("subject"), key=OuterRef("pk"))
    idle = DataKey.objects.filter(~Exists(used), state=DataKey.State.LIVE).exclude(subject__in=under_way)
    for key in idle.values_list("pk", flat=True).iterator():
        yield Exhibit(f"Data key {key} outlived the last record under it.")


def _left_behind() -> Iterable[Exhibit]:
    """Find anything about people whose erasure was confirmed."""
    erased = Subject.objects.filter(
        status=Subject.Status.ERASED, erasures__step=Erasure.Step.CONFIRMED, erasures__record=None
    ).values("pk")
    for record in Record.objects.filter(subject__in=erased).values_list("pk", flat=True).iterator():
        yield Exhibit("A record of somebody who was erased.", record=str(record))
    for record in Identifier.objects.filter(subject__in=erased).values_list("record_id", flat=True).iterator():
        yield Exhibit("An identifier of somebody who was erased.", record=str(record))
    keys = DataKey.objects.filter(subject__in=erased).exclude(state=DataKey.State.DESTROYED, wrapped=b"")
    for key in keys.values_list("pk", flat=True).iterator():
        yield Exhibit(f"Data key {key} of somebody who was erased.")
