"""Installations to browse: the demonstration, loaded and furnished once for a run and copied for each of its processes.

Loading and furnishing take some ten seconds of a processor; a copy takes none.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import drop_database, make_database
from tests.environment import DATABASE

PEOPLE = "12"
FURNISHING = Path(__file__).parents[2] / "scripts" / "furnishing.py"


@dataclass(frozen=True)
class Installation:
    """A home, and the address of its database where that is not in the home."""

    home: Path
    database: str = ""

    def honour(self, *command: str) -> list[str]:
        """Return the command line of a command on this installation."""
        return [sys.executable, "-m", "honour.cli", "--home", str(self.home), *command]

    def environment(self, **settings: str) -> dict[str, str]:
        """Return what its processes find around them: these settings, and none of those of the tests' own database."""
        around = {name: value for name, value in os.environ.items() if not name.startswith(("HONOUR_", "DJANGO_"))}
        around |= {"HONOUR_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "honour.config.settings"}
        if self.database:
            around["HONOUR_DATABASE_URL"] = self.database
        return around | settings

    def run(self, *command: str, **settings: str) -> str:
        """Run a command to its end, which is a good one; gives what it printed."""
        done = subprocess.run(command, env=self.environment(**settings), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout


@contextmanager
def installed(folder: Path, name: str, *, like: Path | None = None, database: str = "") -> Iterator[Installation]:
    """Give a place for an installation, with a database of its own, while this lasts.

    Arguments: ``folder`` for its home, which is not there yet; ``name`` for its database where that is not in the home;
    ``like``, the home that it is to be a copy of, and ``database``, the name of the database of that.
    """
    if like is not None:
        shutil.copytree(like, folder)
    if DATABASE == "sqlite":
        yield Installation(folder)
        return
    try:
        yield Installation(folder, make_database(name, like=database))
    finally:
        drop_database(name)


@contextmanager
def ended_with_us(server: subprocess.Popen[str]) -> Iterator[None]:
    """Have a server end, while this lasts, as soon as this process is gone: it may be killed."""
    waits = ["/bin/sh", "-c", 'cat; kill "$1"', "sh", str(server.pid)]
    with subprocess.Popen(waits, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True) as watcher:
        try:
            yield
        finally:
            watcher.kill()  # before anybody else can be given the server's number


class Demonstration:
    """The demonstration, shared by the processes of a run: whoever comes first makes it, the last one takes it away.

    Arguments: ``folder``, which the processes share; ``run``, the run's own name; ``process``, the name of this one.
    """

    def __init__(self, folder: Path, run: str, process: str) -> None:
        self._folder, self._run, self._process = folder, run, process
        self._database = f"honour_{run}"
        self._furnished = folder / "furnished.json"
        self._here = folder / f"{process}.here"

    @contextmanager
    def kept(self) -> Iterator[Demonstration]:
        """Let it be there while this lasts."""
        with self._alone():
            if not self._furnished.exists():
                self._make()
            self._here.touch()
        try:
            yield self
        finally:
            with self._alone():
                self._here.unlink()
                if not list(self._folder.glob("*.here")):
                    self._take_away()

    @contextmanager
    def copied(self, home: Path, name: str) -> Iterator[tuple[Installation, dict[str, Any]]]:
        """Copy it while this lasts; gives the copy, by its name in this process, and what furnishing said."""
        database = f"honour_{self._run}_{self._process}_{name}"
        with installed(home, database, like=self._folder / "home", database=self._database) as copy:
            yield copy, json.loads(self._furnished.read_text())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make(self) -> None:
        home = self._folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        made = Installation(home, make_database(self._database) if DATABASE == "postgresql" else "")
        made.run(*made.honour("demo", "--load-only", "--people", PEOPLE))
        said = made.run(sys.executable, str(FURNISHING))
        self._furnished.write_text(said)

    def _take_away(self) -> None:
        if DATABASE == "postgresql":
            drop_database(self._database)
        shutil.rmtree(self._folder / "home")
        self._furnished.unlink()
