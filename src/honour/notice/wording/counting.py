"""How many of something, in words."""

from __future__ import annotations


def counted(number: int, one: str, more: str = "") -> str:
    """Say how many of something: ``1 person``, ``1,204 people``; ``more`` where adding an s does not make it."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
