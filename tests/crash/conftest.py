"""The process from which those to be killed are made, and a copy of the prepared installation for each of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]

MAY_MOUNT = (
    shutil.which("unshare") is not None
    and subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    ).returncode
    == 0
)
"""Whether volumes of its own can be made here, that can be full."""


class Zygote:
    """A process from which those to be killed are made. Argument: ``folder``, for its log."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self._log = self.log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.zygote"],
            cwd=ROOT,
            env={**os.environ, "HONOUR_HOME": str(folder / "nobody's")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def ask(self, stage: str, **asked: Any) -> dict[str, Any]:
        """Have a child do something; gives how it ended and what it said."""
        self._process.stdin.write(json.dumps({"stage": stage, **asked}) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, self.log.read_text()
        answer = json.loads(said)
        assert "error" not in answer, answer["error"]
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()
        self._log.close()


class Arena:
    """Where the product is killed.

    Arguments: ``folder``, for the prepared installation and its copies; ``database``, the kind of it.
    """

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.postgresql = database == "postgresql"
        self._number = 0
        self._mark = f"honour_crash_{uuid.uuid4().hex[:8]}"
        self._databases: set[str] = set()
        self._zygote = Zygote(folder)
        self._prepared = self._scene("prepared")
        (folder / "prepared").mkdir()
        if self.postgresql:
            self._make(self._prepared["database"])
        self.ask("prepare", self._prepared)
        self.ask("warm", self._prepared)

    def copy(self, *, empty_beside: bool = False) -> dict[str, str]:
        """Copy the prepared installation; gives where it is. ``empty_beside``: with an empty database beside it."""
        self._number += 1
        scene = self._scene(str(self._number))
        shutil.copytree(self._prepared["folder"], scene["folder"])
        if self.postgresql:
            self._make(scene["database"], f'TEMPLATE "{self._prepared["database"]}"')
            if empty_beside:
                self._make(scene["other"])
        return scene

    def discard(self) -> None:
        """Take every copy away; PostgreSQL drops many databases at once sooner than each by itself."""
        for folder in self.folder.iterdir():
            if folder.name.isdigit():
                shutil.rmtree(folder)
        kept = {self._prepared["database"]}
        for name in sorted(self._databases - kept):
            self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        self._databases &= kept

    def ask(self, stage: str, scene: dict[str, str], **more: Any) -> dict[str, Any]:
        """Have a child do something; gives how it ended and what it said."""
        return self._zygote.ask(stage, **scene, **more)

    def close(self) -> None:
        """End the process and take everything away."""
        self._zygote.close()
        for name in sorted(self._databases):
            self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _scene(self, name: str) -> dict[str, str]:
        folder = self.folder / name
        if self.postgresql:
            return {"folder": str(folder), "database": f"{self._mark}_{name}", "other": f"{self._mark}_{name}_other"}
        home, other = folder / "home/honour.sqlite3", folder / "other/honour.sqlite3"
        return {"folder": str(folder), "database": str(home), "other": str(other)}

    def _make(self, name: str, how: str = "") -> None:
        self._sql(f'CREATE DATABASE "{name}" {how}')
        self._databases.add(name)

    @staticmethod
    def _sql(statement: str) -> None:
        with connection._nodb_cursor() as cursor:  # as Django's own test runner makes databases
            cursor.execute(statement)


@pytest.fixture(scope="session")
def arena(tmp_path_factory, django_db_blocker) -> Iterator[Arena]:
    from tests.environment import DATABASE

    with django_db_blocker.unblock():
        made = Arena(tmp_path_factory.mktemp("crash"), DATABASE)
        yield made
        made.close()


@pytest.fixture(scope="session")
def _zygote(tmp_path_factory) -> Iterator[Zygote]:
    made = Zygote(tmp_path_factory.mktemp("dying"))
    yield made
    made.close()


@pytest.fixture
def dies(_zygote, home):
    """Run a deed on the test's home and database in a process that dies at a point; gives how it ended."""

    def die(point: str, deed: str, **settings: str) -> int:
        told = {"home": str(home), "database": str(connection.settings_dict["NAME"]), "settings": settings}
        return _zygote.ask("die", point=point, deed=deed, **told)["status"]

    return die
