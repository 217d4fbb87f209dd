"""Putting an archive into a folder: it appears under its name only when it is whole and on the disk."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from honour.backups.errors import BackupError
from honour.backups.header import Kind
from honour.keyring.rootkey import sync_folder

SUFFIX = ".honour"
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Placing:
    """An archive being written: ``file``, open; ``path``, where it will stand."""

    file: BinaryIO
    path: Path


@contextmanager
def new_archive(folder: Path, kind: Kind, at: datetime) -> Iterator[Placing]:
    """Open a new archive, readable by its owner only. It gets its name when the block ends well, and is gone otherwise.

    Errors: ``BackupError`` when there is no such folder; ``OSError`` when it cannot be written: nothing is left then.
    """
    if not folder.is_dir():
        raise BackupError(f"There is no folder {folder}. Is the disk mounted? Honour does not make it by itself.")
    _clear(folder)
    path = _free_name(folder, f"{kind}-{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}")
    part = path.with_name(f".{path.name}{_PART}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with suppress(OSError):  # some network folders know no locks
                fcntl.flock(file, fcntl.LOCK_EX)  # says that somebody is still writing it
            yield Placing(file, path)
            file.flush()
            os.fsync(file.fileno())
            part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(folder)


def _free_name(folder: Path, name: str) -> Path:
    path, number = folder / f"{name}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}{SUFFIX}"
    return path


def _clear(folder: Path) -> None:
    """Take away what a killed backup left: parts that nobody is writing."""
    for part in folder.glob(f".*{SUFFIX}{_PART}"):
        with suppress(OSError), part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
