"""How findings put things into words."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str], most: int = 5) -> str:
    """Write names as a list in words: ``a, b and c``; past ``most``, the first and how many more."""
    each = list(names)
    if len(each) > most:
        each = [*each[:most], f"{len(each) - most} more"]
    if len(each) == 1:
        return each[0]
    return f"{', '.join(each[:-1])} and {each[-1]}" if each else ""


def quoted(name: str) -> str:
    """Set a clause's name apart from the sentence it stands in."""
    return f"“{name}”"
