"""Erasing a person, a category of their data, or one record: begun here, carried out in ``honour.register.finishing``.

Step by step, so that a killed erasure goes on and a restored backup repeats it:

1. The intent commits: from here nothing of it can be read.
2. The tombstone is in the journal, on the disk; an erasure that a crash interrupts here writes it again.
3. Keys are destroyed, rows are gone, and the end is confirmed on the ledger, in one transaction.

Within a cooling-off that whoever asks states, the intent can be undone (``honour.register.undoing``): until then
nothing is destroyed, and nobody can read anything of it. What a hold names stays until the hold ends, and goes then.

What stays of a person is an opaque id. Where a stop stands, a keyed hash stays on the do-not-contact list, so that it
holds (UK GDPR Arts 17(3)(b), 21(3)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from honour.evidence import entries
from honour.evidence.prepared import run_prepared
from honour.evidence.tombstones import installed_journal
from honour.register.errors import UnknownRecordError
from honour.register.fetching import changing, listed
from honour.register.finishing import Erased, carry_out
from honour.register.holding import READ_YET, held_openly, require_not_held
from honour.register.inserting import inserting
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Erasure, Record, Subject
from honour.register.older import naming, older_versions
from honour.register.people import lock_person
from honour.register.restricting import restrict
from honour.register.versions import versions


def erase_person(  # noqa: PLR0913 - what is told of an erasure
    person: str,
    *,
    reason: str,
    asked_by: str,
    at: datetime,
    cooling_off: timedelta = timedelta(0),
    wait: bool = True,
) -> Erased:
    """Erase everything about a person; what an open hold names is restricted, and goes when the hold has ended.

    The rest goes without waiting for that, each record by an erasure of its own.

    Arguments: ``person``, the opaque id; ``reason``, a word: ``request``, ``due``, ``mistake``; ``asked_by``, the
    opaque id of who asked; ``at``, aware; ``cooling_off``, for how long it can be undone;
    ``wait``, whether it is carried to its end here. Else the worker does that, within seconds.
    Errors: ``UnknownPersonError``; those of the keyring and the journal, which leave the erasure to be finished.
    """
    register_keyring()
    final = at + cooling_off if cooling_off else None
    with transaction.atomic():
        subject = lock_person(person)
        held = held_openly(subject.pk)
        if held:
            begun = _begin_of_all(subject, held, reason, asked_by, at, final)
        else:
            erasure = begin_erasure(subject, reason=reason, asked_by=asked_by, at=at, final_at=final)
    if held:
        return replace(_carried_out(person, begun, at, final, wait=wait), record=None, kept=len(held))
    if final is not None or not wait:
        going = run_prepared("SELECT count(*) FROM register_record WHERE subject_id = %s", (subject.pk,))[0][0]
        return Erased(person, None, going, 0, 0, erasure.entry or 0, final_at=final)
    return carry_out([_number_of(erasure)], at)[0]


def begin_erasure(subject: Subject, *, reason: str, asked_by: str, at: datetime, final_at: datetime | None) -> Erasure:
    """Commit the intent: from here nothing of the person can be read. Call it with their row locked."""
    gone = {"status": Subject.Status.ERASED.value, "erased_at": at}
    destroying = {"state": DataKey.State.DESTROYING.value}
    said = {"reason": reason, "by": asked_by, **({"final_at": final_at.isoformat()} if final_at else {})}
    erasure = Erasure(subject=subject, final_at=final_at, reason=reason, asked_by=asked_by, asked_at=at)
    _intend(
        erasure,
        "person:erasing",
        said,
        changing(Subject, gone, "id = %s", (subject.pk,)),
        changing(DataKey, destroying, "subject_id = %s AND state = 0", (subject.pk,)),
    )
    if final_at is not None:  # or a restore in between would bring them back
        body = {"person": subject.public_id, "final_at": final_at.isoformat()}
        installed_journal().append("person:erasing", body, at)
    return erasure


def _begin_of_all(  # noqa: PLR0913, PLR0917 - what is told of an erasure
    subject: Subject, held: frozenset[int], reason: str, asked_by: str, at: datetime, final: datetime | None
) -> list[_Begun]:
    """Commit the intent to erase each record; those that a hold keeps for now are restricted."""
    heads = Record.objects.filter(subject=subject, superseded_by=None).order_by("pk").values_list("pk", flat=True)
    begun_before = Erasure.objects.filter(subject=subject, of_all=True, step__lt=Erasure.Step.CONFIRMED)
    waiting = set(begun_before.values_list("record", flat=True)) & held
    begun = [
        begin_record(subject.public_id, head, reason, asked_by, at, final, of_all=True, held=held)
        for head in heads
        if head not in waiting
    ]
    restrict(subject, asked_by, at)
    return begun


def erase_record(  # noqa: PLR0913 - what is told of an erasure
    person: str, record: int, *, reason: str, asked_by: str, at: datetime, wait: bool = True
) -> Erased:
    """Erase one record of a person, with the older versions that it replaced.

    Its key goes with it when no other record of that category is left; until then the record stays readable in backups
    that have not expired.
    Errors: ``UnknownPersonError``, ``UnknownRecordError``, ``HeldError``, and those of ``erase_person``.
    """
    return _erase_records(person, [record], reason, asked_by, at, wait=wait)


def erase_category(  # noqa: PLR0913 - what is told of an erasure
    person: str,
    category: str,
    *,
    reason: str,
    asked_by: str,
    at: datetime,
    cooling_off: timedelta = timedelta(0),
    wait: bool = True,
) -> Erased:
    """Erase everything of one category about a person, and the key it was sealed under.

    Arguments: ``category``, its short id; ``cooling_off``, for how long it can be undone.
    Errors: ``UnknownClauseError``, and those of ``erase_record``.
    """
    number = versions().clauses.number("categories", category)
    heads = Record.objects.filter(subject__public_id=person, category=number, superseded_by=None)
    records = list(heads.order_by("pk").values_list("pk", flat=True))
    if not records:
        raise UnknownRecordError("Nothing of this category is held about this person, or nobody is here under this id.")
    final = at + cooling_off if cooling_off else None
    return replace(_erase_records(person, records, reason, asked_by, at, wait=wait, final_at=final), record=None)


def _erase_records(  # noqa: PLR0913 - what is told of an erasure
    person: str,
    records: Sequence[int],
    reason: str,
    asked_by: str,
    at: datetime,
    *,
    wait: bool,
    final_at: datetime | None = None,
) -> Erased:
    register_keyring()
    with transaction.atomic():
        require_not_held(lock_person(person).pk, older_versions(records))
        begun = [begin_record(person, record, reason, asked_by, at, final_at) for record in records]
    return replace(_carried_out(person, begun, at, final_at, wait=wait), record=records[-1])


def _carried_out(person: str, begun: Sequence[_Begun], at: datetime, final: datetime | None, *, wait: bool) -> Erased:
    """Carry erasures of a person's records out, unless they can be undone yet or are left to the worker.

    One that is kept by an open hold counts with none of what goes.
    """
    entry = begun[-1].erasure.entry or 0 if begun else 0
    going = sum(each.going for each in begun)
    if final is not None or not wait or not begun:
        return Erased(person, None, going, 0, 0, entry, final_at=final)
    done = carry_out([_number_of(each.erasure) for each in begun], at)
    records, keys, staged = (sum(getattr(each, what) for each in done) for what in ("records", "keys", "staged"))
    return Erased(person, None, records, keys, staged, done[-1].entry)


class _Begun(NamedTuple):
    """An erasure of a record that has begun, and how many records go by it, older versions too."""

    erasure: Erasure
    going: int


def begin_record(  # noqa: PLR0913, PLR0917 - what is told of an erasure
    person: str,
    record: int,
    reason: str,
    asked_by: str,
    at: datetime,
    final_at: datetime | None = None,
    *,
    of_all: bool = False,
    held: frozenset[int] = frozenset(),
) -> _Begun:
    """Commit the intent to erase one record: from here the gate refuses it.

    Arguments: ``of_all``, whether everything about the person is to go; ``held``, what an open hold keeps of that: it
    can be used for the claim until the hold ends (UK GDPR Art 18(2)).
    """
    subject = lock_person(person)
    found = run_prepared(_WITH_OLDER, (record, subject.pk))
    if not found:
        raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
    keys = dict(found)
    going, key = list(keys), keys[record]
    kept = not held.isdisjoint(going)
    said: dict[str, Any] = {"record": record, "reason": reason, "by": asked_by}
    if final_at is not None:  # or a restore in between would bring it back
        said["final_at"] = final_at.isoformat()
        body = {
            "person": person,
            **naming(record),
            "final_at": said["final_at"],
            **({"of_all": True} if of_all else {}),
        }
        installed_journal().append("record:erasing", body, at)
    erasure = Erasure(
        subject=subject, record=record, of_all=of_all, final_at=final_at, reason=reason, asked_by=asked_by, asked_at=at
    )
    destroying = {"state": DataKey.State.DESTROYING.value}
    unread = f"id = %s AND NOT EXISTS ({READ_YET} AND r.id NOT IN {listed(going)})"
    begins = [] if kept else [
        changing(Record, {"due_at": at}, f"id IN {listed(going)}", going),  # past due: the gate refuses it from here
        changing(DataKey, destroying, unread, (key, subject.pk, *going)),
    ]  # fmt: skip
    _intend(erasure, "record:erasing", said, *begins)
    return _Begun(erasure, 0 if kept else len(going))


_WITH_OLDER = """
    WITH RECURSIVE going(id, key_id) AS (
        SELECT id, key_id FROM register_record WHERE id = %s AND subject_id = %s
        UNION SELECT r.id, r.key_id FROM register_record r JOIN going ON r.superseded_by = going.id
    ) SELECT id, key_id FROM going"""
"""A record and the older versions that it replaced, each with its key."""


def _intend(erasure: Erasure, kind: str, said: Mapping[str, object], *changes: entries.Beside) -> None:
    """Write down that something is to be erased, with its entry and what changes at once."""
    values = [entries.ENTRY if name == "entry" else getattr(erasure, name) for name in _ERASURE]
    wanted = inserting(Erasure, _ERASURE, values)
    at, subject = erasure.asked_at, erasure.subject_id
    erasure.entry = entries.append(kind, said, subject=subject, at=at, beside=[wanted, *changes])


def _number_of(erasure: Erasure) -> int:
    """Give the row of an erasure that was just begun."""
    begun = "SELECT id FROM register_erasure WHERE subject_id = %s AND entry = %s"
    return int(run_prepared(begun, (erasure.subject_id, erasure.entry))[0][0])


_ERASURE = ("subject_id", "record", "of_all", "final_at", "reason", "asked_by", "asked_at", "entry")
