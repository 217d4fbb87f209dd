"""Repeating on a restored database every stop, hold and erasure since its backup. Doing it twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.tombstones import Tombstone
from honour.register.deciding import EFFECTS, apply_effect
from honour.register.deleting import choose, delete_chosen, lock_people, spare_successors
from honour.register.due.moving import move_due, waits_for
from honour.register.due.scope import of_person
from honour.register.erasing import begin_erasure, begin_record
from honour.register.erasing_again import BATCH, erase_again
from honour.register.errors import UnknownPersonError
from honour.register.fetching import among, any_of
from honour.register.finishing import Step, finish_erasure
from honour.register.holding import HELD, held_openly
from honour.register.holds_committed import PLACED
from honour.register.holds_told import ENDED, end_again, place_again
from honour.register.models import DataKey, Erasure, Permission, Record, Subject, Suppression
from honour.register.older import newest_there
from honour.register.people import lock_person_to_stop
from honour.register.scrubbing import scrub_storage
from honour.register.stopping import LET
from honour.register.sweeping import unpacked
from honour.register.undoing import undo_again

LIFTED_BY = {
    Permission.Kind.MARKETING_STOP: Permission.Kind.MARKETING_STOP_LIFTED,
    Permission.Kind.OBJECTION: Permission.Kind.OBJECTION_LIFTED,
    Permission.Kind.WITHDRAWAL: Permission.Kind.CONSENT,
    Permission.Kind.RESTRICTION: Permission.Kind.RESTRICTION_LIFTED,
    Permission.Kind.APPROVAL_ENDED: Permission.Kind.APPROVAL,
    Permission.Kind.STOP: Permission.Kind.STOP_LIFTED,
    Permission.Kind.PAUSE: Permission.Kind.PAUSE_ENDED,
}


REPEATED = frozenset(
    {
        "person:erased",
        "record:erased",
        "person:stopped",
        "records:swept",
        "person:erasing",
        "person:erasure-undone",
        "record:erasing",
        "record:erasure-undone",
        PLACED,
        ENDED,
        LET,
    }
)
"""The kinds of tombstone that this version can repeat."""


@dataclass(slots=True)
class Replayed:
    """What a replay did: erasures, stops and what was said of holds repeated; tombstones that the database knew."""

    erased: int = 0
    stopped: int = 0
    held: int = 0
    known: int = 0


def replay(tombstones: Iterable[Tombstone], at: datetime) -> Replayed:
    """Repeat stops, holds and erasures, in the journal's order.

    Errors: ``SealBrokenError`` when what is said of a hold was changed; ``ValueError`` for a tombstone of a kind this
    version does not know: a newer Honour wrote it; nothing after it was repeated.
    """
    done = Replayed()
    pending: dict[tuple[str, int | None], Tombstone] = {}
    people: list[Tombstone] = []
    for tombstone in tombstones:
        match tombstone.kind:
            case "person:erased":
                people.append(tombstone)
                if len(people) == BATCH:
                    _erase_people(people, at, done)
            case "person:erasing" | "person:erasure-undone" | "record:erasing" | "record:erasure-undone":
                pending[tombstone.body["person"], tombstone.body.get("record")] = tombstone
            case _:
                done.known += not _repeat(tombstone, at, done)
    _erase_people(people, at, done)
    done.erased += sum(_begun_or_undone(each, at) for each in pending.values())
    if done.erased:
        scrub_storage(alone=True)
    return done


def _repeat(tombstone: Tombstone, at: datetime, done: Replayed) -> bool:
    """Repeat one stop, hold, sweep or erasure of a record, and count it; false when the database knew of it."""
    match tombstone.kind:
        case "record:erased":
            repeated = _erase(tombstone, at)
            done.erased += repeated
        case "records:swept":
            repeated = _sweep(tombstone, at)
            done.erased += repeated
        case "person:stopped":
            repeated = _stop(tombstone, at)
            done.stopped += repeated
        case "hold:placed" | "hold:ended":
            repeated = place_again(tombstone) if tombstone.kind == PLACED else end_again(tombstone)
            done.held += repeated
        case "address:let":
            repeated = False  # the stop holds again, which is the safe side
        case _:
            raise ValueError(
                f"Line {tombstone.number} of the journal says {tombstone.kind!r}, which this version of Honour "
                "does not know. Restore with the version that wrote it, or a newer one."
            )
    return repeated


def _erase_people(people: list[Tombstone], at: datetime, done: Replayed) -> None:
    """Erase the people collected so far, and count; a hold's are erased one by one. Leaves the list empty."""
    if people:
        erased, held = erase_again(people, at)
        erased += sum(_erase(each, at) for each in held)
        done.erased += erased
        done.known += len(people) - erased
        people.clear()


def _erase(tombstone: Tombstone, at: datetime) -> bool:
    """Erase what the restored database still has of a person or record that was erased."""
    record: int | None = None
    with transaction.atomic():
        subject = Subject.objects.select_for_update().filter(public_id=tombstone.body["person"]).first()
        if subject is None:
            return False
        if "record" in tombstone.body:
            record = newest_there(tombstone.body, subject.pk, tombstone.at)
            if record is None:
                return False
        else:
            if not _anything_left(subject):
                return False
            Subject.objects.filter(pk=subject.pk).update(status=Subject.Status.ERASED, erased_at=tombstone.at)
            DataKey.objects.filter(subject=subject, state=DataKey.State.LIVE).update(state=DataKey.State.DESTROYING)
        begun = Erasure.objects.filter(subject=subject, record=record, step__lt=Step.CONFIRMED)
        if record is not None and subject.status == Subject.Status.LIVE and not begun.exists():
            _begin_record(subject, record, tombstone)  # a hold may keep it, and nobody is to read it again
        erasure = begun.first() or Erasure(
            subject=subject, record=record, reason="replay", asked_by="journal", asked_at=tombstone.at
        )
        erasure.step = max(erasure.step, Step.JOURNALLED)
        erasure.save()
    finish_erasure(erasure.pk, at)
    return True


def _begun_or_undone(tombstone: Tombstone, at: datetime) -> bool:
    """Undo again an erasure that was undone, or begin again one that was not; gives whether one was begun."""
    if tombstone.kind.endswith("-undone"):
        undo_again(tombstone, at)
        return False
    with transaction.atomic():
        subject = (
            Subject.objects.select_for_update()
            .filter(public_id=tombstone.body["person"], status=Subject.Status.LIVE)
            .first()
        )
        if subject is None:
            return False
        final_at = datetime.fromisoformat(tombstone.body["final_at"])
        if "record" not in tombstone.body:
            begin_erasure(subject, reason="replay", asked_by="journal", at=tombstone.at, final_at=final_at)
            return True
        record = newest_there(tombstone.body, subject.pk, tombstone.at)
        begun = Erasure.objects.filter(subject=subject, record=record, step__lt=Step.CONFIRMED)
        if record is None or begun.exists():
            return False
        _begin_record(subject, record, tombstone, final_at)
    return True


def _begin_record(subject: Subject, record: int, tombstone: Tombstone, final_at: datetime | None = None) -> None:
    """Begin to erase a record again; of all of a person, what an open hold keeps can be used for the claim."""
    of_all = tombstone.body.get("of_all", False)
    held = held_openly(subject.pk) if of_all else frozenset()
    begin_record(subject.public_id, record, "replay", "journal", tombstone.at, final_at, of_all=of_all, held=held)


def _sweep(tombstone: Tombstone, at: datetime) -> bool:
    """Delete again what a sweep took, unless a hold stands in what was restored."""
    wanted = list(unpacked(tombstone.body["records"]))
    where = f"{among('r.id')} AND r.collected_at <= %s AND NOT {HELD}"
    with transaction.atomic():
        found = choose(where, [json.dumps(wanted), connection.ops.adapt_datetimefield_value(tombstone.at)])
        if found == lock_people() + spare_successors():
            return False
        gone = delete_chosen(at)
        said = {"records": len(gone.records), "keys": gone.keys, "people": len(gone.people), "replay": True}
        entries.append("retention:swept", said, subjects=BitMap(gone.subjects), at=at)
    return True


def _anything_left(subject: Subject) -> bool:
    if subject.status == Subject.Status.LIVE or any_of(DataKey, "subject_id = %s AND state <> 2", (subject.pk,)):
        return True
    return Record.objects.filter(subject=subject).exists()


def _stop(tombstone: Tombstone, at: datetime) -> bool:
    """Stop again what was stopped, unless the person allowed it again later in what was restored.

    What is kept until somebody objects goes by that.
    """
    body = tombstone.body
    kind = Permission.Kind(body["kind"])
    listed = [
        Suppression(kind=found, digest=bytes.fromhex(digest), key_version=body["key"], since=tombstone.at)
        for found, digest in body.get("hashes", ())
    ]
    effect = EFFECTS[kind]
    until = datetime.fromisoformat(body["until"]) if "until" in body else None
    with transaction.atomic():
        try:
            subject, known = lock_person_to_stop(body["person"])
        except UnknownPersonError:
            Suppression.objects.bulk_create(listed, ignore_conflicts=True)
            return False
        number = known.clauses.number(effect.section, body["about"]) if effect.section else None
        decided = Permission.objects.filter(subject=subject, about=number)
        if decided.filter(kind=LIFTED_BY[kind], at__gt=tombstone.at).exists():
            return False
        Suppression.objects.bulk_create(listed, ignore_conflicts=True)
        if decided.filter(kind=kind, at=tombstone.at).exists():
            return False
        apply_effect(subject, effect, number, until)
        payload = {"kind": kind.value, "about": body["about"], "how": "replay", "by": "journal"}
        entry = entries.append("person:decided", payload, subject=subject.pk, at=tombstone.at)
        Permission.objects.create(
            subject=subject,
            kind=kind,
            about=number,
            until=until,
            at=tombstone.at,
            how="replay",
            recorded_by="journal",
            entry=entry,
        )
        if waits_for(("objection", "consent-withdrawn"), known):
            move_due(of_person(subject.pk), at)
    return True
