"""Naming the parts of an export in words."""

from __future__ import annotations

from honour.ledger.export.lines import BLOCK, Place, ordinal_of_end
from honour.ledger.tiles import TILE_WIDTH


def entry_at(ordinal: int) -> int:
    """Return the entry at an ordinal; at a tile line's, the entry after it."""
    return ordinal - ordinal // BLOCK


def name_place(place: Place) -> str:
    """Name what a line says it is."""
    if place.kind == "end":
        return "the last line"
    return f"{place.kind if place.kind == 'entry' else 'tile line'} {place.number}"


def name_range(low: int, high: int, size: int | None) -> tuple[str, int | None]:
    """Name the lines from ordinal ``low`` up to, not including, ``high``.

    Arguments: ``size``, the number of entries of the whole, if known. Returns the words and the first entry.
    """
    names: list[str] = []
    end = None if size is None else ordinal_of_end(size)
    closes = end is not None and low <= end < high
    if end is not None:
        low, high = min(low, end), min(high, end)
    tiles = list(range(low // BLOCK, high // BLOCK))
    if size is not None and size % TILE_WIDTH and low < high == end:
        tiles.append(size // TILE_WIDTH)
    first, count = entry_at(low), high - low - len(tiles)
    if count:
        names.append(f"entry {first}" if count == 1 else f"entries {first}–{first + count - 1}")
    if tiles:
        names.append(f"tile line {tiles[0]}" if len(tiles) == 1 else f"tile lines {tiles[0]}–{tiles[-1]}")
    if closes or not names:
        names.append("the last line")
    return " and ".join(names), first if count else None
