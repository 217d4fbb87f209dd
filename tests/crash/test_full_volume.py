"""PostgreSQL on a volume that is really full: everybody is told, nothing is lost, and it goes on when there is room."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.crash.conftest import MAY_MOUNT, ROOT

pytestmark = [pytest.mark.crash, pytest.mark.postgresql]


@pytest.fixture
def folder():
    """Give a folder into which PostgreSQL may look, which runs as somebody else where this is root."""
    made = Path(tempfile.mkdtemp(prefix="honour-volume-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.mark.skipif(not MAY_MOUNT, reason="no volume of its own can be made: only root may mount one")
def test_a_volume_that_is_full_loses_nothing_and_says_so(folder):
    done = subprocess.run(
        ["unshare", "--mount", sys.executable, "-m", "tests.crash.full_volume", str(folder)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["fell"], "the server has room left"
    assert seen["said"]["comes"].startswith("The disk is full"), seen["said"]
    assert seen["said"]["comes to a server that fell"], "it cannot have been taken"
    for deed, said in seen["said"].items():  # what found room was done, and is looked for; or the server fell meanwhile
        assert not said or said.startswith(("The disk is full", "PostgreSQL ")), (deed, said)
    assert seen["wrong"] == []
