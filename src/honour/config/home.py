"""The home: the one folder in which an installation keeps its database, keys, journal and settings.

Layout: ``honour.toml`` (settings), ``honour.sqlite3`` (unless ``HONOUR_DATABASE_URL`` names another
database), ``keys/``,
``journal/``, ``secret`` (Django's signing secret).
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEMO = Path("var/demo")


class HomeMissing(Exception):  # noqa: N818 - the name is the message
    """No home was named, and there is no demonstration here: say ``--home FOLDER`` or run ``make demo``."""


@dataclass(frozen=True)
class Home:
    """One installation's folder.

    Arguments: ``path``, the folder; it need not exist before ``honour init``.
    """

    path: Path

    @property
    def settings_file(self) -> Path:
        """Where the installation's settings are kept."""
        return self.path / "honour.toml"

    @property
    def keys(self) -> Path:
        """The folder of root keys."""
        return self.path / "keys"

    @property
    def journal(self) -> Path:
        """The folder of the tombstone journal."""
        return self.path / "journal"

    @property
    def exists(self) -> bool:
        """Whether ``honour init`` has made this home."""
        return self.settings_file.is_file()

    def settings(self) -> dict[str, Any]:
        """Read the installation's settings; an installation without a file has none.

        Errors: ``tomllib.TOMLDecodeError`` when the file is not TOML.
        """
        if not self.settings_file.is_file():
            return {}
        return tomllib.loads(self.settings_file.read_text(encoding="utf-8"))

    def database_url(self) -> str:
        """Return where the data are: the environment first, the home's settings next, else SQLite in the home."""
        named = os.environ.get("HONOUR_DATABASE_URL") or self.settings().get("database_url")
        return str(named) if named else f"sqlite:///{self.path / 'honour.sqlite3'}"


def find_home(named: str | None = None) -> Home:
    """Find the home: the one named, else ``HONOUR_HOME``, else the demonstration if it stands in this folder.

    Errors: ``HomeMissing`` when there is none of the three.
    """
    chosen = named or os.environ.get("HONOUR_HOME")
    if chosen:
        return Home(Path(chosen).resolve())
    if (DEMO / "honour.toml").is_file():
        return Home(DEMO.resolve())
    raise HomeMissing(
        "Honour does not know where its data are. Name the folder with --home FOLDER or HONOUR_HOME, make a new one "
        "with `honour --home FOLDER init`, or run `make demo` for a demonstration."
    )
