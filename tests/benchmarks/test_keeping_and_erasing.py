"""The benchmarks of retention, erasure and backups, small: what they measure does what it should, on this database."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.db import connection

from benchmarks import backup_restore, erasure, retention

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cleared(home):
    """A home; afterwards the peer's table is gone."""
    yield home
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain_record")


@pytest.mark.usefixtures("cleared")
def test_a_sweep_and_a_moved_trigger_do_what_the_bare_statements_do():
    swept, cleared, moved = retention.measure(500)
    assert "sweep of 100 due of 500 records" in swept.what
    assert "cleared out of the files" in cleared.what
    assert "moving the dates of 100 records" in moved.what
    assert all(figure.ratio for figure in (swept, cleared, moved))


@pytest.mark.usefixtures("home")
def test_a_person_is_erased_with_a_certificate():
    (figure,) = erasure.measure(1)
    assert "searched twice and certified" in figure.what


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("sqlite3")), reason="the peers are made of them")
@pytest.mark.usefixtures("home")
def test_a_backup_comes_back_without_whoever_was_erased_since():
    before = settings.HONOUR_HOME, connection.settings_dict["NAME"]
    figures = backup_restore.measure(2)
    assert [figure.what.partition(": ")[2].partition(" ")[0] for figure in figures] == ["backup", "restoring", "replay"]
    assert "replay of 20 erasures" in figures[-1].what
    assert (settings.HONOUR_HOME, connection.settings_dict["NAME"]) == before
