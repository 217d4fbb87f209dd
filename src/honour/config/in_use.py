"""Whether anything runs on a home: the site and each worker hold a lock in it, which ends with their process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

NAME = "in-use"
"""The file in the home that is locked; there is nothing in it."""
_held: list[IO[bytes]] = []


class InUseError(Exception):
    """Something runs on the home, or is being done to it, that does not go with what was asked for."""


def hold(home: Path) -> None:
    """Say, until this process ends, that it runs on a home. Others may too, on this host.

    Errors: ``InUseError`` while the home is being upgraded.
    """
    lock = _file(home)
    if not _locked(lock, fcntl.LOCK_SH):
        lock.close()
        raise InUseError(f"{home} is being upgraded just now. Start it again once that is done.")
    _held.append(lock)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let nothing start on a home until the block ends.

    Errors: ``InUseError`` when the site or a worker runs on it on this host.
    """
    with _file(home) as lock:
        if not _locked(lock, fcntl.LOCK_EX):
            raise InUseError(f"The site or a worker is running on {home}. Stop it first; nothing was changed.")
        yield


def _file(home: Path) -> IO[bytes]:
    return (home / NAME).open("ab")


def _locked(lock: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
