"""An erasure that was begun by mistake is undone: everything is as it would be, had nobody begun it."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.evidence.tombstones import Tombstone
from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key
from honour.register.deciding import Kind, decide
from honour.register.due.moving import wrongly_dated
from honour.register.due.triggers import contacted
from honour.register.erasing import erase_category, erase_person
from honour.register.errors import ErasureFinalError, UnknownPersonError
from honour.register.finishing import finish_erasures
from honour.register.keeping import correct
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Permission, Record, Subject, Suppression
from honour.register.overview import overview
from honour.register.reading import read
from honour.register.replaying import replay
from honour.register.rotation import STEPS
from honour.register.suppressing import suppressed
from honour.register.undoing import undo_category, undo_erasure
from honour.register.versions import versions
from honour.retention.provers.on_time import nothing_is_kept_past_its_date
from honour.retention.sweeps.previewing import preview
from honour.retention.sweeps.running import run_sweep
from tests.register.conftest import SUPPORT

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
MISTAKEN = {"reason": "request", "asked_by": "staff-1", "cooling_off": 7 * DAY}


def values(person, at):
    return sorted(str(record.value) for record in read(SUPPORT, person, "enquiries", at).records)


def test_what_the_person_gave_meanwhile_stands_beside_what_comes_back(wrote, now):
    person = wrote()
    erase_category(person, "interactions", at=now, **MISTAKEN)
    wrote(at=now + DAY, message="Me again.")
    undo_category(person, "interactions", by="staff-1", at=now + 2 * DAY)

    said = values(person, now + 2 * DAY)
    assert any("Please send a price" in each for each in said)
    assert any("Me again" in each for each in said)
    wrote(at=now + 3 * DAY, message="And once more.")
    assert any("And once more" in each for each in values(person, now + 3 * DAY))


def test_what_was_erased_for_itself_does_not_come_back_with_the_person(wrote, now):
    person = wrote()
    erase_category(person, "interactions", at=now, **MISTAKEN)
    erase_person(person, at=now + DAY, **MISTAKEN)
    undo_erasure(person, by="staff-1", at=now + 2 * DAY)

    interactions = versions().clauses.number("categories", "interactions")
    assert DataKey.objects.get(category=interactions).state == DataKey.State.DESTROYING
    finish_erasures(now + 8 * DAY)
    assert DataKey.objects.get(category=interactions).state == DataKey.State.DESTROYED
    assert any("canary.example" in each for each in values(person, now + 8 * DAY))


@pytest.mark.parametrize("whole", [True, False], ids=["a person", "a category"])
def test_root_keys_that_are_changed_meanwhile_open_it_again(wrote, home, now, whole):
    person = wrote()
    before = values(person, now)
    if whole:
        erase_person(person, at=now, **MISTAKEN)
    else:
        erase_category(person, "contact", at=now, **MISTAKEN)
    for purpose in ("wrapping", "lookup"):
        begin_rotation(home / "keys", purpose, now)
        finish_rotation(home / "keys", purpose, STEPS)
        retire_key(home / "keys", purpose, 1, STEPS)
    if whole:
        undo_erasure(person, by="staff-1", at=now + DAY)
    else:
        undo_category(person, "contact", by="staff-1", at=now + DAY)
    assert values(person, now + DAY) == before


def test_dates_follow_what_happened_meanwhile(wrote, now):
    person = wrote()
    other = wrote("bob@canary.example")
    erase_person(person, at=now, **MISTAKEN)
    for one in Subject.objects.all():
        Subject.objects.filter(pk=one.pk).update(last_contact=now + DAY)
    contacted(Subject.objects.get(public_id=other), now + 2 * DAY, versions())
    undo_erasure(person, by="staff-1", at=now + 3 * DAY)
    assert wrongly_dated(now + 3 * DAY) == []


def test_no_sweep_takes_what_can_be_undone_and_nobody_calls_it_late(wrote, now):
    person = wrote()
    message = Record.objects.get(category=versions().clauses.number("categories", "interactions"))
    fixed = correct(SUPPORT, person, message.pk, {"message": "A price, please."}, at=now).records["interactions"]
    erase_category(person, "interactions", at=now, **MISTAKEN)

    night = now + 3 * DAY
    assert preview(night).records == 0
    assert run_sweep(night, pause=0, force=True).records == 0
    assert nothing_is_kept_past_its_date(night).state == "kept"
    undo_category(person, "interactions", by="staff-1", at=night)
    assert set(Record.objects.filter(category=message.category).values_list("pk", flat=True)) == {message.pk, fixed}
    assert any("A price, please" in each for each in values(person, night))
    with pytest.raises(ErasureFinalError):
        undo_category(person, "interactions", by="staff-1", at=night)


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        (Kind.OBJECTION, "enquiries"),
        (Kind.WITHDRAWAL, "marketing"),
        (Kind.MARKETING_STOP, None),
        (Kind.STOP, "*/email"),
    ],
)
def test_what_somebody_stops_while_it_can_be_undone_stands_when_it_is(wrote, now, kind, about):
    person = wrote()
    decide(person, Kind.CONSENT, about="marketing", at=now, how="form", recorded_by="person")
    erase_person(person, at=now, **MISTAKEN)
    decide(person, kind, about=about, at=now + DAY, how="letter", recorded_by="staff-1")
    undo_erasure(person, by="staff-1", at=now + 2 * DAY)
    known = overview(person)
    assert (known.decisions[-1].kind, known.decisions[-1].about, known.decisions[-1].how) == (kind, about, "letter")
    stopped = {
        Kind.OBJECTION: "enquiries" in known.objections,
        Kind.WITHDRAWAL: "marketing" not in known.consents,
        Kind.MARKETING_STOP: known.marketing_objection,
        Kind.STOP: "*/email" in known.stops,
    }
    assert stopped[kind]


def test_nothing_is_allowed_for_somebody_whose_erasure_can_be_undone(wrote, now):
    person = wrote()
    erase_person(person, at=now, **MISTAKEN)
    for kind, about in ((Kind.CONSENT, "marketing"), (Kind.MARKETING_STOP_LIFTED, None)):
        with pytest.raises(UnknownPersonError):
            decide(person, kind, about=about, at=now, how="letter", recorded_by="staff-1")


def test_a_stop_outlasts_an_erasure_that_is_not_undone(wrote, now):
    person = wrote()
    erase_person(person, at=now, **MISTAKEN)
    decide(person, Kind.MARKETING_STOP, at=now + DAY, how="letter", recorded_by="staff-1")
    finish_erasures(now + 8 * DAY)
    assert not Permission.objects.filter(subject__public_id=person).exists()
    back = wrote(at=now + 9 * DAY)
    assert (back != person, overview(back).marketing_objection) == (True, True)
    with pytest.raises(UnknownPersonError):
        decide(person, Kind.MARKETING_STOP, at=now + 9 * DAY, how="letter", recorded_by="staff-1")


def test_an_address_that_is_itself_being_erased_goes_on_the_list_with_a_stop(wrote, now):
    person = wrote()
    erase_category(person, "contact", at=now, **MISTAKEN)
    decide(person, Kind.MARKETING_STOP, at=now + DAY, how="letter", recorded_by="staff-1")
    assert {row.kind for row in Suppression.objects.all()} == {"email", "telephone"}


def test_who_takes_their_stop_back_leaves_on_the_list_what_they_share_with_somebody_being_erased(wrote, now):
    wrote()
    other = wrote("bob@canary.example")
    going = Subject.objects.exclude(public_id=other).get().public_id
    for person in (going, other):
        decide(person, Kind.MARKETING_STOP, at=now, how="letter", recorded_by="staff-1")
    erase_person(going, at=now, **MISTAKEN)
    decide(other, Kind.MARKETING_STOP_LIFTED, at=now + DAY, how="letter", recorded_by="staff-1")
    shared, own = ("telephone", "01632 960 111"), ("email", "bob@canary.example")
    assert suppressed(register_keyring(), [shared])
    assert not suppressed(register_keyring(), [own])


def test_a_stop_made_meanwhile_is_repeated_on_a_backup_taken_before_it(wrote, now):
    person = wrote()
    erase_person(person, at=now, **MISTAKEN)
    said = {"person": person, "kind": "objection", "about": "enquiries"}
    stopped = Tombstone(1, now + DAY, "person:stopped", said, "")
    undone = Tombstone(2, now + 2 * DAY, "person:erasure-undone", {"person": person}, "")
    replay([stopped, undone], now + 3 * DAY)
    assert "enquiries" in overview(person).objections
