"""Carrying erasures to their end, step by step, with witnesses looking before and after.

Repeating a step changes nothing, so whatever a crash left half way is gone on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.evidence.tombstones import installed_journal
from honour.register.fetching import change, fetch
from honour.register.forgetting import Gone, forget_person, forget_record
from honour.register.holding import held_records
from honour.register.models import Erasure, Record, Subject
from honour.register.older import naming, older_versions, with_every_version
from honour.register.scrubbing import scrub_storage
from honour.register.witnessing import look_after, look_before

Step = Erasure.Step
AT_ONCE = 20
"""Erasures that are carried out, and looked for in the files, together."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did. ``records``, ``keys`` and ``staged`` count what is gone.

    ``kept``: records that a hold keeps; ``final_at``: until then it can be undone, and nothing is gone yet.

    Copies in backups made before are unreadable once the backup's keys are, and gone with the backup.
    """

    person: str
    record: int | None
    records: int
    keys: int
    staged: int
    entry: int
    kept: int = 0
    final_at: datetime | None = None


def unfinished_erasures(at: datetime, *, cooled_off: bool = True) -> list[int]:
    """Give the erasures that can go on, first begun first; those in their cooling-off wait.

    Arguments: ``cooled_off``, whether those whose cooling-off is over by ``at`` may go on too.
    One that went as far as a hold lets it waits until something of what it kept is held no more.
    """
    begun = Erasure.objects.filter(step__lt=Step.CONFIRMED).exclude(final_at__gt=at).order_by("pk")
    if not cooled_off:
        begun = begun.exclude(step=Step.INTENDED, final_at__isnull=False)
    rows = begun.values_list("pk", "subject_id", "record", "step")
    return [
        pk for pk, subject, record, step in rows if step != Step.JOURNALLED or not _all_of_it_is_held(subject, record)
    ]


def _all_of_it_is_held(subject: int, record: int | None) -> bool:
    held = with_every_version(held_records(subject))
    if record is not None:
        return not held.isdisjoint(older_versions([record]))
    left = set(Record.objects.filter(subject=subject).values_list("pk", flat=True))
    return bool(left) and left <= held


def finish_erasures(at: datetime, *, cooled_off: bool = True) -> int:
    """Carry every unfinished erasure on as far as it can go; gives how many came to their end.

    Arguments: ``cooled_off``, as of ``unfinished_erasures``.
    """
    waiting = unfinished_erasures(at, cooled_off=cooled_off)
    for first in range(0, len(waiting), AT_ONCE):
        carry_out(waiting[first : first + AT_ONCE], at)
    return Erasure.objects.filter(pk__in=waiting, step=Step.CONFIRMED).count()


def carry_out(erasures: Sequence[int], at: datetime) -> list[Erased]:
    """Carry erasures to their end together: they are looked for before, erased, cleared out of the files, looked for.

    Errors: those of the keyring and the journal, which leave them to be finished.
    """
    seen = look_before(erasures)
    done = [finish_erasure(erasure, at) for erasure in erasures]
    scrub_storage()
    look_after(seen, at)
    return done


def finish_erasure(erasure: int, at: datetime) -> Erased:
    """Take an erasure through the steps it still lacks; clearing the storage is left to whoever finishes many."""
    row = _row(erasure)
    if row.final_at is not None and row.final_at > at:
        return Erased(row.subject.public_id, row.record, 0, 0, 0, row.entry or 0, final_at=row.final_at)
    if row.step == Step.INTENDED:
        _journal(row)
    with transaction.atomic():
        row = _row(erasure, lock=True)
        if row.step in {Step.INTENDED, Step.JOURNALLED}:
            held = with_every_version(held_records(row.subject_id))
            waits = bool(held)
            if row.record is None:
                gone = forget_person(row.subject, keep=held)
            elif waits := bool(held & set(older_versions([row.record]))):
                gone = Gone(0, 0, 0)
            else:
                gone = forget_record(row.subject, row.record)
            before = row.gone
            row.gone = {
                "records": gone.records + before.get("records", 0),
                "keys": gone.keys + before.get("keys", 0),
                "staged": gone.staged + before.get("staged", 0),
            }
            first = row.step == Step.INTENDED
            row.step = Step.JOURNALLED if waits else Step.DESTROYED
            change(Erasure, {"step": row.step.value, "gone": row.gone}, "id = %s", (row.pk,))
            if waits:  # a sealed hold keeps some of it; whoever asked is told nothing of that
                if first and gone.records:
                    row.entry = _on_the_ledger(row, at)
                    change(Erasure, {"entry": row.entry}, "id = %s", (row.pk,))
                told = {**row.gone, "records": row.gone["records"] + len(held)}
                return Erased(row.subject.public_id, row.record, **told, entry=row.entry or 0)
        entry = _confirm(row, at)
    return Erased(row.subject.public_id, row.record, **row.gone, entry=entry)


def _journal(row: Erasure) -> None:
    """Write the tombstone; once it is on the disk, a restored backup repeats the erasure."""
    person = row.subject.public_id
    if row.record is None:
        installed_journal().append("person:erased", {"person": person}, row.asked_at)
    else:
        installed_journal().append("record:erased", {"person": person, **naming(row.record)}, row.asked_at)


def _confirm(row: Erasure, at: datetime) -> int:
    """Write the end down, in the transaction that destroys: neither is there without the other."""
    if row.step == Step.CONFIRMED and row.entry is not None:
        return row.entry
    entry = _on_the_ledger(row, at)
    change(Erasure, {"entry": entry, "step": Step.CONFIRMED.value, "done_at": at}, "id = %s", (row.pk,))
    return entry


def _on_the_ledger(row: Erasure, at: datetime) -> int:
    kind = "person:erased" if row.record is None else "record:erased"
    return entries.append(kind, {"reason": row.reason, "record": row.record, **row.gone}, subject=row.subject_id, at=at)


def _row(erasure: int, *, lock: bool = False) -> Erasure:
    row = fetch(Erasure, "id = %s", (erasure,), lock=lock)[0]
    row.subject = fetch(Subject, "id = %s", (row.subject_id,))[0]
    return row
