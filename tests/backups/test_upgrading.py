"""Each release's store comes to this one, its ledger whole and its people readable; a failure changes nothing."""

import datetime as dt
import errno
import json
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from honour.backups.archive_of_keys import keys_of_folder
from honour.backups.postgresql import load_postgresql
from honour.backups.sealed import open_sealed
from honour.cli import honour
from honour.evidence.tombstones import Journal
from honour.evidence.verifying import verify_ledger
from honour.register.models import HeldThing, Hold, Subject
from honour.register.reading import read
from honour.register.replaying import replay
from tests.register.conftest import SUPPORT

pytestmark = pytest.mark.django_db(transaction=True)
STORES = Path(__file__).parents[1] / "stores"
RELEASES = sorted({path.name.rpartition("-")[0] for path in STORES.glob("*.zip")})
LATER = dt.datetime(2026, 12, 3, 16, 0, tzinfo=dt.UTC)
SIZE = 1_000_000  # bytes


@pytest.fixture
def says(installed):
    """Run a command on the home in use; gives its exit code and its words."""

    def run(*command):
        done = CliRunner().invoke(honour, ["--home", str(installed.home), *map(str, command)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, " ".join(done.output.split())

    return run


@pytest.fixture
def store(installed, database, tmp_path, monkeypatch):
    """Unpack the store of a release, and use it; gives its people's ids by name."""

    def unpack(release):
        monkeypatch.setattr("honour.register.versions._kept", None)  # a process has one database only
        folder = tmp_path / "store"
        with zipfile.ZipFile(STORES / f"{release}-{database}.zip") as packed:
            packed.extractall(folder)
        if database == "postgresql":
            installed.move()
            (archive,) = (folder / "backups").glob("data-*")
            data = open_sealed(archive, "data", keys_of_folder(folder / "home/keys").ring)
            installed.use(folder / "home", installed.other)
            load_postgresql(data.stream(), None, data.contents)
        else:
            installed.use(folder / "home", str(folder / "home/honour.sqlite3"))
        return json.loads((folder / "people.json").read_text())

    return unpack


def no_space(_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def columns():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {
            table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for table in tables
        }


@pytest.mark.parametrize("release", RELEASES)
def test_the_store_of_a_release_is_upgraded_after_a_backup(installed, store, says, release):
    people = store(release)
    code, words = says("prove")
    assert (code, "Bring it to this one, with a backup: honour upgrade" in words) == (2, True)
    assert says("init") == (code, words)

    code, words = says("upgrade")
    assert code == 0, words
    assert "Upgraded" in words
    before = installed.home / "before-upgrade"
    assert {path.name.partition("-")[0] for path in before.iterdir()} == {"data", "datakeys", "journal"}
    check = verify_ledger(LATER)
    assert check.intact, check.problems
    assert check.report.entries > 10
    for name in ("asha", "bob", "cat", "eve", "fay"):
        values = [record.value for record in read(SUPPORT, people[name], purpose="enquiries", at=LATER).records]
        assert {"message": f"This is {name}. Please send a price for canaries."} in values
    assert Subject.objects.get(public_id=people["dan"]).status == Subject.Status.ERASED
    assert Subject.objects.get(public_id=people["bob"]).marketing_objection
    assert "already. Nothing was changed" in says("upgrade")[1]
    code, words = says("prove")
    assert "✗" not in words, words
    assert "This home" not in words


@pytest.mark.parametrize("release", RELEASES)
def test_an_upgrade_that_fails_leaves_the_older_store_as_it_was(installed, store, says, release, monkeypatch):
    """It fails at the very end, when every table has been changed."""
    store(release)
    tables = columns()
    monkeypatch.setattr("honour.staff.roles.make_roles", lambda: 1 / 0)
    with monkeypatch.context() as full:
        full.setattr("honour.backups.placing.os.fsync", no_space)
        code, words = says("upgrade")
        assert (code, "No backup could be made, so nothing was changed." in words) == (2, True), words
    code, words = says("upgrade")
    assert code == 2
    assert "the database is as it was: the release you had still runs on it" in words
    assert "ZeroDivisionError" in words
    assert columns() == tables
    monkeypatch.undo()
    assert says("upgrade", "--without-backup")[0] == 0
    assert columns() != tables


@pytest.mark.parametrize("release", RELEASES)
def test_the_backup_made_before_an_upgrade_can_be_restored_by_this_release(installed, store, says, release, tmp_path):
    people = store(release)
    (tmp_path / "elsewhere").mkdir()
    assert says("upgrade", "--backup", tmp_path / "elsewhere")[0] == 0
    assert not (installed.home / "before-upgrade").exists()
    code, words = says("backup", "rehearse", tmp_path / "elsewhere")
    assert code == 0, words
    assert f"{len(people) - 1} people" in words
    assert "Values that cannot be read: 0" in words


@pytest.mark.parametrize("release", RELEASES)
def test_a_hold_from_before_the_journal_knew_of_holds_stands_in_it_after_the_upgrade(installed, store, says, release):
    people = store(release)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM register_subject WHERE public_id = %s", [people["cat"]])
        (subject,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO register_hold (id, kind, matter, owner, sealed, placed_at, placed_by, review_on, ended_by)"
            " VALUES (7, 'fraud', 'FR-3', 'staff-1', %s, %s, 'staff-1', '2027-03-03', '')",
            [True, LATER],
        )
        cursor.execute("INSERT INTO register_heldthing (id, hold_id, subject_id) VALUES (7, 7, %s)", [subject])
    assert says("upgrade")[0] == 0
    HeldThing.objects.all().delete()
    Hold.objects.all().delete()  # as a backup from before the hold brings it back

    replay(Journal(installed.home / "journal").read(), LATER)

    (thing,) = HeldThing.objects.select_related("hold", "subject")
    assert (thing.hold.matter, thing.hold.sealed, thing.subject.public_id) == ("FR-3", True, people["cat"])


def test_every_store_is_small_and_there_is_one_for_each_database():
    assert RELEASES
    for release in RELEASES:
        for database in ("sqlite", "postgresql"):
            assert (STORES / f"{release}-{database}.zip").stat().st_size < SIZE


def test_nothing_is_upgraded_under_a_running_site_and_nothing_starts_meanwhile(installed, store, says, monkeypatch):
    from honour.config import in_use

    monkeypatch.setattr(in_use, "_held", [])
    store(RELEASES[0])
    in_use.hold(installed.home)
    before = columns()
    code, words = says("upgrade")
    assert code == 2
    assert "is running on" in words
    assert columns() == before
    in_use._held.pop().close()  # as when the process that holds it ends
    with in_use.alone(installed.home), pytest.raises(in_use.InUseError, match="being upgraded just now"):
        in_use.hold(installed.home)
    assert says("upgrade")[0] == 0
