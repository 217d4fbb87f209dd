"""A database or a key that is not as it must be: one message that says what to do, exit code 2, and nothing written."""

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from honour.notice.reading import load_notice
from tests.conftest import EXAMPLES

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = 4096  # bytes

DATABASE = {
    "read-only": "The database is read-only. Check who owns the files",
    "locked": "The database is busy: another process holds it. Try again in a moment",
    "newer": "last used by a newer release of Honour; running an older one would lose data. Install the newer release",
}
KEYS = {
    "keys missing": "There are no keys at",
    "one key missing": "There is no lookup key. Put it back from your copy",
    "keys wrong": "is not the one that these data were written under",
    "keys old": "The keys are older than the data",
    "keys altered": "was changed since it was written. Put back the file",
}


@pytest.fixture
def commands(installation, tmp_path):
    """Commands that write, each as somebody would give it."""
    third = tmp_path / "third.yaml"
    words = (EXAMPLES / "fellside/2026-12-01.yaml").read_text().replace("2026-12-01", "2027-02-01")
    third.write_text(words.replace('replaces: "2018-06-21"', 'replaces: "2026-12-01"'))
    # The first notice's bases are swapped for others: whoever publishes says why, purpose by purpose.
    purposes = load_notice(third).notice.purposes
    reasons = [word for each in purposes for word in ("--reason", f"{each}=The first notice was wrong about it.")]
    return {
        "erase": ("erase", installation.person, "--reason", "request", "--yes"),
        "publish": ("publish", third, *reasons, "--leave-untold"),
        "staff add": ("staff", "add", "tom@fellside.example", "--name", "Tom", "--role", "support"),
        "token make": ("token", "make", "crm", "--grant", "enquiries=use"),
        "keys rotate": ("keys", "rotate", "lookup"),
        "sweep": ("sweep",),
        "mode": ("mode", "enquiries", "observe"),
        "prove": ("prove",),
    }


@pytest.mark.parametrize("command", ["erase", "publish", "staff add", "token make"])
@pytest.mark.parametrize("trouble", DATABASE)
def test_a_database_in_trouble(installation, commands, trouble, command):
    before = installation.everything()
    with installation.in_trouble(trouble):
        done = installation.says(*commands[command])
    assert (done.code, DATABASE[trouble] in done.said) == (2, True), done
    assert installation.everything() == before
    assert installation.says(*commands[command]).code == 0  # trouble over, the same command does it


@pytest.mark.parametrize(
    "command", ["erase", "publish", "staff add", "token make", "keys rotate", "sweep", "mode", "prove"]
)
@pytest.mark.parametrize("trouble", KEYS)
def test_keys_in_trouble(installation, commands, trouble, command):
    with installation.in_trouble(trouble):
        before = installation.everything()
        done = installation.says(*commands[command])
    assert (done.code, KEYS[trouble] in done.said) == (2, True), done
    assert installation.everything() == before


@pytest.mark.parametrize("command", [("serve", "--port", "1"), ("worker",), ("ledger", "checkpoint")])
@pytest.mark.parametrize("trouble", ["newer", "keys missing", "keys wrong"])
def test_nothing_begins_to_work_in_trouble(installation, command, trouble):
    with installation.in_trouble(trouble):
        before = installation.everything()
        done = installation.says(*command)
        assert installation.everything() == before
    assert (done.code, {**DATABASE, **KEYS}[trouble] in done.said) == (2, True), done


@pytest.mark.parametrize(("trouble", "words"), [("newer", DATABASE["newer"]), ("keys missing", "recovery kit")])
def test_setting_up_again_does_not_make_it_worse(installation, trouble, words):
    with installation.in_trouble(trouble):
        before = installation.everything()
        done = installation.says("init")
        assert installation.everything() == before
    assert (done.code, words in done.said) == (2, True), done


@pytest.mark.parametrize("trouble", ["read-only", "locked"])
def test_a_database_that_cannot_be_written_can_be_backed_up(installation, trouble, tmp_path):
    before = installation.everything()
    with installation.in_trouble(trouble):
        done = installation.says("backup", "make", tmp_path, "--without-keys")
    assert (done.code, "The backup is whole, but the ledger does not say so." in done.said) == (1, True), done
    assert DATABASE[trouble].partition(".")[0] in done.said
    assert len(list(tmp_path.glob("*.honour"))) == 3
    assert installation.everything() == before


def test_a_full_database(installation, commands):
    before = installation.everything()
    with installation.in_trouble("full"):
        done = installation.says(*commands["publish"])
    assert (done.code, "The disk is full, or fails. Make room" in done.said) == (2, True), done
    assert installation.everything() == before
    assert installation.says(*commands["publish"]).code == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["erase", "staff add", "keys rotate"])
def test_a_full_disk(installation, commands, command, tmp_path):
    """Not one file may grow past a page: neither the database's log nor the journal's."""
    home = tmp_path / "another"
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(installation.home, home)
    shutil.copy(connection.settings_dict["NAME"], home / "honour.sqlite3")
    whole = (home / "honour.sqlite3").read_bytes()
    journal = (home / "journal/tombstones.jsonl").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "honour.cli", "--home", str(home), *commands[command]],
        env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},  # or Python would leave half of what it compiled
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (PAGE, PAGE)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "The disk is full, or fails." in done.stderr) == (2, True), done
    assert (home / "honour.sqlite3").read_bytes() == whole
    assert (home / "journal/tombstones.jsonl").read_bytes() == journal


def test_settings_that_are_not_settings(installation):
    (installation.home / "honour.toml").write_text('public_url = "https://privacy.example\n')
    done = installation.says("prove")
    assert (done.code, "honour.toml cannot be read" in done.said, "line 1" in done.said) == (2, True, True), done


def test_a_home_that_is_a_file(installation):
    installation.home = installation.home / "honour.toml"
    for command in (("init",), ("prove",)):
        done = installation.says(*command)
        assert (done.code, "honour.toml is a file, and a home is a folder." in done.said) == (2, True), done


@pytest.mark.parametrize("address", ["the big server in the cellar", "mysql://somebody@server/people"])
def test_an_address_that_is_no_databases(installation, monkeypatch, address):
    monkeypatch.setenv("HONOUR_DATABASE_URL", address)
    done = installation.says("prove")
    assert (done.code, "is no database's address" in done.said) == (2, True), done


def test_a_folder_that_is_no_home(installation):
    empty = installation.home.with_name("empty")
    empty.mkdir()
    installation.home = empty
    done = installation.says("prove")
    assert (done.code, "is not a home of Honour yet" in done.said) == (2, True), done
    assert list(Path(empty).iterdir()) == []
