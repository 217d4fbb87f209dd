"""The journal off the host: sealed, line after line, never changed there, and enough to restore with."""

import datetime as dt
import shutil

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from honour.backups import tasks
from honour.backups.errors import BackupError
from honour.backups.offsite import OffsiteJournal
from honour.backups.provers import backups_come_back
from honour.evidence.tombstones import installed_journal
from honour.keyring import open_keyring
from honour.register.erasing import erase_person
from honour.register.models import Subject
from tests.backups.conftest import LATER, NOW
from tests.backups.test_refusing import refused

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(params=["memory://bucket/journal", "folder"])
def store(request, tmp_path, settings, monkeypatch):
    """Two kinds of store that fsspec knows; gives the address."""
    MemoryFileSystem.store.clear()
    monkeypatch.setattr(tasks, "_sent", -1)
    settings.HONOUR_JOURNAL_URL = request.param if ":" in request.param else f"file://{tmp_path / 'store'}"
    return settings.HONOUR_JOURNAL_URL


def append(*names):
    for name in names:
        installed_journal().append("person:erased", {"person": name}, NOW)


def test_new_lines_go_there_sealed_and_what_is_there_is_not_touched(installed, store):
    installed.wrote()
    keyring = open_keyring(installed.home / "keys")
    assert not tasks._journal_goes_on()
    append("one", "two")
    assert tasks._journal_goes_on()
    tasks.copy_journal(NOW)
    assert not tasks._journal_goes_on()
    first = OffsiteJournal(store).runs()
    append("three")
    tasks.copy_journal(LATER)
    runs = OffsiteJournal(store).runs()
    assert [(run.first, run.last) for run in runs] == [(1, 2), (3, 3)]
    assert runs[:1] == first
    assert OffsiteJournal(store).head() == installed_journal().head()
    offsite = OffsiteJournal(store)
    assert b"".join(offsite.lines(keyring)) == installed_journal().path.read_bytes()
    stored = b"".join(offsite._files.cat_file(f"{offsite._folder}/{run.name}") for run in runs)
    assert b"three" not in stored
    assert b"person:erased" not in stored


def test_two_workers_at_once_leave_a_copy_that_reads_the_same(installed, store):
    installed.wrote()
    keyring = open_keyring(installed.home / "keys")
    append("one", "two", "three")
    journal, offsite = installed_journal(), OffsiteJournal(store)
    lines = list(journal.read())
    raw = journal.path.read_bytes().splitlines(keepends=True)
    offsite._put(1, 2, lines[1].hash, raw[:2], keyring, NOW)
    offsite._put(1, 1, lines[0].hash, raw[:1], keyring, NOW)
    offsite._put(2, 3, lines[2].hash, raw[1:], keyring, NOW)
    assert offsite.send(journal, keyring, NOW) == 3
    assert b"".join(offsite.lines(keyring)) == journal.path.read_bytes()


def test_a_journal_cut_short_here_does_not_shorten_the_copy(installed, store):
    installed.wrote()
    append("one", "two")
    tasks.copy_journal(NOW)
    path = installed_journal().path
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(BackupError, match="which was cut short then"):
        tasks.copy_journal(LATER)
    assert OffsiteJournal(store).head().number == 2


def test_a_burnt_host_is_restored_with_what_was_sent(installed, store, settings):
    person = installed.wrote()
    archives = installed.back_up()
    erase_person(person, reason="request", asked_by="staff-1", at=LATER)
    tasks.copy_journal(LATER)
    settings.HONOUR_JOURNAL_URL = None
    installed.move()
    done = installed.restore("--data", archives.data, "--keys", archives.keys, "--journal-url", store)
    assert done.code == 0, done.said
    assert Subject.objects.get(public_id=person).status == Subject.Status.ERASED
    assert f"The journal has 1 line, and is known to be complete to {LATER:%d %B %Y, %H:%M} UTC." in done.said


def test_the_store_that_the_settings_name_also_says_of_when_it_is(installed, store):
    person = installed.wrote()
    archives = installed.back_up()
    erase_person(person, reason="request", asked_by="staff-1", at=LATER)
    tasks.copy_journal(LATER)
    installed.move()
    done = installed.restore("--data", archives.data, "--keys", archives.keys)
    assert done.code == 0, done.said
    assert f"The journal has 1 line, and is known to be complete to {LATER:%d %B %Y, %H:%M} UTC." in done.said


def test_a_restore_refuses_a_journal_older_than_the_copy(installed, store):
    person = installed.wrote()
    archives = installed.back_up()
    erase_person(person, reason="request", asked_by="staff-1", at=LATER)
    tasks.copy_journal(LATER)
    installed.move()
    options = "--data", archives.data, "--keys", archives.keys, "--journal", archives.journal
    refused(installed, *options, because=f"{store} knows of line 1")


def test_the_board_says_which_copy_is_behind(installed, store, settings, tmp_path):
    installed.wrote()
    settings.HONOUR_JOURNAL_COPY = str(tmp_path / "copy")
    append("one")
    tasks.copy_journal(NOW)
    assert backups_come_back(NOW + 2 * HOUR).state == "not proved"  # nothing was rehearsed yet, and nothing is behind
    shutil.rmtree(tmp_path / "copy")
    settings.HONOUR_JOURNAL_COPY = None
    append("two")
    settings.HONOUR_JOURNAL_COPY = str(tmp_path / "copy")
    assert backups_come_back(NOW + HOUR / 2).state == "not proved"
    found = backups_come_back(NOW + 2 * HOUR)
    assert found.state == "broken"
    assert [each.words for each in found.exhibits] == [
        f"The journal's copy at {tmp_path / 'copy'} lacks 2 lines.",
        f"The journal's copy at {store} lacks 1 line.",
    ]


def test_a_store_that_nothing_here_can_reach_says_what_to_install(settings):
    with pytest.raises(BackupError, match="Install honour\\[offsite\\]"):
        OffsiteJournal("nosuch://bucket")
