"""Paths to the values of a file, and places in it."""

from __future__ import annotations

from typing import NamedTuple

Path = tuple[str | int, ...]
"""The keys and list indices (from 0) that lead from the whole file to a value."""


class Position(NamedTuple):
    """A place in a file: its line and column, both counted from 1; columns count characters."""

    line: int
    column: int


def show_path(path: Path) -> str:
    """Write a path as people write it: ``purposes.credit-checks.bases[0].kind``; list indices count from 0."""
    shown = ""
    for step in path:
        if isinstance(step, int):
            shown += f"[{step}]"
        else:
            shown += f".{step}" if shown else step
    return shown
