"""An address shown so that its owner knows it and nobody else learns it."""

from __future__ import annotations


def masked(address: str) -> str:
    """Give an email address with its first letters and its end only: ``a…l@f….example``."""
    local, _, host = address.rpartition("@")
    name, dot, ending = host.rpartition(".")
    return f"{_ends(local)}@{_ends(name)[:2] if name else _ends(host)}{dot}{ending if name else ''}"


def _ends(word: str) -> str:
    """Give the first letter, and of a longer word the last."""
    return f"{word[:1]}…{word[-1]}" if len(word) > 3 else f"{word[:1]}…"  # noqa: PLR2004 - of three, two would tell it
