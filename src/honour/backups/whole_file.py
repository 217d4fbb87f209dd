"""Writing a file that is there as a whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from honour.keyring.rootkey import sync_folder


def write_whole(path: Path, content: Iterable[bytes]) -> None:
    """Write a file, readable by its owner only, and see it safely on the disk.

    Errors: ``OSError`` when it cannot be written; what stood there before is as it was then.
    """
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
