"""Last month's archive of data opens nothing without a key, and the keys of the erased are gone from the newer ones."""

import datetime as dt

import pytest

from honour.backups.sealed import open_sealed
from honour.backups.separating import APART
from honour.keyring import open_keyring
from honour.register.erasing import erase_person
from honour.register.models import DataKey, Record, Staged, Subject
from honour.register.reading import read
from honour.register.staging import stage
from tests.backups.conftest import LATER, NOW
from tests.backups.test_refusing import refused
from tests.register.conftest import SUPPORT

pytestmark = pytest.mark.django_db(transaction=True)


def keys_of(person):
    found = DataKey.objects.filter(subject__public_id=person)
    return [bytes(key.wrapped) for key in found]


def content(installed, archive, kind):
    keyring = open_keyring(installed.first / "keys")
    return b"".join(open_sealed(archive, kind, keyring).stream())


@pytest.mark.promise("S23")
def test_a_sceptic_with_last_months_data_finds_no_key_in_them_nor_in_todays_keys(installed):
    erased, kept = installed.wrote(), installed.wrote("bob@canary.example")
    theirs, others = keys_of(erased), keys_of(kept)
    old = installed.back_up()
    erase_person(erased, reason="request", asked_by="staff-1", at=LATER)
    new = installed.back_up(LATER)
    data, old_keys, new_keys = (
        content(installed, old.data, "data"),
        content(installed, old.datakeys, "datakeys"),
        content(installed, new.datakeys, "datakeys"),
    )
    assert len(theirs) >= 2
    for key in [*theirs, *others]:
        assert key in old_keys, "the control: where the key is, it is found"
        assert key not in data
    assert all(key in new_keys for key in others)
    assert not any(key in new_keys for key in theirs)


def test_every_key_that_is_wrapped_for_one_persons_data_is_apart():
    from django.apps import apps

    wrapped = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "column", None) == "wrapped"
    }
    of_nobody = {"systems_webhook"}  # the secret that another system checks our calls by
    assert wrapped - of_nobody == {each.table for each in APART}


def test_older_data_come_back_with_newer_keys_and_without_those_erased_between(installed):
    erased, kept = installed.wrote(), installed.wrote("bob@canary.example")
    old = installed.back_up()
    erase_person(erased, reason="request", asked_by="staff-1", at=LATER)
    new = installed.back_up(LATER)
    said = installed.restore_elsewhere(old, "--data-keys", new.datakeys, "--journal", new.journal)
    assert "1 erasure" in said
    assert "Nothing opens" not in said
    assert len(read(SUPPORT, kept, purpose="enquiries", at=LATER).records) == 2
    assert Subject.objects.get(public_id=erased).status == Subject.Status.ERASED
    assert not DataKey.objects.filter(state=DataKey.State.LIVE, wrapped=b"").exists()
    assert not Record.objects.filter(subject__public_id=erased).exists()


def test_what_was_staged_and_filed_since_does_not_come_back_without_its_key(installed):
    installed.wrote()
    held = stage("intake", "letter", b"a letter", NOW, dt.timedelta(days=3))
    old = installed.back_up()
    Staged.objects.filter(public_id=held).delete()
    new = installed.back_up(LATER)
    installed.restore_elsewhere(old, "--data-keys", new.datakeys, "--journal", new.journal)
    assert not Staged.objects.exists()


def test_a_record_that_nothing_opens_is_told(installed):
    person = installed.wrote()
    old = installed.back_up()
    DataKey.objects.filter(subject__public_id=person).update(wrapped=b"")  # no erasure, and no tombstone
    new = installed.back_up(LATER)
    said = installed.restore_elsewhere(old, "--data-keys", new.datakeys, "--journal", new.journal)
    assert "Nothing opens 2 records" in said


def test_keys_older_than_the_data_are_refused(installed):
    installed.wrote()
    old = installed.back_up()
    new = installed.back_up(LATER)
    installed.move()
    options = "--data", new.data, "--keys", new.keys, "--journal", new.journal
    refused(installed, *options, "--data-keys", old.datakeys, because="people who came in between could not be read")
    refused(installed, *options, "--data-keys", new.journal, because="where one of datakeys is needed")
    new.datakeys.unlink()
    refused(installed, *options, because="people who came in between could not be read")
    old.datakeys.unlink()
    refused(installed, *options, because="Name the newest one, datakeys-….honour, with --data-keys.")


def test_keys_that_are_cut_in_half_are_refused(installed):
    installed.wrote()
    archives = installed.back_up()
    whole = archives.datakeys.read_bytes()
    archives.datakeys.write_bytes(whole[:-20])
    installed.move()
    options = "--data", archives.data, "--keys", archives.keys, "--journal", archives.journal
    refused(installed, *options, because="is cut short or altered")


def test_keys_of_another_installation_are_refused(installed):
    installed.wrote()
    archives = installed.back_up()
    strange = another(installed, archives)
    installed.move()
    options = "--data", archives.data, "--keys", archives.keys, "--journal", archives.journal
    refused(installed, *options, "--data-keys", strange, because="holds the keys of another installation")


def another(installed, archives):
    """Write an archive of data keys again, under the same key, that says that it is another ledger's."""
    from honour.backups.archive import write_archive

    opened = open_sealed(archives.datakeys, "datakeys", open_keyring(installed.first / "keys"))
    path = installed.folder.with_name("strange.honour")
    with path.open("wb") as file:
        write_archive(file, opened.header.said() | {"origin": "honour/another"}, opened.key, opened.stream())
    return path
