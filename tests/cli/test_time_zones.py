"""An installation lives by its own time zone, which its settings name."""

import datetime as dt

import pytest
from click.testing import CliRunner
from django.db import connection

from honour.cli import honour as command
from honour.register.due.zone import note_zone
from honour.register.models import Calendar, Record
from honour.retention.provers.on_time import dates_are_those_of_the_notice
from tests.register.conftest import published, wrote

__all__ = ["published", "wrote"]


def test_a_time_zone_that_there_is_not_is_refused_before_anything_is_made(honour, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "honour.toml").write_text('time_zone = "Europe/Warschau"\n')
    done = honour("init", home=home)
    assert done.returncode == 2
    assert "There is no time zone 'Europe/Warschau'." in done.stderr
    assert 'time_zone = "Europe/Warsaw"' in done.stderr
    assert not (home / "keys").exists()


def test_a_home_begins_in_the_time_zone_that_its_settings_name(honour, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "honour.toml").write_text('time_zone = "America/New_York"\n')
    assert honour("init", home=home).returncode == 0
    assert honour("keys", "check", home=home).returncode == 0
    (home / "honour.toml").write_text("")
    refused = honour("keys", "check", home=home)
    assert refused.returncode == 2
    assert "were reckoned in America/New_York, and its settings name Europe/London" in " ".join(refused.stderr.split())
    brought = honour("upgrade", home=home)
    assert brought.returncode == 0, brought.stderr
    assert "of this release" in honour("upgrade", home=home).stdout


@pytest.mark.django_db(transaction=True)
@pytest.mark.promise("S23")
def test_after_another_time_zone_was_named_the_dates_are_reckoned_anew(in_zone, wrote, home, now):
    wrote(at=dt.datetime(2027, 3, 1, 2, 0, tzinfo=dt.UTC))  # the day before in New York
    before = set(Record.objects.values_list("due_at", flat=True))
    note_zone()
    in_zone("America/New_York")
    assert dates_are_those_of_the_notice(now).state == "broken"
    run = CliRunner().invoke(command, ["--home", str(home), "prove"])
    assert (run.exit_code, "honour upgrade" in run.output) == (2, True)
    run = CliRunner().invoke(command, ["--home", str(home), "upgrade", "--without-backup"])
    assert run.exit_code == 0, run.output
    assert Calendar.objects.get().zone == "America/New_York"
    assert set(Record.objects.values_list("due_at", flat=True)) != before
    assert dates_are_those_of_the_notice(now).state == "kept"
    assert CliRunner().invoke(command, ["--home", str(home), "upgrade"]).output.count("Nothing was changed") == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_time_zone_that_the_database_does_not_know_is_refused(home, settings):
    settings.TIME_ZONE = "Mars/Olympus_Mons"
    note_zone()
    assert connection.vendor == "postgresql"
    run = CliRunner().invoke(command, ["--home", str(home), "prove"])
    assert (run.exit_code, "PostgreSQL does not know the time zone Mars/Olympus_Mons" in run.output) == (2, True)
