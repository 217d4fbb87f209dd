"""Deleting files that keys were written in: a file that is only deleted stays on the disk, for whoever reads that.

They are written over first. A disk or file system that writes elsewhere than where something stood keeps it even so.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

_PIECE = 1 << 20


def write_over(file: int) -> None:
    """Write nothing over all of an open file, named by its descriptor, and see that on the disk.

    Errors: ``OSError`` when it cannot be written.
    """
    size, nothing = os.fstat(file).st_size, bytes(_PIECE)
    for place in range(0, size, _PIECE):
        os.pwrite(file, nothing[: size - place], place)
    os.fsync(file)


def discard(path: Path) -> None:
    """Write over a file and delete it, if it is there. One that cannot be written over is deleted all the same."""
    with suppress(OSError):
        file = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
        try:
            write_over(file)
        finally:
            os.close(file)
    path.unlink(missing_ok=True)


def discard_folder(folder: Path) -> None:
    """Write over every file in a folder and delete it with them, as far as can be."""
    for path in list(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with suppress(OSError):
                discard(path)
    shutil.rmtree(folder, ignore_errors=True)
