"""What somebody types: a yes, a day. Without a terminal nobody can, and the message says how to say it beforehand."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import click

from honour.cli.failures import Unreadable


def ask_to_go_on(words: str) -> None:
    """Ask whether to go on. Errors: ``Abort`` for a no; ``Unreadable`` where nobody is there to answer."""
    try:
        agreed = click.confirm(words)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise Unreadable("Nothing was done: there is no terminal to answer on. Say it beforehand with --yes.") from None
    if not agreed:
        raise click.Abort


class Day(click.ParamType[dt.date]):
    """A day, as ``2026-12-01``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read a day."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"{value!r} is no day. Write a day like 2026-12-01.", param, ctx)
