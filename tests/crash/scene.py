"""What the scenarios act on: a home with a database, three people in it, and a book of what was acknowledged."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.register.conftest import answers

NOW = dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=5)
PEOPLE = ("asha", "bob", "cat")
PASSPHRASE = "five plain words make passphrases"
ADDRESS = {"SERVER_NAME": "localhost"}
"""Under which the pages are asked for."""


def said_by(name: str) -> dict[str, str]:
    """Give what somebody writes on the form; their address and number are nobody else's."""
    number = 100 + sum(map(ord, name)) % 800
    return answers(f"{name}@canary.example", telephone=f"01632 960 {number}")


@dataclass(frozen=True)
class Scene:
    """One copy of the prepared installation.

    Arguments: ``folder``, with ``home``, ``people.json`` and what the scenario leaves; ``database``, the home's;
    ``other``, the name of one that does not exist yet, or is empty.
    """

    folder: Path
    database: str
    other: str

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def other_home(self) -> Path:
        return self.folder / "other"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def people(self) -> dict[str, str]:
        """The opaque id of each person by name."""
        return json.loads((self.folder / "people.json").read_text())

    def enter(self) -> None:
        """Make this the installation of the process."""
        self._use(self.home, self.database, "checkpoints")

    def leave(self) -> None:
        """Make the empty place the installation of the process."""
        self._use(self.other_home, self.other, "other checkpoints")

    def _use(self, home: Path, database: str, checkpoints: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = database
        settings.HONOUR_HOME = home
        settings.HONOUR_CHECKPOINT_FOLDER = str(self.folder / checkpoints)

    def acknowledge(self, **said: Any) -> None:
        """Write down what the product has told its caller: it must be there after any crash from here on."""
        line = json.dumps(said, default=str).encode() + b"\n"
        descriptor = os.open(self.folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, line)
        os.close(descriptor)

    @property
    def acknowledged(self) -> list[dict[str, Any]]:
        book = self.folder / "acknowledged"
        return [json.loads(line) for line in book.read_text().splitlines()] if book.exists() else []
