"""What cannot be restored rightly is refused before anything is written, with the way out."""

import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.db import connection

from honour.backups.archive import read_chunks, read_header, write_archive
from honour.backups.sealed import open_sealed
from honour.evidence.sending import send_checkpoints
from honour.evidence.sinks import LATEST, installed_sinks
from honour.evidence.tombstones import installed_journal
from honour.keyring import make_keys, open_keyring
from honour.keyring.rotation import begin_rotation
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from tests.backups.conftest import LATER, NOW, everything_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old(installed):
    """A backup of March, so to say; since then somebody was erased. Gives its archives."""
    person = installed.wrote()
    installed.take_in()
    archives = installed.back_up()
    erase_person(person, reason="request", asked_by="staff-1", at=LATER)
    installed.take_in(LATER)
    return archives


def refused(installed, *options, because):
    """Restore, and see that it is refused with these words, and that nothing was written anywhere."""
    home = installed.home
    before = everything_in(home) if home.exists() else None
    done = installed.restore(*options)
    assert (done.code, "Traceback" in done.said) == (2, False), done.said
    assert because in " ".join(done.said.split())
    assert (everything_in(home) if home.exists() else None) == before
    assert not any(home.glob("*")) or before
    if connection.vendor == "postgresql":
        assert connection.introspection.table_names() == []


def rewritten(archive, installed, **contents):
    """Write an archive again, under the same key, that says something else of its contents."""
    opened = open_sealed(archive, "data", open_keyring(installed.first / "keys"))
    said = opened.header.said()
    said["contents"] |= contents
    changed = archive.with_name("data-changed.honour")
    with changed.open("wb") as file:
        write_archive(file, said, opened.key, opened.stream())
    return changed


def test_a_journal_older_than_the_last_checkpoint_somebody_kept(installed, old, settings, tmp_path):
    settings.HONOUR_CHECKPOINT_FOLDER = str(tmp_path / "checkpoints")
    send_checkpoints(installed_sinks(), LATER)
    installed.move()
    said = "entries in the checkpoint folder knows of line 1. Restoring with it would bring back people"
    refused(installed, "--data", old.data, "--keys", old.keys, "--journal", old.journal, because=said)
    settings.HONOUR_CHECKPOINT_FOLDER = None
    checkpoint = tmp_path / "checkpoints" / LATEST
    options = "--data", old.data, "--keys", old.keys, "--journal", old.journal, "--checkpoint", checkpoint
    refused(installed, *options, because=f"in {checkpoint} knows of line 1")


def test_a_journal_older_than_the_data(installed, old):
    newer = installed.back_up(LATER)
    installed.move()
    refused(installed, "--data", newer.data, "--keys", old.keys, "--journal", old.journal, because="knows of line 1")


def test_a_journal_older_than_the_checkpoint_within_the_data(installed, old):
    newer = installed.back_up(LATER)
    silent = rewritten_without_journal(newer.data, installed)
    installed.move()
    said = f"entries in {silent} knows of line 1"
    refused(installed, "--data", silent, "--keys", old.keys, "--journal", old.journal, because=said)


def test_a_journal_older_than_a_newer_archive_beside_the_named_ones(installed, old):
    newer = installed.back_up(LATER)
    assert newer.data.parent == old.data.parent
    installed.move()
    said = f"{newer.data} knows of line 1. Restoring with it would bring back people"
    refused(installed, "--data", old.data, "--keys", old.keys, "--journal", old.journal, because=said)


@pytest.mark.parametrize("kind", ["datakeys", "keys"])
def test_a_journal_older_than_newer_keys_that_come_from_elsewhere(installed, old, kind, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    newer = installed.back_up(LATER)
    moved = {name: shutil.move(path, elsewhere / path.name) for name, path in vars(newer).items()}
    for name in moved.keys() - {kind}:
        moved[name].unlink()
    named = {"datakeys": old.datakeys, "keys": old.keys, kind: moved[kind]}
    installed.move()
    options = "--data", old.data, "--data-keys", named["datakeys"], "--keys", named["keys"], "--journal", old.journal
    refused(installed, *options, because=f"{moved[kind]} knows of line 1")


def test_a_journal_older_than_what_lies_in_the_folder_that_the_settings_name(installed, old, settings, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    carried = {kind: shutil.copy(path, away / path.name) for kind, path in vars(old).items()}
    newer = installed.back_up(LATER)
    settings.HONOUR_BACKUP_FOLDER = str(installed.folder)
    installed.move()
    options = "--data", carried["data"], "--keys", carried["keys"], "--journal", carried["journal"]
    refused(installed, *options, because=f"{newer.data} knows of line 1")


def test_a_folder_in_which_there_is_no_journal(installed, old, tmp_path):
    (tmp_path / "unmounted").mkdir()
    installed.move()
    options = "--data", old.data, "--keys", old.keys, "--journal-folder", tmp_path / "unmounted"
    refused(installed, *options, because=f"There is no journal in {tmp_path / 'unmounted'}")


def rewritten_without_journal(archive, installed):
    opened = open_sealed(archive, "data", open_keyring(installed.first / "keys"))
    said = opened.header.said() | {"journal": None}
    changed = archive.with_name("data-silent.honour")
    with changed.open("wb") as file:
        write_archive(file, said, opened.key, opened.stream())
    return changed


def test_a_journal_older_than_this_home_has_had(installed, old):
    installed.move()
    shutil.copytree(installed.first / "journal", installed.home / "journal")
    before = everything_in(installed.home)
    done = installed.restore("--data", old.data, "--keys", old.keys, "--journal", old.journal)
    assert (done.code, "tombstones.jsonl knows of line 1" in done.said) == (2, True), done.said
    assert everything_in(installed.home) == before


def test_another_installations_journal(installed, old, tmp_path, now):
    newer = installed.back_up(LATER)
    other = tmp_path / "other"
    installed.settings.HONOUR_HOME = other
    shutil.copytree(installed.first / "keys", other / "keys")
    (other / "journal").mkdir()
    (other / "journal/tombstones.jsonl").touch()
    decide(installed.wrote("bob@canary.example"), Kind.MARKETING_STOP, at=now, how="telephone", recorded_by="x")
    installed.settings.HONOUR_HOME = installed.first
    installed.move()
    options = "--data", newer.data, "--keys", old.keys, "--journal-folder", other / "journal"
    refused(installed, *options, because="This is another journal: its line 1 is not the one")


def test_a_journal_of_which_a_line_was_changed(installed, old):
    journal = installed.first / "journal/tombstones.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"person:erased", b"person:spared"))
    installed.move()
    refused(installed, "--data", old.data, "--keys", old.keys, *installed.live_journal, because="Line 1 of")


def test_a_journal_with_a_line_that_only_a_newer_release_can_repeat(installed, old):
    installed_journal().append("person:moved", {"person": "somebody"}, LATER)
    installed.move()
    because = "Line 2 of the journal is of a kind, person:moved, that a newer release of Honour writes"
    refused(installed, "--data", old.data, "--keys", old.keys, *installed.live_journal, because=because)


def test_no_journal_at_all(installed, old):
    installed.move()
    refused(installed, "--data", old.data, "--keys", old.keys, because="Restoring needs the journal")


@pytest.mark.parametrize("at", [3, 60, 5_000, -40, -1])
def test_a_damaged_archive_of_data(installed, old, at):
    damaged = bytearray(old.data.read_bytes())
    damaged[at] ^= 1
    old.data.write_bytes(damaged)
    installed.move()
    refused(installed, "--data", old.data, "--keys", old.keys, *installed.live_journal, because=str(old.data))


def test_an_archive_of_data_that_was_cut_short(installed, old):
    old.data.write_bytes(old.data.read_bytes()[:-30_000])
    installed.move()
    refused(installed, "--data", old.data, "--keys", old.keys, *installed.live_journal, because="cut short or altered")


def test_another_passphrase(installed, old, monkeypatch):
    monkeypatch.setattr("tests.backups.conftest.PASSPHRASE", "five other words make passphrases")
    installed.move()
    refused(installed, "--data", old.data, "--keys", old.keys, *installed.live_journal, because="with this passphrase")


def test_another_installations_keys(installed, old):
    installed.move()
    make_keys(installed.home / "keys", NOW)
    before = everything_in(installed.home)
    done = installed.restore("--data", old.data, *installed.live_journal)
    assert (done.code, "the keys given have another one" in done.said) == (2, True), done.said
    assert everything_in(installed.home) == before


def test_keys_older_than_the_backup(installed, old):
    begin_rotation(installed.home / "keys", "wrapping", NOW)
    newer = installed.back_up(LATER)
    installed.move()
    because = "there is no such version among the keys given"
    refused(installed, "--data", newer.data, "--keys", old.keys, *installed.live_journal, because=because)


def test_a_newer_releases_backup(installed, old):
    contents = open_sealed(old.data, "data", open_keyring(installed.home / "keys")).contents
    migrations = [*contents.migrations, ("register", "9999_from_the_future")]
    newer = rewritten(old.data, installed, migrations=migrations)
    installed.move()
    options = "--data", newer, "--keys", old.keys, *installed.live_journal
    refused(installed, *options, because="was written by a newer release of Honour (0.1.0)")


@pytest.mark.sqlite
def test_a_backup_of_postgresql_finds_no_way_to_sqlite(installed, old):
    foreign = rewritten(old.data, installed, vendor="postgresql")
    installed.move()
    options = "--data", foreign, "--keys", old.keys, *installed.live_journal
    refused(installed, *options, because="Set HONOUR_DATABASE_URL to an empty PostgreSQL database")


def test_an_archive_of_another_kind(installed, old):
    installed.move()
    options = "--data", old.journal, "--keys", old.keys, *installed.live_journal
    refused(installed, *options, because="is an archive of journal, where one of data is needed")


def test_a_header_from_a_form_of_the_future(installed, old):
    keyring = open_keyring(installed.first / "keys")
    opened = open_sealed(old.data, "data", keyring)
    changed = old.data.with_name("data-new.honour")
    with changed.open("wb") as file:
        write_archive(file, opened.header.said() | {"compressed": "zstd"}, opened.key, opened.stream())
    installed.move()
    options = "--data", changed, "--keys", old.keys, *installed.live_journal
    refused(installed, *options, because="in a form that this release (0.1.0) does not know")


def test_a_checkpoint_of_another_ledger(installed, old, tmp_path):
    note = tmp_path / "other.checkpoint"
    note.write_text(
        "honour/other\n5\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n\n— honour/other " + "A" * 92 + "\n"
    )
    installed.move()
    options = "--data", old.data, "--keys", old.keys, *installed.live_journal, "--checkpoint", note
    refused(installed, *options, because="is not one of these keys' ledger")


def test_a_home_in_use(installed, old):
    before = everything_in(installed.home)
    done = installed.restore("--data", old.data, *installed.live_journal)
    assert (done.code, "There is a database already" in done.said) == (2, True), done.said
    assert everything_in(installed.home) == before


def test_a_file_that_is_no_database_of_ours_is_left_alone(installed, old):
    if connection.vendor == "postgresql":
        installed.move()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE somebody_elses (n int)")
    else:
        installed.move()
        installed.home.mkdir()
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("CREATE TABLE somebody_elses (n int)")
    done = installed.restore("--data", old.data, "--keys", old.keys, *installed.live_journal)
    assert (done.code, "There is a database already" in done.said) == (2, True), done.said
    assert connection.introspection.table_names() == ["somebody_elses"]


@pytest.mark.sqlite
def test_the_rest_of_a_database_would_spoil_the_restored_one(installed, old):
    installed.move()
    installed.home.mkdir()
    (installed.home / "honour.sqlite3-wal").write_bytes(b"left over")
    done = installed.restore("--data", old.data, "--keys", old.keys, *installed.live_journal)
    assert (done.code, "There is a database already" in done.said) == (2, True), done.said


@pytest.mark.parametrize(
    "options",
    [("--journal", "data", "--journal-folder", "folder"), ("--keys", "keys", "--kit", "keys")],
    ids=["two journals", "two sets of keys"],
)
def test_two_of_what_there_is_one_of(installed, old, options):
    paths = SimpleNamespace(data=old.data, keys=old.keys, folder=installed.first / "journal")
    given = [each if each.startswith("--") else getattr(paths, each) for each in options]
    installed.move()
    refused(installed, "--data", old.data, *given, because="once:")


def test_the_archives_that_these_tests_write_again_are_whole(installed, old):
    """Otherwise every refusal above might be for another reason than it says."""
    same = rewritten(old.data, installed)
    with same.open("rb") as file:
        said = read_header(file, same)
        assert list(read_chunks(file, same, said, open_sealed(same, "data", open_keyring(installed.home / "keys")).key))
    installed.restore_elsewhere(SimpleNamespace(data=same, keys=old.keys))
