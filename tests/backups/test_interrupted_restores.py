"""A restore that stops half way leaves nothing that looks whole, and the same command again finishes it."""

import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.db import connection

from honour.cli import honour
from honour.evidence.models import Payload
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.models import Subject
from tests.backups.conftest import LATER, NOW

pytestmark = pytest.mark.django_db(transaction=True)


class Stopped(Exception):  # noqa: N818 - what happens to the restore
    """The power went."""


@pytest.fixture
def scene(installed):
    """Somebody was erased and somebody stopped since the backup; gives their ids and the restore's options."""
    gone, stopped = installed.wrote(), installed.wrote("bob@canary.example")
    archives = installed.back_up()
    erase_person(gone, reason="request", asked_by="staff-1", at=LATER)
    decide(stopped, Kind.MARKETING_STOP, at=LATER, how="telephone", recorded_by="staff-1")
    installed.move()
    return gone, stopped, ("--data", archives.data, "--keys", archives.keys, *installed.live_journal)


def honour_says(installed, *command):
    result = CliRunner().invoke(honour, ["--home", str(installed.home), *command])
    return result.exit_code, result.output


PLACES = {
    "with nothing but the mark": "honour.backups.restoring._put_keys",
    "with the keys": "honour.backups.restoring.fill",
    "with the data": "honour.backups.restoring._put_journal",
    "with the journal": "honour.backups.restoring.replay",
    "with everything repeated": "honour.backups.restoring.unmark_database",
    "with everything but the settings": "honour.cli.install.make_home",
    "with everything but the end": "honour.backups.unfinished.finish",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_stopped(installed, scene, place, monkeypatch):
    gone, stopped, options = scene

    def stop(*_, **__):
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(place, stop)
        with pytest.raises(Stopped):
            installed.restore(*options)

    for command in (
        ["prove"],
        ["init"],
        ["keys", "check"],
        ["backup", "make", str(installed.folder), "--without-keys"],
    ):
        code, said = honour_says(installed, *command)
        assert (code, "Run the same `honour restore` again" in said) == (2, True), (command, said)
    done = installed.restore(*options)
    assert done.code == 0, done.said
    assert "1 erasure and 1 stop since" in done.said
    assert Subject.objects.get(public_id=gone).status == Subject.Status.ERASED
    assert Subject.objects.get(public_id=stopped).marketing_objection
    assert Payload.objects.filter(entry__kind="backup:restored").count() == 1
    assert "honour_restoring" not in connection.introspection.table_names()
    assert {path.name.partition("-")[0] for path in installed.home.iterdir()} <= {
        "honour.sqlite3",
        "honour.toml",
        "keys",
        "journal",
        "secret",
        "static",
    }
    code, said = honour_says(installed, "ledger", "verify")
    assert (code, "Intact" in said) == (0, True), said


def test_a_database_that_a_restore_left_unfinished_is_not_used_by_another_home(installed, scene, monkeypatch):
    *_, options = scene
    with monkeypatch.context() as patched:
        patched.setattr("honour.backups.restoring.replay", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            installed.restore(*options)
    (installed.home / "restoring").unlink()
    (installed.home / "honour.toml").touch()
    code, said = honour_says(installed, "prove")
    assert (code, "A restore was begun here and did not finish" in said) == (2, True), said


def test_other_archives_may_be_named_the_second_time(installed, scene, monkeypatch):
    *_, options = scene
    with monkeypatch.context() as patched:
        patched.setattr("honour.backups.restoring.replay", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            installed.restore(*options)
    assert installed.restore("--data", options[1]).code == 0  # keys and journal are in the home by now
    assert Subject.objects.filter(status=Subject.Status.ERASED).count() == 1


def test_a_database_in_use_is_not_wiped_because_a_restore_into_the_home_was_begun(installed, scene, settings):
    *_, options = scene
    new = installed.home
    new.mkdir()
    (new / "restoring").write_text("an earlier one")
    installed.use(new, installed.before)
    people = Subject.objects.count()
    done = installed.restore(*options)
    assert (done.code, "There is a database that no restore has begun" in done.said) == (2, True), done.said
    assert Subject.objects.count() == people > 0


def test_an_older_releases_backup_is_brought_up_to_date(installed):
    person = installed.wrote()
    call_command("migrate", "axes", "0009", verbosity=0)
    try:
        archives = installed.back_up(NOW)
    finally:
        call_command("migrate", verbosity=0)
    installed.restore_elsewhere(archives)
    assert "axes_accessattemptexpiration" in connection.introspection.table_names()
    assert Subject.objects.get().public_id == person
