"""Holds: they stop the deletion of exactly what they name, until they end.

What is held and past its date stays unreadable for its purposes, as the gate refuses it; a hold keeps, and lets nobody
use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.prepared import run_prepared
from honour.register.errors import HeldError, HoldRefusedError, UnknownRecordError
from honour.register.holds_committed import PLACED, fresh_salt, line_of
from honour.register.holds_told import tell_ended, tell_placed
from honour.register.models import HeldThing, Hold, Record, Subject
from honour.register.older import with_every_version
from honour.register.people import lock_person
from honour.register.versions import versions

HELD = """EXISTS (SELECT 1 FROM register_heldthing h JOIN register_hold o ON o.id = h.hold_id
  WHERE h.subject_id = r.subject_id AND o.ended_at IS NULL AND (h.category IS NULL OR h.category = r.category)
    AND (h.record IS NULL OR h.record = r.id))"""
"""True for a record ``r`` of ``register_record`` that a hold names."""
HELD_OPENLY = HELD.replace("o.ended_at IS NULL", "o.ended_at IS NULL AND NOT o.sealed")
"""The same, of the holds that are known outside the role for sealed ones."""

HELD_WHOLE = """EXISTS (SELECT 1 FROM register_heldthing h JOIN register_hold o ON o.id = h.hold_id
  WHERE h.subject_id = s.id AND o.ended_at IS NULL AND h.category IS NULL AND h.record IS NULL)"""
"""True for a person ``s`` of ``register_subject`` whom a hold names with everything."""
NOT_BEING_ERASED = """(NOT EXISTS (SELECT 1 FROM register_erasure e
  WHERE e.subject_id = r.subject_id AND e.step < 3 AND (e.record IS NULL OR e.record = r.id))
 AND (r.superseded_by IS NULL OR r.id NOT IN (
  WITH RECURSIVE older(id) AS (
    SELECT o.id FROM register_erasure e JOIN register_record o ON o.superseded_by = e.record
     WHERE e.step < 3 AND e.record IS NOT NULL
    UNION SELECT o.id FROM register_record o JOIN older ON o.superseded_by = older.id
  ) SELECT id FROM older)))"""
"""True for a record ``r`` unless its erasure has begun and is neither finished nor undone: its own, that of a version
that replaced it, or of its person. No event moves the dates of those, and no sweep takes what may yet be undone."""
READ_YET = f"""SELECT 1 FROM register_record r WHERE r.subject_id = %s AND r.key_id = register_datakey.id
    AND ({NOT_BEING_ERASED} OR {HELD_OPENLY})"""  # noqa: S608 - constants of ours
"""The records under a key of a person, by their row, which somebody may read yet: nobody has begun to erase them, or a
hold keeps them for a claim (UK GDPR Art 18(2))."""
FREE = f"NOT {HELD} AND {NOT_BEING_ERASED}"
"""True for a record ``r`` that neither a hold keeps nor an erasure takes: on its day it is a sweep's."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a hold is to name: a person by opaque id; of theirs one category, or one record, or everything."""

    person: str
    category: str | None = None
    record: int | None = None


def place_hold(  # noqa: PLR0913 - what a hold must say
    kind: Hold.Kind,
    matter: str,
    things: Iterable[Named],
    *,
    owner: str,
    review_on: date,
    by: str,
    at: datetime,
    sealed: bool = False,
) -> Hold:
    """Hold things from now on.

    Arguments: ``matter``, the file it is for, naming nobody; ``owner`` and ``by``, opaque ids of staff; ``review_on``,
    when somebody looks at it again; ``sealed``, when only the role for that may know of it.
    Errors: ``HoldRefusedError`` without a matter, an owner, a thing or a day to come; ``UnknownPersonError``;
    ``UnknownRecordError`` for a record that is gone; ``UnknownClauseError``; those of the keyring and the journal.
    """
    named = list(things)
    if not matter.strip() or not owner or not named:
        raise HoldRefusedError("A hold needs a matter, somebody who answers for it, and what it names.")
    _require_to_come(review_on, at)
    with transaction.atomic():
        rows = [_row(one) for one in named]
        hold = Hold.objects.create(
            kind=kind,
            matter=matter.strip(),
            owner=owner,
            sealed=sealed,
            salt=fresh_salt(),
            placed_at=at,
            placed_by=by,
            review_on=review_on,
        )
        for row in rows:
            row.hold = hold
        HeldThing.objects.bulk_create(rows)
        entries.append(PLACED, line_of(hold, rows, by), at=at)
        tell_placed(hold, rows)
    return hold


def review_hold(hold: int, review_on: date, *, by: str, at: datetime) -> None:
    """Look at a hold again and keep it until another day. Errors: ``HoldRefusedError``."""
    _require_to_come(review_on, at)
    with transaction.atomic():
        _standing(hold)
        Hold.objects.filter(pk=hold).update(review_on=review_on)
        entries.append("hold:reviewed", {"hold": hold, "by": by, "until": review_on.isoformat()}, at=at)


def end_hold(hold: int, *, by: str, at: datetime) -> None:
    """End a hold. What it kept beyond its date goes with the next sweep; an erasure that waited for it goes on."""
    with transaction.atomic():
        ended = _standing(hold)
        ended.ended_at, ended.ended_by = at, by
        ended.save(update_fields=["ended_at", "ended_by"])
        entries.append("hold:ended", {"hold": hold, "by": by}, at=at)
        # Not written, it would stand again after a restore, and somebody end it once more.
        transaction.on_commit(lambda: tell_ended(ended, at), robust=True)


def held_records(subject: int) -> dict[int, bool]:
    """Give a person's records that are held, and of each whether only sealed holds keep it."""
    query = """
        SELECT r.id, min(CASE WHEN o.sealed THEN 1 ELSE 0 END)
          FROM register_record r JOIN register_heldthing h ON h.subject_id = r.subject_id
          JOIN register_hold o ON o.id = h.hold_id
         WHERE r.subject_id = %s AND o.ended_at IS NULL AND (h.category IS NULL OR h.category = r.category)
           AND (h.record IS NULL OR h.record = r.id)
         GROUP BY r.id"""
    return {record: bool(sealed) for record, sealed in run_prepared(query, (subject,))}


def held_openly(subject: int) -> frozenset[int]:
    """Give a person's records that holds keep of which everybody may know, with every version of them."""
    openly = [record for record, only_sealed in held_records(subject).items() if not only_sealed]
    return with_every_version(openly)


def holds_of(subject: int, *, sealed: bool) -> list[Hold]:
    """Give the standing holds that name something of a person.

    Arguments: ``sealed``, whether whoever asks may know of sealed ones.
    """
    found = Hold.objects.filter(things__subject_id=subject, ended_at=None)
    return list((found if sealed else found.filter(sealed=False)).distinct().order_by("review_on", "pk"))


def require_not_held(subject: int, records: Iterable[int]) -> None:
    """See that no open hold keeps any of these records. Errors: ``HeldError``, which never speaks of a sealed hold."""
    if kept := sorted(held_openly(subject) & set(records)):
        hold = _naming(with_every_version(kept))
        raise HeldError(
            f"This is kept for {Hold.Kind(hold.kind).label.lower()} ({hold.matter}), which is looked at again on "
            f"{hold.review_on:%-d %B %Y}. It can go when that hold has ended."
        )


def _naming(records: Iterable[int]) -> Hold:
    """Give the hold that names one of these records and is looked at again first; sealed ones are left out."""
    naming = Hold.objects.filter(
        Q(things__category=None) | Q(things__category=F("things__subject__records__category")),
        Q(things__record=None) | Q(things__record=F("things__subject__records__pk")),
        things__subject__records__in=list(records),
        ended_at=None,
        sealed=False,
    )
    return naming.order_by("review_on", "pk")[0]


def _row(one: Named) -> HeldThing:
    subject: Subject = lock_person(one.person)
    # Locked, so that a sweep under way has either taken them or sees the hold.
    records = set(Record.objects.select_for_update(of=("self",)).filter(subject=subject).values_list("pk", flat=True))
    if one.record is not None and one.record not in records:
        raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
    category = None if one.category is None else versions().clauses.number("categories", one.category)
    return HeldThing(subject=subject, category=category, record=one.record)


def _standing(hold: int) -> Hold:
    found = Hold.objects.select_for_update().filter(pk=hold, ended_at=None).first()
    if found is None:
        raise HoldRefusedError("This hold has ended already, or there is none of this number.")
    return found


def _require_to_come(review_on: date, at: datetime) -> None:
    if review_on <= timezone.localdate(at):
        raise HoldRefusedError("Choose a day to come on which somebody looks at the hold again.")
