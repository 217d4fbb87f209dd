"""A disk that is full under SQLite: nothing is lost, what could not be done is said, and a backup can still be made."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from honour.register.models import Record
from honour.register.reading import read
from honour.retention.proof.rewriting import rewrite_where_needed
from tests.crash.conftest import MAY_MOUNT
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


_FULL = """
    mount -t tmpfs -o size=12m tmpfs "$VOLUME"
    "$PYTHON" -m honour.cli --home "$VOLUME/home" init > /dev/null
    rm -r "$VOLUME/home/static"
    cat /dev/zero > "$VOLUME/ballast" 2> /dev/null || truncate -s -262144 "$VOLUME/ballast"
    "$PYTHON" -m honour.cli --home "$VOLUME/home" backup make "$BACKUPS" --without-keys
"""


@pytest.mark.skipif(not MAY_MOUNT, reason="no volume of its own can be made: only root may mount one")
def test_a_database_on_a_full_disk_is_backed_up_onto_another(tmp_path):
    for name in ("volume", "backups"):
        (tmp_path / name).mkdir()
    around = {name: value for name, value in os.environ.items() if not name.startswith("HONOUR_")}
    around |= {"VOLUME": str(tmp_path / "volume"), "BACKUPS": str(tmp_path / "backups"), "PYTHON": sys.executable}
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-e", "-c", _FULL], env=around, capture_output=True, text=True, check=False
    )
    # Whether there is room for its line on the ledger, too, is told.
    told = "The backup is whole, but the ledger does not say so." in done.stderr
    assert (done.returncode, told) in {(0, False), (1, True)}, done
    kinds = {path.name.partition("-")[0] for path in (tmp_path / "backups").iterdir()}
    assert kinds == {"data", "datakeys", "journal"}
