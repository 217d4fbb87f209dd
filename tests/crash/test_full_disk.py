"""A disk that is full while SQLite writes its file anew: nothing is lost, and what could not be done is said."""

import os
import resource
import signal
from pathlib import Path

import pytest
from django.db import connection

from honour.register.models import Record
from honour.register.reading import read
from honour.retention.proof.rewriting import rewrite_where_needed
from tests.register.conftest import SUPPORT, published, wrote

__all__ = ["published", "wrote"]

pytestmark = [pytest.mark.crash, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def on_a_full_disk(deed):
    """Do something in a process that can make no file longer than a page; gives what it answered, as a number."""
    connection.close()
    child = os.fork()
    if child == 0:
        status = 99
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            status = deed()
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


def test_a_disk_that_is_full_during_vacuum_loses_nothing(wrote, now):
    person = wrote()
    wrote("bob@canary.example")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    records = Record.objects.count()
    assert on_a_full_disk(lambda: len(rewrite_where_needed([file]))) == 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]
    assert Record.objects.count() == records
    assert len(read(SUPPORT, person, purpose="enquiries", at=now).records) == 2
    assert rewrite_where_needed([file]) == [file.name]  # with room again
