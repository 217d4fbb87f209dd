"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula; the wide ones do where Excel speaks Japanese or Chinese."""
_BLANK = " \u00a0\u3000\ufeff"


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would take for a formula and run."""
    return f"'{cell}" if cell.lstrip(_BLANK).startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Take back what ``guarded`` put before a cell, so that a list of ours comes in again as it was."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell
