"""Reading and writing the tree's tiles."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from honour.evidence.models import Tile
from honour.evidence.tree.growing import Growth, pack_ids, unpack_ids
from honour.ledger.hashing import HASH_SIZE
from honour.ledger.tiles import TILE_WIDTH

_AT_ONCE = 64  # tiles
_WRITE = """
    INSERT INTO evidence_tile (level, number, hashes, entries, lowest, highest) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes, entries = excluded.entries,
        lowest = excluded.lowest, highest = excluded.highest"""


def read_tile(level: int, number: int) -> bytes:
    """Return a tile's hashes; nothing where there is no such tile."""
    found = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    return b"" if found is None else bytes(found)


def read_ids(number: int) -> tuple[int, ...]:
    """Return the entries' numbers in a tile of level 0."""
    found = Tile.objects.filter(level=0, number=number).values_list("entries", flat=True).first()
    return unpack_ids(bytes(found or b""))


def write_tiles(growth: Growth) -> None:
    """Write every tile that grew."""
    rows: list[tuple[int, int, bytes, bytes | None, int | None, int | None]] = []
    for (level, number), hashes in growth.tiles.items():
        if level == 0:
            ids = growth.entries[number]
            rows.append((level, number, hashes, pack_ids(ids), min(ids), max(ids)))
        else:
            rows.append((level, number, hashes, None, None, None))
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, rows)


def leaves_in_order(size: int) -> Iterator[list[tuple[int, int, bytes]]]:
    """Yield tile by tile the place, entry number and leaf hash of each of the first ``size`` leaves."""
    tiles = -(-size // TILE_WIDTH)
    for low in range(0, tiles, _AT_ONCE):
        rows = Tile.objects.filter(level=0, number__gte=low, number__lt=min(low + _AT_ONCE, tiles)).order_by("number")
        for number, hashes, entries in rows.values_list("number", "hashes", "entries"):
            first = number * TILE_WIDTH
            ids, joined = unpack_ids(bytes(entries or b"")), bytes(hashes)
            yield [
                (first + slot, entry, joined[slot * HASH_SIZE : (slot + 1) * HASH_SIZE])
                for slot, entry in enumerate(ids[: size - first])
            ]


def place_of_entry(entry: int) -> int | None:
    """Return where an entry stands in the tree, or nothing when it is not in it."""
    rows = Tile.objects.filter(level=0, lowest__lte=entry, highest__gte=entry).values_list("number", "entries")
    for number, entries in rows.order_by("highest").iterator():
        ids = unpack_ids(bytes(entries or b""))
        if entry in ids:
            return int(number) * TILE_WIDTH + ids.index(entry)
    return None
