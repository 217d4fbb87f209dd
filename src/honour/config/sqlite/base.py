"""SQLite has one writer. Here the threads of a process wait for it in a queue instead of asking again and again.

Left to itself SQLite lets whoever is refused sleep for up to a tenth of a second and ask once more, while the database
stands idle and those who came later are served first.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_turns: dict[str, threading.Lock] = {}
_turns_guard = threading.Lock()
_DJANGOS_TIMEOUT = 5.0  # seconds: what Python's sqlite3 waits when nothing is said


def _turn(database: str) -> threading.Lock:
    turn = _turns.get(database)
    if turn is not None:
        return turn
    with _turns_guard:
        return _turns.setdefault(database, threading.Lock())


os.register_at_fork(after_in_child=_turns.clear)  # a child has connections, and turns, of its own


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn to write, as long as it would wait for SQLite's own lock."""

    _held: threading.Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        """Wait for the turn and begin.

        Errors: ``OperationalError`` when the turn did not come in time.
        """
        turn = _turn(str(self.settings_dict["NAME"]))
        if not turn.acquire(blocking=False):
            wait = float(self.settings_dict["OPTIONS"].get("timeout", _DJANGOS_TIMEOUT))
            if not turn.acquire(timeout=wait):
                raise OperationalError("database is locked")
        self._held = turn
        try:
            if self.queries_logged:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs do not know it
            else:  # every use begins one: Django's cursor takes longer over it than SQLite
                with self.wrap_database_errors:
                    self.connection.execute(f"BEGIN {self.transaction_mode or ''}")  # type: ignore[attr-defined]  # as above
        except BaseException:
            self._give_up()
            raise

    def _commit(self) -> Any:
        try:
            if self.queries_logged or self.connection is None:
                return super()._commit()  # type: ignore[misc]  # the stubs do not know it
            with self.wrap_database_errors:
                return self.connection.commit()
        finally:
            self._give_up()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # the stubs do not know it
        finally:
            self._give_up()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # the stubs do not know it
        finally:
            self._give_up(ended=True)

    def _give_up(self, *, ended: bool = False) -> None:
        """Let the next one write, unless the transaction still runs: a commit that failed is yet to be rolled back."""
        if self._held is None or (not ended and self.connection is not None and self.connection.in_transaction):
            return
        held, self._held = self._held, None
        held.release()
