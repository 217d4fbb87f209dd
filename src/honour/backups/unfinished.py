"""The mark of an unfinished restore: while it is there, nobody takes the home or the database for a whole one."""

from __future__ import annotations

import secrets
from pathlib import Path

from honour.backups.whole_file import write_whole
from honour.keyring.rootkey import sync_folder

FILE = "restoring"
"""A file of this name in a home says that a restore into it was begun; it holds the restore's own id."""
TABLE = "honour_restoring"
"""A table of this name says the same of a database."""
SAYING = (
    "A restore was begun here and did not finish, so this is not used. Run the same `honour restore` again: it goes on "
    "from there."
)


def is_unfinished(home: Path) -> bool:
    """Say whether a restore into this home was begun and not finished."""
    return (home / FILE).exists()


def begin(home: Path) -> str:
    """Mark a home, making its folder where it is missing; gives the restore's id, the earlier one when it goes on."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = home / FILE
    if mark.exists():
        return mark.read_text(encoding="ascii")
    identity = secrets.token_hex(8)
    write_whole(mark, [identity.encode("ascii")])
    return identity


def finish(home: Path) -> None:
    """Take the mark away: the home is whole."""
    (home / FILE).unlink(missing_ok=True)
    sync_folder(home)
