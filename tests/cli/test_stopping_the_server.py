"""A server that is told to stop takes its worker with it, also one that does not listen."""

import os
import time

import pytest

from honour.cli import serve
from honour.config.home import Home


@pytest.fixture
def deaf(tmp_path, monkeypatch):
    """A worker that goes on whatever it is told, and writes down which process it is."""
    number = tmp_path / "number"
    script = tmp_path / "python"
    script.write_text(
        f"#!/bin/sh\ntrap '' TERM INT\necho $$ > {number}.new\nmv {number}.new {number}\nwhile :; do sleep 1; done\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(script))
    monkeypatch.setattr(serve, "PATIENCE", 0.2)
    return number


def test_a_worker_that_does_not_stop_is_ended_and_nobody_sees_a_traceback(deaf, tmp_path):
    with serve._worker(Home(tmp_path)):
        while not deaf.exists():
            time.sleep(0.01)
        number = int(deaf.read_text())
        os.kill(number, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
