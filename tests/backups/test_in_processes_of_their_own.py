"""The commands as people run them: each a process of its own, knowing nothing but its home."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.conftest import EXAMPLES

NOTICE = EXAMPLES / "fellside/2026-12-01.yaml"


def honour(home, *command):
    given = {**os.environ, "HONOUR_HOME": str(home)}
    given.pop("HONOUR_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "honour.cli", *map(str, command)], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.sqlite
def test_set_up_publish_back_up_restore_verify(tmp_path):
    (tmp_path / "backups").mkdir()
    (tmp_path / "passphrase").write_text("five plain words make passphrases\n")
    passphrase = "--passphrase-file", tmp_path / "passphrase"
    honour(tmp_path / "old", "init")
    with closing(sqlite3.connect(tmp_path / "old/honour.sqlite3")) as made:
        believed = (
            "SELECT count(*) FROM evidence_duty WHERE name = 'clock:believe' AND done_at > datetime('now', '-1 hour')"
        )
        assert made.execute(believed).fetchone() == (1,), "a clock that jumps before the first sweep is known by it"
    honour(tmp_path / "old", "publish", NOTICE)
    honour(tmp_path / "old", "backup", tmp_path / "backups", *passphrase)  # `make` goes without saying
    archives = {path.name.partition("-")[0]: path for path in (tmp_path / "backups").iterdir()}
    options = [part for kind, path in archives.items() for part in (f"--{kind.replace('datak', 'data-k')}", path)]
    said = honour(tmp_path / "new", "restore", *options, *passphrase)
    assert "0 people, 1 entry on the ledger" in said
    assert "who has left since can sign in again" in said
    assert "Intact: 2 entries" in honour(tmp_path / "new", "ledger", "verify")
