"""Root keys are rotated under the register's data while everything stays readable and findable."""

import datetime as dt

import pytest

from honour.keyring import KeyStillUsedError, KeyVersionMissingError, check_keys
from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key
from honour.register.erasing import erase_person
from honour.register.finding import find_people
from honour.register.known_keys import known_keys
from honour.register.models import DataKey, Identifier, Record
from honour.register.reading import read
from honour.register.rotation import STEPS
from honour.register.staging import stage, take_staged
from tests.register.conftest import SUPPORT


@pytest.fixture
def people(wrote):
    return [wrote(f"p{n}@canary.example", telephone=f"01632 960 12{n}") for n in range(5)]


def test_data_keys_move_to_the_new_wrapping_key_and_no_value_is_sealed_again(people, now, home):
    folder = home / "keys"
    staged = stage("mailroom", "mail", b"Dear canary", now, dt.timedelta(days=1))
    values = dict(Record.objects.values_list("pk", "value"))
    begin_rotation(folder, "wrapping", now)
    assert read(SUPPORT, people[0], "enquiries", now).outcome == "allowed"
    moved = finish_rotation(folder, "wrapping", STEPS, batch=3).moved
    assert moved == {"data keys": 10, "destroyed keys": 0, "staged items": 1}
    assert set(DataKey.objects.values_list("root_version", flat=True)) == {2}
    assert {pk: bytes(v) for pk, v in Record.objects.values_list("pk", "value")} == {
        pk: bytes(v) for pk, v in values.items()
    }
    retire_key(folder, "wrapping", 1, STEPS)
    assert read(SUPPORT, people[0], "enquiries", now).outcome == "allowed"
    assert take_staged(staged, "mailroom", now) == b"Dear canary"
    assert [finding.problem for finding in check_keys(folder, known_keys()) if finding.problem] == []


def test_what_a_destroyed_key_leaves_holds_no_root_key_back(people, now, home):
    folder = home / "keys"
    erase_person(people[0], reason="request", asked_by="staff-1", at=now)
    begin_rotation(folder, "wrapping", now)
    assert finish_rotation(folder, "wrapping", STEPS, batch=1).moved["destroyed keys"] == 2
    assert not DataKey.objects.exclude(root_version=2).exists()
    assert [key.version for key in known_keys() if key.purpose == "wrapping"] == [2]


def test_a_rotation_stopped_half_way_reads_both_and_goes_on(people, now, home):
    folder = home / "keys"
    begin_rotation(folder, "wrapping", now)
    from honour.keyring.installed import keyring_at

    assert STEPS[0].advance(keyring_at(folder), 4) == 4
    assert all(read(SUPPORT, person, "enquiries", now).outcome == "allowed" for person in people)
    with pytest.raises(KeyStillUsedError, match="6 rows"):
        retire_key(folder, "wrapping", 1, STEPS)
    assert finish_rotation(folder, "wrapping", STEPS).moved["data keys"] == 6


def test_identifiers_are_hashed_again_and_found_all_the_while(people, now, home):
    folder = home / "keys"
    begin_rotation(folder, "lookup", now)
    assert find_people("email", "P3@canary.example", actor=SUPPORT, at=now).people == (people[3],)
    assert finish_rotation(folder, "lookup", STEPS, batch=4).moved == {"identifiers": 10}
    assert set(Identifier.objects.values_list("key_version", flat=True)) == {2}
    retire_key(folder, "lookup", 1, STEPS)
    assert find_people("telephone", "01632 960123", actor=SUPPORT, at=now).people == (people[3],)


def test_keys_put_back_from_before_the_rotation_are_refused(people, now, home):
    folder = home / "keys"
    begin_rotation(folder, "wrapping", now)
    finish_rotation(folder, "wrapping", STEPS)
    (folder / "wrapping-2.json").unlink()
    with pytest.raises(KeyVersionMissingError, match="older than the data"):
        read(SUPPORT, people[0], "enquiries", now)


def test_somebody_who_writes_during_a_rotation_is_the_same_person(people, wrote, now, home):
    begin_rotation(home / "keys", "lookup", now)
    assert wrote("p2@canary.example", at=now + dt.timedelta(hours=1)) == people[2]
