"""An erasure that was begun by mistake is undone: everything is as it would be, had nobody begun it."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key
from honour.register.due.moving import wrongly_dated
from honour.register.due.triggers import contacted
from honour.register.erasing import erase_category, erase_person
from honour.register.errors import ErasureFinalError
from honour.register.finishing import finish_erasures
from honour.register.keeping import correct
from honour.register.models import DataKey, Record, Subject
from honour.register.reading import read
from honour.register.rotation import STEPS
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
