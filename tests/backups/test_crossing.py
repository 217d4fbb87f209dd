"""From SQLite to PostgreSQL: a backup of the one is restored into the other, and everything is there."""

import json
import os
import subprocess
import sys
import zipfile

import pytest
from django.db import connection

from honour.evidence.models import Entry, Payload
from honour.evidence.tombstones import Journal
from honour.evidence.verifying import verify_ledger
from honour.register.models import Collection, Subject
from honour.register.reading import read
from tests.backups.conftest import LATER, PASSPHRASE
from tests.backups.test_upgrading import RELEASES, STORES
from tests.register.conftest import SUPPORT

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def on_sqlite(tmp_path):
    """Run a command on a home on SQLite, in a process of its own; gives what it said."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n")

    def run(home, *command):
        given = {name: value for name, value in os.environ.items() if not name.startswith("HONOUR_")}
        done = subprocess.run(
            [sys.executable, "-m", "honour.cli", "--home", str(home), *map(str, command)],
            env=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def left(on_sqlite, tmp_path):
    """A home on SQLite with people in it, one of them erased after its backup. Gives home, archives and people."""
    with zipfile.ZipFile(STORES / f"{RELEASES[0]}-sqlite.zip") as packed:
        packed.extractall(tmp_path / "store")
    home, backups = tmp_path / "store/home", tmp_path / "crossed"
    backups.mkdir()
    on_sqlite(home, "upgrade", "--without-backup")
    on_sqlite(home, "backup", "make", backups, "--passphrase-file", tmp_path / "passphrase")
    people = json.loads((tmp_path / "store/people.json").read_text())
    on_sqlite(home, "erase", people["cat"], "--reason", "request", "--yes")
    return home, {path.name.partition("-")[0]: path for path in backups.iterdir()}, people


def test_a_backup_of_sqlite_is_restored_into_postgresql_with_everything_in_it(installed, left):
    home, archives, people = left
    installed.move()
    done = installed.restore(
        "--data", archives["data"], "--keys", archives["keys"], "--journal-folder", home / "journal"
    )
    assert done.code == 0, done.said
    assert "1 erasure and 0 stops since" in done.said
    for name in ("asha", "bob", "eve", "fay"):
        values = [record.value for record in read(SUPPORT, people[name], purpose="enquiries", at=LATER).records]
        assert {"message": f"This is {name}. Please send a price for canaries."} in values
    assert Subject.objects.get(public_id=people["bob"]).marketing_objection
    gone = set(Subject.objects.filter(status=Subject.Status.ERASED).values_list("public_id", flat=True))
    assert gone == {people["cat"], people["dan"]}
    assert len(list(Journal(installed.home / "journal").read())) == len(list(Journal(home / "journal").read()))
    assert [path.name for path in installed.home.iterdir() if "crossing" in path.name] == []


def test_the_ledger_goes_on_from_there(installed, left):
    home, archives, people = left
    installed.move()
    options = "--data", archives["data"], "--keys", archives["keys"], "--journal-folder", home / "journal"
    assert installed.restore(*options).code == 0
    before = Entry.objects.count()
    read(SUPPORT, people["asha"], purpose="enquiries", at=LATER)
    installed.take_in(LATER)
    check = verify_ledger(LATER)
    assert check.intact, check.problems
    assert (check.report.entries, check.waiting) == (before + 1, 0)
    assert Payload.objects.filter(entry__at=LATER, subject__isnull=False).exists()


def test_a_number_that_was_given_on_sqlite_is_not_given_again(installed, left):
    home, archives, _ = left
    installed.move()
    options = "--data", archives["data"], "--keys", archives["keys"], "--journal-folder", home / "journal"
    assert installed.restore(*options).code == 0
    for model in (Subject, Collection, Entry):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            assert cursor.fetchone()[0] > max(model.objects.values_list("pk", flat=True)), table


def test_a_backup_of_sqlite_that_an_older_release_made_comes_too(installed, on_sqlite, tmp_path):
    with zipfile.ZipFile(STORES / f"{RELEASES[0]}-sqlite.zip") as packed:
        packed.extractall(tmp_path / "store")
    home, backups = tmp_path / "store/home", tmp_path / "older"
    backups.mkdir()
    on_sqlite(home, "upgrade", "--backup", backups)
    people = json.loads((tmp_path / "store/people.json").read_text())
    installed.move()
    installed.home.mkdir()
    (home / "keys").rename(installed.home / "keys")
    (data,) = backups.glob("data-*")
    done = installed.restore("--data", data, "--journal-folder", home / "journal")
    assert done.code == 0, done.said
    values = [record.value for record in read(SUPPORT, people["asha"], purpose="enquiries", at=LATER).records]
    assert {"message": "This is asha. Please send a price for canaries."} in values
