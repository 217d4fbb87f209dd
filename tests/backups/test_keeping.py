"""Archives go when their time is over, those of keys first; the newest stays, and a jumped clock deletes nothing."""

import datetime as dt
import os

import pytest

from honour.backups.archive import read_header
from honour.backups.header import KINDS
from honour.backups.keeping import BEFORE_UPGRADE, STATED, archives_in, clear, kept_for, newest, overdue
from honour.backups.provers import backups_come_back
from honour.backups.taking import take_backup
from honour.backups.tasks import _upgraded, clear_what_upgrades_left
from honour.evidence.clock import believe
from honour.evidence.errors import ClockRefused
from honour.evidence.models import Payload
from honour.keyring import installed_keyring
from honour.notice.builtin import builtin_period, with_builtin
from honour.notice.reading import load_notice
from honour.notice.render import text
from tests.backups.conftest import NOW, PASSPHRASE
from tests.conftest import EXAMPLES

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


def kept(installed):
    """Give the days since the first backup of which there are archives, by kind."""
    days: dict[str, list[int]] = {}
    for each in archives_in(installed.folder, installed_keyring().signing.current.name):
        days.setdefault(each.kind, []).append((each.header.made_at - NOW).days)
    return days


def back_up(at, passphrase=None):
    from django.conf import settings

    return take_backup(settings.HONOUR_HOME.with_name("backups"), at, passphrase=passphrase)


@pytest.mark.promise("S23")
def test_each_kind_goes_at_its_own_time_and_keys_before_data(installed, settings):
    settings.HONOUR_BACKUP_DAYS, settings.HONOUR_BACKUP_KEY_DAYS, settings.HONOUR_BACKUP_JOURNAL_DAYS = 10, 3, 6
    installed.wrote()
    back_up(NOW, PASSPHRASE)
    for day in (2, 4, 8):
        back_up(NOW + day * DAY)
    assert kept(installed) == {"data": [0, 2, 4, 8], "datakeys": [8], "journal": [4, 8], "keys": [0]}
    taken = back_up(NOW + 12 * DAY)
    assert kept(installed) == {"data": [4, 8, 12], "datakeys": [12], "journal": [8, 12], "keys": [0]}
    assert sorted(path.name[:15] for path in taken.cleared) == sorted(
        ["data-2026-12-03", "data-2026-12-05", "datakeys-2026-1", "journal-2026-12"]
    )
    said = Payload.objects.filter(entry__kind="backup:made").latest("pk").content
    assert taken.cleared[0].name in said
    assert '"gone_by":{"data":"2026-12-25' in said


def test_archives_of_keys_that_go_are_not_left_on_the_disk(installed, settings, tmp_path):
    settings.HONOUR_BACKUP_DAYS, settings.HONOUR_BACKUP_KEY_DAYS = 10, 3
    installed.wrote()
    taken = {path.name.partition("-")[0]: path for path in back_up(NOW, PASSPHRASE).archives}
    for kind, path in taken.items():
        os.link(path, tmp_path / kind)  # by which to read what is left where it stood
    back_up(NOW + 12 * DAY, PASSPHRASE)

    for kind in ("datakeys", "keys"):
        assert not taken[kind].exists()
        assert set((tmp_path / kind).read_bytes()) == {0}


def test_the_newest_stays_though_its_time_is_over_and_is_told(installed):
    installed.wrote()
    back_up(NOW)
    later = NOW + 20 * DAY
    assert clear(installed.folder, installed_keyring().signing.current.name, later) == []
    late = overdue(list(archives_in(installed.folder, installed_keyring().signing.current.name)), later)
    assert [each.kind for each in late] == ["datakeys"]


def test_a_clock_a_year_ahead_deletes_no_backup(installed):
    installed.wrote()
    for day in (0, 1):
        back_up(NOW + day * DAY)
    believe(NOW + DAY)  # as the night's sweep does
    for day in (366, 367):
        assert back_up(NOW + day * DAY).cleared == ()
    assert kept(installed)["data"] == [0, 1, 366, 367]


def test_what_was_backed_up_by_a_clock_that_was_ahead_is_not_the_newest_and_goes(installed, settings):
    settings.HONOUR_BACKUP_FOLDER = str(installed.folder)
    installed.wrote()
    back_up(NOW)
    believe(NOW)
    back_up(NOW + 366 * DAY)
    archives = list(archives_in(installed.folder, installed_keyring().signing.current.name))
    assert newest(archives, "data", NOW + DAY).header.made_at == NOW
    said = [each.words for each in backups_come_back(NOW + 5 * DAY).exhibits]
    assert said == ["The newest backup is of 3 December 2026: none was made since."]
    taken = back_up(NOW + DAY)
    assert len(taken.cleared) == 3
    assert kept(installed) == {"data": [0, 1], "datakeys": [0, 1], "journal": [0, 1]}


def test_a_folder_in_which_every_backup_is_of_a_day_yet_to_come_is_told(installed, settings):
    settings.HONOUR_BACKUP_FOLDER = str(installed.folder)
    installed.wrote()
    back_up(NOW + 366 * DAY)
    (said,) = [each.words for each in backups_come_back(NOW).exhibits]
    assert said.startswith("The newest backup says that it is of 4 December 2027, which is yet to come.")


def test_a_clock_that_went_back_keeps_everything(installed):
    installed.wrote()
    back_up(NOW)
    back_up(NOW - 300 * DAY)
    assert kept(installed)["data"] == [-300, 0]


def test_what_is_another_installations_or_no_archive_stays(installed):
    installed.wrote()
    back_up(NOW)
    (installed.folder / "data-of-the-year.honour").write_bytes(b"HONOURB1 not one of ours")
    (installed.folder / "data-letter.honour").write_bytes(b"")
    for _ in range(2):
        back_up(NOW + 33 * DAY)
    assert clear(installed.folder, "honour/another", NOW + 60 * DAY) == []
    assert (installed.folder / "data-of-the-year.honour").exists()
    assert (installed.folder / "data-letter.honour").exists()


def test_an_archive_says_by_when_it_is_to_be_gone_wherever_it_was_taken(installed, settings):
    installed.wrote()
    archives = installed.back_up()
    for path, days in ((archives.data, 30), (archives.datakeys, 7), (archives.journal, 30), (archives.keys, 30)):
        with path.open("rb") as file:
            assert dt.datetime.fromisoformat(read_header(file, path)["gone_by"]) == NOW + days * DAY
    settings.HONOUR_BACKUP_KEY_DAYS = 2  # sooner than was said then
    ends = {each.kind: each.gone_by for each in archives_in(installed.folder, installed_keyring().signing.current.name)}
    assert ends["datakeys"] == NOW + 2 * DAY
    settings.HONOUR_BACKUP_KEY_DAYS = 90  # what was said then holds
    ends = {each.kind: each.gone_by for each in archives_in(installed.folder, installed_keyring().signing.current.name)}
    assert ends["datakeys"] == NOW + 7 * DAY


@pytest.mark.promise("S23")
def test_no_archive_is_kept_longer_than_the_notice_that_is_served_says(published_text, settings):
    settings.HONOUR_BACKUP_DAYS = settings.HONOUR_BACKUP_KEY_DAYS = settings.HONOUR_BACKUP_JOURNAL_DAYS = 4_000
    stated = {kind: builtin_period(STATED[kind]) for kind in KINDS}
    assert {kind: kept_for(kind).days for kind in KINDS} == {"data": 90, "datakeys": 30, "journal": 90, "keys": 90}
    assert stated == {"data": "P90D", "datakeys": "P30D", "journal": "P90D", "keys": "P90D"}
    for words in ("Locked copies of everything", "The keys that open those copies", "90 days", "30 days"):
        assert words in published_text


@pytest.fixture
def published_text():
    """The notice as it is served, as text."""
    return " ".join(text.render(with_builtin(load_notice(EXAMPLES / "fellside" / "2026-12-01.yaml").notice)).split())


@pytest.mark.promise("S23")
def test_what_an_upgrade_left_in_the_home_goes_on_its_day_the_newest_too(installed):
    installed.wrote()
    folder = installed.home / BEFORE_UPGRADE
    folder.mkdir()
    take_backup(folder, NOW, passphrase=None, clearing=False)
    kinds = {"data", "datakeys", "journal"}
    assert _upgraded()
    clear_what_upgrades_left(NOW + 6 * DAY)
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == kinds
    with pytest.raises(ClockRefused):
        clear_what_upgrades_left(NOW + 366 * DAY)
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == kinds
    assert any("was to be gone by" in each.words for each in backups_come_back(NOW + 20 * DAY).exhibits)
    clear_what_upgrades_left(NOW + 8 * DAY)
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == {"data", "journal"}
    clear_what_upgrades_left(NOW + 32 * DAY)
    assert list(folder.iterdir()) == []
