"""Erasing a person, a category of their data, or one record: begun here, carried out in ``honour.register.finishing``.

Step by step, so that a killed erasure goes on and a restored backup repeats it:

1. The intent commits: from here nothing of it can be read.
2. The tombstone is in the journal, on the disk; an erasure that a crash interrupts here writes it again.
3. Keys are destroyed, rows are gone, and the end is confirmed on the ledger, in one transaction.

Within a cooling-off that whoever asks states, the intent can be undone (``honour.register.undoing``): until then
nothing is destroyed, and nobody can read anything of it. What a hold names stays until the hold ends.

What stays of a person is an opaque id. Where a stop stands, a keyed hash stays on the do-not-contact list, so that it
holds (UK GDPR Arts 17(3)(b), 21(3)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from honour.evidence import entries
from honour.evidence.prepared import run_prepared
from honour.evidence.tombstones import installed_journal
from honour.register.deciding import decide
from honour.register.errors import UnknownRecordError
from honour.register.fetching import changing, fetch, listed
from honour.register.finishing import Erased, carry_out
from honour.register.holding import held_records, require_not_held
from honour.register.inserting import inserting
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Erasure, Identifier, Permission, Record, Subject
from honour.register.older import naming, older_versions
from honour.register.people import lock_person
from honour.register.staging import forget_staged_of
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
    """Erase everything about a person, but for what a hold names: that is restricted, and goes when the hold has ended.

    Arguments: ``person``, the opaque id; ``reason``, a word: ``request``, ``due``, ``mistake``; ``asked_by``, the
    opaque id of who asked; ``at``, aware; ``cooling_off``, for how long it can be undone;
    ``wait``, whether it is carried to its end here. Else the worker does that, within seconds.
    Errors: ``UnknownPersonError``; those of the keyring and the journal, which leave the erasure to be finished.
    """
    register_keyring()
    with transaction.atomic():
        subject = lock_person(person)
        held = held_records(subject.pk)
        openly = {record for record, sealed in held.items() if not sealed}
        if not openly:
            final = at + cooling_off if cooling_off else None
            erasure = begin_erasure(subject, reason=reason, asked_by=asked_by, at=at, final_at=final)
    if openly:
        return _erase_the_rest(subject, frozenset(held), len(openly), reason, asked_by, at, wait)
    if erasure.final_at is not None or not wait:
        going = run_prepared("SELECT count(*) FROM register_record WHERE subject_id = %s", (subject.pk,))[0][0]
        return Erased(person, None, going, 0, 0, erasure.entry or 0, final_at=erasure.final_at)
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


def _erase_the_rest(  # noqa: PLR0913, PLR0917 - what is told of an erasure
    subject: Subject, held: frozenset[int], kept: int, reason: str, asked_by: str, at: datetime, wait: bool
) -> Erased:
    """Erase all records that no hold names, and restrict what stays (UK GDPR Arts 17(3)(e), 18)."""
    person = subject.public_id
    heads = Record.objects.filter(subject=subject, superseded_by=None).values_list("pk", flat=True)
    going = [head for head in heads if not held & set(older_versions([head]))]
    digests = [(each.kind, bytes(each.digest)) for each in fetch(Identifier, "subject_id = %s", (subject.pk,))]
    gone = _erase_records(person, going, reason, asked_by, at, wait=wait)
    staged = forget_staged_of(subject, digests, spare_held=True)
    if not subject.restricted:
        decide(person, Permission.Kind.RESTRICTION, at=at, how="hold", recorded_by=asked_by)
    return replace(gone, record=None, kept=kept, staged=gone.staged + staged)


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
        begun = [begin_record(person, record, reason, asked_by, at, final_at) for record in records]
    last = records[-1] if records else None
    if not wait or not begun or final_at:
        entry = (begun[-1][0].entry or 0) if begun else 0
        return Erased(person, last, sum(going for _, going in begun), 0, 0, entry, final_at=final_at)
    done = carry_out([_number_of(erasure) for erasure, _ in begun], at)
    gone, keys = sum(each.records for each in done), sum(each.keys for each in done)
    return Erased(person, last, gone, keys, 0, done[-1].entry)


def begin_record(  # noqa: PLR0913, PLR0917 - what is told of an erasure
    person: str, record: int, reason: str, asked_by: str, at: datetime, final_at: datetime | None = None
) -> tuple[Erasure, int]:
    """Commit the intent to erase one record: from here the gate refuses it. Gives also how many go, older ones too."""
    subject = lock_person(person)
    found = run_prepared(_WITH_OLDER, (record, subject.pk))
    if not found:
        raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
    keys = dict(found)
    going, key = list(keys), keys[record]
    require_not_held(subject.pk, going)
    said = {"record": record, "reason": reason, "by": asked_by}
    if final_at is not None:  # or a restore in between would bring it back
        said["final_at"] = final_at.isoformat()
        body = {"person": person, **naming(record), "final_at": said["final_at"]}
        installed_journal().append("record:erasing", body, at)
    erasure = Erasure(subject=subject, record=record, final_at=final_at, reason=reason, asked_by=asked_by, asked_at=at)
    destroying = {"state": DataKey.State.DESTROYING.value}
    unread = f"id = %s AND NOT EXISTS ({_READ_YET} AND r.id NOT IN {listed(going)})"
    _intend(
        erasure,
        "record:erasing",
        said,
        changing(Record, {"due_at": at}, f"id IN {listed(going)}", going),  # past due: the gate refuses it from here
        changing(DataKey, destroying, unread, (key, subject.pk, key, subject.pk, *going)),
    )
    return erasure, len(going)


_WITH_OLDER = """
    WITH RECURSIVE going(id, key_id) AS (
        SELECT id, key_id FROM register_record WHERE id = %s AND subject_id = %s
        UNION SELECT r.id, r.key_id FROM register_record r JOIN going ON r.superseded_by = going.id
    ) SELECT id, key_id FROM going"""
"""A record and the older versions that it replaced, each with its key."""
_READ_YET = """
    SELECT 1 FROM register_record r WHERE r.subject_id = %s AND r.key_id = %s AND r.id NOT IN (
        WITH RECURSIVE gone(id) AS (
            SELECT e.record FROM register_erasure e WHERE e.subject_id = %s AND e.step < 3 AND e.record IS NOT NULL
            UNION SELECT o.id FROM register_record o JOIN gone ON o.superseded_by = gone.id
        ) SELECT id FROM gone)"""
"""The records under a key of a person whose erasure has not begun."""


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


_ERASURE = ("subject_id", "record", "final_at", "reason", "asked_by", "asked_at", "entry")
