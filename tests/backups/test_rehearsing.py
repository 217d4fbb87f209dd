"""A rehearsal restores the newest backup elsewhere, finds what should not have come back, and leaves nothing behind."""

import datetime as dt
import hashlib
import os

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from honour.backups.provers import backups_come_back
from honour.backups.tasks import make_backup, rehearse_restore
from honour.cli import honour
from honour.evidence.models import Entry
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person, erase_record
from honour.register.holding import Named, place_hold
from honour.register.models import DataKey, Hold, Identifier, Permission, Record, Subject, Suppression
from tests.backups.conftest import LATER, NOW, everything_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("S23")]
DAY = dt.timedelta(days=1)
LEAD = {"reason": "request", "asked_by": "staff-1", "at": LATER}
STOP = {"at": LATER, "how": "telephone", "recorded_by": "staff-1"}


@pytest.fixture
def backed_up(installed, settings):
    """Three people, and a backup; then one is erased, one loses a record and one says stop. Gives the people."""
    settings.HONOUR_BACKUP_FOLDER = str(installed.folder)
    people = [installed.wrote(f"{name}@canary.example") for name in ("asha", "bob", "cat")]
    installed.take_in()
    make_backup(NOW)
    erase_person(people[0], **LEAD)
    erase_record(people[1], Record.objects.filter(subject__public_id=people[1]).earliest("pk").pk, **LEAD)
    decide(people[2], Kind.MARKETING_STOP, **STOP)
    return people


def databases(home):
    """Give the databases that rehearsals of a home made; others on the server are other tests'."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        mark = hashlib.sha256(str(home).encode()).hexdigest()[:8]
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"honour_rehearsal_{mark}%"])
        return [row[0] for row in cursor.fetchall()]


def rehearsed(at=LATER):
    """Rehearse as the worker does, and give what the board then says."""
    rehearse_restore(at)
    return backups_come_back(at + dt.timedelta(minutes=5))


def test_a_whole_backup_is_restored_examined_and_taken_away_again(installed, backed_up, settings, tmp_path):
    assert backups_come_back(LATER).state == "not proved"
    left = installed.home / ".rehearsal-dead"
    left.mkdir()
    (left / "honour.sqlite3").write_bytes(b"half a database, of a rehearsal that was killed")
    os.link(left / "honour.sqlite3", tmp_path / "by-another-name")  # by which to read what is left on the disk
    entries, beside, files = Entry.objects.count(), databases(installed.home), set(everything_in(installed.home))
    found = rehearsed()
    assert set((tmp_path / "by-another-name").read_bytes()) == {0}
    assert found.state == "kept", found
    assert "0 deleted people came back, 0 stops were forgotten" in found.figure
    assert "last rehearsed today" in found.figure
    assert "2 people" in found.coverage
    assert "2 erasures and 1 stop repeated" in found.coverage
    assert "lacks its last 3 lines" in found.coverage
    assert Entry.objects.count() == entries + 1
    assert databases(installed.home) == beside == []
    assert set(everything_in(installed.home)) ^ files == {"rehearsing", ".rehearsal-dead/honour.sqlite3"}

    later = backups_come_back(LATER + 3 * DAY)
    assert later.state == "broken"
    assert any("none was made since" in each.words for each in later.exhibits)
    settings.HONOUR_BACKUP_KEY_DAYS = 1
    found = backups_come_back(LATER + DAY)
    assert found.state == "broken"
    assert "datakeys-2026-12-03T100000Z.honour was to be gone by 4 December 2026." in found.exhibits[0].words
    settings.HONOUR_BACKUP_FOLDER = None
    assert "last rehearsed 3 days ago" in backups_come_back(LATER + 3 * DAY).figure
    assert backups_come_back(LATER + 20 * DAY).state == "not proved"


def test_who_came_back_what_was_forgotten_and_what_does_not_open_is_found(installed, backed_up):
    _, bob, cat = backed_up
    DataKey.objects.filter(subject__public_id=cat).update(wrapped=b"")  # lost before the backup was made
    make_backup(LATER)
    # What follows happened here, and no tombstone says so.
    Subject.objects.filter(public_id=cat).update(status=Subject.Status.ERASED)
    Suppression.objects.create(kind="email", digest=b"d" * 32, key_version=1, since=LATER)
    Subject.objects.filter(public_id=bob).update(marketing_objection=True)

    done = CliRunner().invoke(honour, ["--home", str(installed.home), "backup", "rehearse", str(installed.folder)])
    assert done.exit_code == 1, done.output
    assert "Erased people who came back: 1" in done.output
    assert "Stops that were forgotten: 2" in done.output
    found = backups_come_back(LATER + dt.timedelta(hours=1))
    assert found.state == "broken"
    words = [each.words for each in found.exhibits]
    for fault in (
        f"{cat} was erased and is there again",
        f"{bob} had stopped marketing and has not any more",
        "is no longer on the do-not-contact list",
        "2 records without a key",
    ):
        assert any(fault in each for each in words), words


def test_many_erased_people_are_examined_by_no_more_looks_than_one(installed, backed_up):
    from honour.backups.examining import examine, say_in_use
    from honour.evidence.tombstones import installed_journal

    def looks():
        with CaptureQueriesContext(connection) as asked:
            assert examine(installed_journal(), say_in_use(), LATER).sound
        return [each["sql"] for each in asked if "register_" in each["sql"]]

    few = looks()
    for name in ("dan", "eve", "fay"):
        erase_person(installed.wrote(f"{name}@canary.example"), **LEAD)
    assert len(looks()) == len(few)


@pytest.mark.parametrize("sort", ["record", "identifier", "key"])
def test_whatever_came_back_of_somebody_erased_is_named(installed, backed_up, sort):
    from honour.backups.examining import examine, say_in_use
    from honour.evidence.tombstones import installed_journal

    asha, _, cat = (Subject.objects.get(public_id=one) for one in backed_up)
    theirs = Record.objects.filter(subject=cat)
    if sort == "record":
        theirs.update(subject=asha)
    elif sort == "identifier":
        assert Identifier.objects.filter(subject=cat).update(subject=asha)
    else:
        assert DataKey.objects.filter(subject=asha).update(wrapped=b"a key as it was")
    found = examine(installed_journal(), say_in_use(), LATER).undeleted
    what = "a key of theirs is" if sort == "key" else "records of theirs are"
    assert found == [f"{asha.public_id} was erased, and {what} there again"]


def test_what_a_sealed_hold_keeps_of_somebody_erased_never_was_gone(installed, backed_up):
    from honour.backups.examining import examine, say_in_use
    from honour.evidence.tombstones import installed_journal

    person = installed.wrote("gil@canary.example")
    days = {"review_on": (LATER + 90 * DAY).date(), "by": "staff-1", "at": LATER}
    place_hold(Hold.Kind.FRAUD, "FR-3", [Named(person)], owner="staff-1", sealed=True, **days)
    erase_person(person, **LEAD)
    assert Record.objects.filter(subject__public_id=person).exists()
    assert examine(installed_journal(), say_in_use(), LATER).sound


def test_a_backup_that_does_not_open_is_a_broken_promise(installed, backed_up):
    archive = next(installed.folder.glob("data-*"))
    archive.write_bytes(archive.read_bytes()[:-100])
    found = rehearsed()
    assert found.state == "broken"
    assert "The restore failed" in found.exhibits[0].words
    assert "is cut short or altered" in found.exhibits[0].words
    assert list(installed.home.glob(".rehearsal-*")) == []


def test_examining_finds_what_a_replay_left_out(installed, backed_up):
    """The examination asks the journal itself: here nothing was repeated at all."""
    from honour.backups.examining import examine, say_in_use
    from honour.evidence.tombstones import installed_journal

    in_use = say_in_use()
    assert examine(installed_journal(), in_use, LATER).sound
    Subject.objects.filter(public_id=backed_up[0]).update(status=Subject.Status.LIVE)
    Permission.objects.filter(kind=Kind.MARKETING_STOP).delete()
    Subject.objects.filter(public_id=backed_up[2]).update(marketing_objection=False)
    Suppression.objects.all().delete()
    found = examine(installed_journal(), in_use, LATER)
    assert any("was erased and is there again" in each for each in found.undeleted)
    assert {"on the do-not-contact list", "does not have", "has not any more"} <= {
        words
        for words in ("on the do-not-contact list", "does not have", "has not any more")
        for each in found.forgotten
        if words in each
    }
