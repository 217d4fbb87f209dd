"""How large a file may be, so that a hostile one is refused before it costs anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The caps that reading holds a file to.

    ``size`` is in bytes; ``depth`` counts collections inside one another; ``nodes`` counts keys and values, those
    reached through aliases each time they are reached; ``characters`` is the length of all texts, counted likewise;
    ``aliases`` counts the aliases themselves; ``key`` is a key's length in characters.
    """

    size: int = 2_000_000
    depth: int = 40
    nodes: int = 200_000
    characters: int = 4_000_000
    aliases: int = 1_000
    key: int = 500


LIMITS = Limits()
"""The caps in force: many times what the largest real notice needs."""
