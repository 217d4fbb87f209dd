"""A backup holds one moment while others write, nothing in it can be read, and a failed one leaves nothing behind."""

import errno
import os
import stat
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from honour.backups.errors import BackupError, DatabaseUnsoundError
from honour.backups.placing import new_archive
from honour.backups.sealed import open_sealed
from honour.backups.sqlite import database_file
from honour.backups.taking import take_backup
from honour.evidence import entries
from honour.evidence.models import Entry, Payload
from honour.evidence.tombstones import JournalAlteredError, installed_journal
from honour.keyring import KeyMissingError, KitRefusedError, open_keyring
from honour.register.models import DataKey, Record, Subject
from tests.backups.conftest import LATER, NOW, PASSPHRASE, everything_in
from tests.register.conftest import answers

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_archives_readable_by_their_owner_only(installed):
    installed.wrote()
    taken = take_backup(installed.folder, NOW, passphrase=PASSPHRASE)
    assert [path.name for path in taken.archives] == [
        f"{kind}-2026-12-03T100000Z.honour" for kind in ("data", "datakeys", "journal", "keys")
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in installed.folder.iterdir()} == {0o600}
    assert taken.people == 1


def test_keys_and_journal_can_be_left_out(installed):
    installed.wrote()
    taken = take_backup(installed.folder, NOW, passphrase=None, with_journal=False)
    assert [path.name.partition("-")[0] for path in taken.archives] == ["data", "datakeys"]


def test_nobodys_data_and_no_key_can_be_read_in_the_archives(installed):
    installed.wrote(ticked=True)
    installed.wrote("bob@canary.example", ticked=True)
    installed.back_up()
    keyring = open_keyring(installed.home / "keys")
    written = b"".join(everything_in(installed.folder).values())
    assert len(written) > 50_000
    for told in [*answers().values(), "canary", "get-in-touch", *Subject.objects.values_list("public_id", flat=True)]:
        assert told.encode() not in written, told
        assert told.lower().encode() not in written.lower(), told
    for key in keyring.every_key:
        assert key.secret not in written
        assert key.secret.hex().encode() not in written


def test_the_same_data_twice_look_unrelated(installed):
    installed.wrote()
    one, other = installed.back_up(), installed.back_up()
    assert one.data.name != other.data.name
    first, second = one.data.read_bytes(), other.data.read_bytes()
    assert first[-40_000:] != second[-40_000:]
    keyring = open_keyring(installed.home / "keys")
    assert open_sealed(one.data, "data", keyring).key != open_sealed(other.data, "data", keyring).key


def test_the_header_says_what_is_in_it_without_a_key(installed):
    installed.wrote()
    installed.take_in()
    archives = installed.back_up()
    opened = open_sealed(archives.data, "data", open_keyring(installed.home / "keys"))
    assert (opened.header.made_at, opened.contents.vendor) == (NOW, connection.vendor)
    assert opened.contents.people == 1
    assert opened.contents.entries == Entry.objects.count() - 1  # the backup's own line came after it
    assert ("register", "0001_initial") in opened.contents.migrations
    assert opened.contents.checkpoint.startswith("honour/")
    assert {purpose for purpose, _, _ in opened.contents.keys} >= {"wrapping", "lookup"}


def test_the_ledger_says_that_a_backup_was_made(installed):
    installed.wrote()
    archives = installed.back_up()
    said = Payload.objects.get(entry__kind="backup:made").content
    assert archives.data.name in said
    assert '"people":1' in said


def test_a_backup_made_while_others_write_is_of_one_moment(installed):
    """The writer adds entries two at a time, in one transaction; a copy of two moments would hold an odd one."""
    installed.wrote()
    stop, written = threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                with transaction.atomic():
                    for half in range(2):
                        entries.append("person:read", {"half": half, "turn": len(written)}, at=NOW)
                written.append(1)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 5:
            pass
        before = len(written)
        archives = installed.back_up()
        after = len(written)
    finally:
        stop.set()
        writer.join()
    installed.restore_elsewhere(archives)
    contents = Payload.objects.filter(entry__kind="person:read").values_list("content", flat=True)
    halves = [content.partition('"turn":')[2] for content in contents]
    assert 2 * before <= len(halves) <= 2 * (after + 1)
    assert len(halves) == 2 * len(set(halves))


def test_everything_in_the_data_is_in_the_journal_that_goes_with_it(installed):
    installed.wrote(ticked=True)
    archives = installed.back_up()
    keyring = open_keyring(installed.home / "keys")
    head = installed_journal().head()
    assert open_sealed(archives.data, "data", keyring).header.head == head
    assert b"".join(open_sealed(archives.journal, "journal", keyring).stream()) == installed_journal().path.read_bytes()
    assert head.number == 1


def test_a_folder_that_is_not_there_is_not_made_up(installed):
    installed.wrote()
    with pytest.raises(BackupError, match="Is the disk mounted"):
        take_backup(installed.folder / "unmounted", NOW, passphrase=None)
    assert not (installed.folder / "unmounted").exists()


def test_a_short_passphrase_is_refused_before_anything_is_written(installed):
    installed.wrote()
    with pytest.raises(KitRefusedError, match="too short"):
        take_backup(installed.folder, NOW, passphrase="short")
    assert everything_in(installed.folder) == {}


def test_without_keys_there_is_no_backup(installed):
    installed.wrote()
    (installed.home / "keys").rename(installed.home / "gone")
    with pytest.raises(KeyMissingError):
        take_backup(installed.folder, NOW, passphrase=None)
    assert everything_in(installed.folder) == {}


def test_a_journal_that_was_changed_is_not_backed_up_as_if_it_were_whole(installed):
    installed.wrote(ticked=True)
    journal = installed_journal().path
    journal.write_bytes(journal.read_bytes().replace(b"person:stopped", b"person:started"))
    with pytest.raises(JournalAlteredError):
        take_backup(installed.folder, NOW, passphrase=None)
    assert everything_in(installed.folder) == {}


def test_a_full_disk_leaves_no_archive(installed, monkeypatch):
    installed.wrote()

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("honour.backups.placing.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        take_backup(installed.folder, NOW, passphrase=None)
    assert everything_in(installed.folder) == {}
    assert [path.name for path in installed.home.iterdir() if path.name.startswith(".backup")] == []


def test_what_a_killed_backup_left_goes_with_the_next_one_and_a_running_ones_stays(installed):
    installed.wrote()
    left = installed.folder / ".data-2026-12-01T100000Z.honour.part"
    left.write_bytes(b"half an archive")
    with new_archive(installed.folder, "data", LATER) as running:
        take_backup(installed.folder, NOW, passphrase=None)
        assert not left.exists()
        assert len(list(installed.folder.glob(".*.part"))) == 1
    assert running.path.is_file()


@pytest.mark.sqlite
def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(installed):
    for number in range(30):
        installed.wrote(f"p{number}@canary.example")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = 'register_record'")
        page = cursor.fetchone()[0]
    connection.close()
    path = database_file()
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    try:
        with pytest.raises(DatabaseUnsoundError, match="Keep the backups you have"):
            take_backup(installed.folder, NOW, passphrase=None)
        assert everything_in(installed.folder) == {}
    finally:
        connection.close()
        path.write_bytes(whole)


def test_nothing_of_the_copy_stays_in_the_home(installed):
    installed.wrote()
    before = set(everything_in(installed.home))
    installed.back_up()
    assert set(everything_in(installed.home)) == before


@pytest.fixture
def left_on_the_disk(tmp_path, monkeypatch):
    """Give what is read where temporary files stood, though they are deleted: each is known by a second name too."""
    make, names = tempfile.mkstemp, tmp_path / "second-names"
    names.mkdir()

    def made(**told):
        handle, name = make(**told)
        os.link(name, names / Path(name).name)
        return handle, name

    monkeypatch.setattr("honour.backups.sqlite.tempfile.mkstemp", made)
    return lambda: b"".join(everything_in(names).values())


@pytest.mark.sqlite
@pytest.mark.parametrize("full", [False, True], ids=["made", "come to nothing"])
def test_of_the_copy_no_key_stays_on_the_disk(installed, left_on_the_disk, monkeypatch, full):
    installed.wrote()
    keys = [bytes(key.wrapped) for key in DataKey.objects.all()]
    if full:
        monkeypatch.setattr(
            "honour.backups.taking.write_sealed", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full"))
        )
        with pytest.raises(OSError, match="full"):
            take_backup(installed.folder, NOW, passphrase=None)
    else:
        installed.back_up()
    left = left_on_the_disk()
    assert len(keys) == 2
    assert not [key for key in keys if key in left]
    assert all(bytes(record.value) in left for record in Record.objects.all())  # which they would have opened


def test_archives_that_stand_alone_are_enough(installed):
    """What was backed up is opened with what is in the archives only: data, journal, keys and the passphrase."""
    installed.wrote()
    archives = installed.back_up()
    away = installed.folder.with_name("away")
    away.mkdir()
    moved = {kind: path.rename(away / f"{kind}.honour") for kind, path in vars(archives).items()}
    installed.first.rename(installed.first.with_name("burnt"))
    installed.restore_elsewhere(
        SimpleNamespace(**moved), "--data-keys", moved["datakeys"], "--journal", moved["journal"]
    )
    assert Subject.objects.count() == 1
    installed.first.with_name("burnt").rename(installed.first)
