"""Carrying erasures to their end, step by step, with witnesses looking before and after.

Repeating a step changes nothing, so whatever a crash left half way is gone on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.evidence.models import Entry
from honour.evidence.prepared import run_prepared
from honour.evidence.tombstones import installed_journal
from honour.register.deleting import forget_people
from honour.register.deleting_few import LEAVING
from honour.register.fetching import any_of, change, fetch
from honour.register.forgetting import Gone, forget_person, forget_record
from honour.register.holding import held_openly, held_records
from honour.register.models import Erasure, Identifier, Record, Subject
from honour.register.older import naming, older_versions, with_every_version
from honour.register.restricting import let_use_again
from honour.register.scrubbing import scrub_storage
from honour.register.staging import forget_staged_of
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
    for subject, by in dict(
        Erasure.objects.filter(pk__in=erasures, of_all=True).values_list("subject", "asked_by")
    ).items():
        with transaction.atomic():
            let_use_again(subject, by, at)
    scrub_storage()
    look_after(seen, at)
    return done


def finish_erasure(erasure: int, at: datetime) -> Erased:
    """Take an erasure through the steps it still lacks; clearing the storage is left to whoever finishes many.

    Whether it may go on is decided, and its tombstone written, with the rows locked: it may be being undone.
    """
    with transaction.atomic():
        row = _locked(erasure)
        if row.step == Step.UNDONE or (row.final_at is not None and row.final_at > at):
            return Erased(row.subject.public_id, row.record, 0, 0, 0, row.entry or 0, final_at=row.final_at)
        if row.step == Step.INTENDED:
            _journal(row)
        if row.step in {Step.INTENDED, Step.JOURNALLED}:
            held = with_every_version(held_records(row.subject_id))
            if row.record is None:
                kept, gone = held, forget_person(row.subject, keep=held)
            else:
                kept = held & set(older_versions([row.record]))
                staged = _forget_staged(row) if row.of_all else 0
                gone = replace(Gone(0, 0, 0) if kept else forget_record(row.subject, row.record), staged=staged)
                _forget_if_empty(row.subject, at)
            before = row.gone
            row.gone = {
                "records": gone.records + before.get("records", 0),
                "keys": gone.keys + before.get("keys", 0),
                "staged": gone.staged + before.get("staged", 0),
            }
            row.step = Step.JOURNALLED if kept else Step.DESTROYED
            change(Erasure, {"step": row.step.value, "gone": row.gone}, "id = %s", (row.pk,))
            if kept:
                in_silence = kept - held_openly(row.subject_id)  # of a sealed hold nobody is told, nor is the ledger
                if in_silence and not _is_told(row):
                    row.entry = _on_the_ledger(row, at)
                    change(Erasure, {"entry": row.entry}, "id = %s", (row.pk,))
                told = {**row.gone, "records": row.gone["records"] + len(in_silence)}
                return Erased(row.subject.public_id, row.record, **told, entry=row.entry or 0)
        entry = _confirm(row, at)
    return Erased(row.subject.public_id, row.record, **row.gone, entry=entry)


def _forget_staged(row: Erasure) -> int:
    """Forget what was staged of a person when all of them was to go, but for what a hold on everything keeps."""
    digests = [(each.kind, bytes(each.digest)) for each in fetch(Identifier, "subject_id = %s", (row.subject_id,))]
    return forget_staged_of(row.subject, digests, spare_held=True, until=row.asked_at)


def _forget_if_empty(subject: Subject, at: datetime) -> None:
    """Forget somebody of whom no record is left, as a sweep does."""
    if run_prepared(LEAVING.format(theirs="s.id = %s"), (subject.pk,)):
        forget_people("{} = %s".format, (subject.pk,), at)


def _journal(row: Erasure) -> None:
    """Write the tombstone; once it is on the disk, a restored backup repeats the erasure."""
    person = row.subject.public_id
    if row.record is None:
        installed_journal().append("person:erased", {"person": person}, row.asked_at)
    else:
        body = {"person": person, **naming(row.record), **({"of_all": True} if row.of_all else {})}
        installed_journal().append("record:erased", body, row.asked_at)


def _confirm(row: Erasure, at: datetime) -> int:
    """Write the end down, in the transaction that destroys: neither is there without the other."""
    if row.step == Step.CONFIRMED and row.entry is not None:
        return row.entry
    entry = row.entry if row.entry is not None and _is_told(row) else _on_the_ledger(row, at)
    change(Erasure, {"entry": entry, "step": Step.CONFIRMED.value, "done_at": at}, "id = %s", (row.pk,))
    return entry


def _kind(row: Erasure) -> str:
    return "person:erased" if row.record is None else "record:erased"


def _is_told(row: Erasure) -> bool:
    """Say whether the ledger has it that this was erased, as far as it may be: a sealed hold kept some of it since."""
    return any_of(Entry, "id = %s AND kind = %s", (row.entry, _kind(row)))


def _on_the_ledger(row: Erasure, at: datetime) -> int:
    """Write on the ledger that this was erased; how much that was stands in the certificate, whoever may read that."""
    return entries.append(_kind(row), {"reason": row.reason, "record": row.record}, subject=row.subject_id, at=at)


def _locked(erasure: int) -> Erasure:
    """Give an erasure, locked with whose it is until the transaction ends: the person first, as whoever undoes it."""
    theirs = "id = (SELECT subject_id FROM register_erasure WHERE id = %s)"
    subject = fetch(Subject, theirs, (erasure,), lock=True)[0]
    row = fetch(Erasure, "id = %s", (erasure,), lock=True)[0]
    row.subject = subject
    return row
