"""The places at which a process can be killed: each commit and each step on the disk, just before it or after it."""

from __future__ import annotations

import os
import signal
from functools import wraps

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

_WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "VACUUM", "TRUNCATE", "PRAGMA WAL_CHECKPOINT")
_STEPS = ("fsync", "fdatasync", "replace", "rename", "link", "unlink")


class Places:
    """Counts the places a scenario comes by, and kills this process with SIGKILL at one of them.

    Arguments: ``at``, the number of that place, counted from 1, or 0 to live on; ``after``, whether it happens first.
    """

    def __init__(self, at: int = 0, *, after: bool = False) -> None:
        self.at = at
        self.after = after
        self.names: list[str] = []

    def watch(self) -> None:
        """Begin to count."""
        wrapper = type(connections[DEFAULT_DB_ALIAS])  # the one in use: its own way to commit passes none above it
        wrapper._commit = self._passing(wrapper._commit, lambda *_: "commit")
        CursorWrapper.execute = self._passing(CursorWrapper.execute, _written_by_itself)
        for step in _STEPS:
            setattr(os, step, self._passing(getattr(os, step), lambda *_, step=step: step))

    def _passing(self, real, named):
        @wraps(real)
        def passing(*args, **kwargs):
            name = named(*args)
            if not name:
                return real(*args, **kwargs)
            self.names.append(name)
            here = len(self.names) == self.at
            if here and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*args, **kwargs)
            if here:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return passing


def _written_by_itself(cursor, sql, *_) -> str:
    """Name a statement that commits by itself, outside any transaction."""
    words = sql.lstrip().upper()
    if cursor.db.in_atomic_block or not words.startswith(_WRITES):
        return ""
    return words.split(maxsplit=1)[0].lower()
