"""The kept ledger as the lines of an export: for a file, and for checking it where it stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from honour.evidence.errors import NothingIntegrated
from honour.evidence.models import SignedCheckpoint
from honour.evidence.tree.rows import kept_entries
from honour.evidence.tree.signing import installed_keys
from honour.evidence.tree.tiles import leaves_in_order, read_tile
from honour.ledger.commitment import time_text
from honour.ledger.export.lines import Header
from honour.ledger.export.writer import StoredEntry, export_lines
from honour.ledger.hashing import HASH_SIZE
from honour.ledger.note import VerifierKey
from honour.ledger.tiles import TILE_WIDTH


def export_ledger(path: Path, now: datetime) -> int:
    """Write the ledger to a file as it stands at the last checkpoint, and return the number of entries.

    The file appears under its name only once it is whole. Errors: ``NothingIntegrated``; ``OSError`` when it cannot be
    written; those of the keyring.
    """
    checkpoint = last_checkpoint()
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.writelines(ledger_lines(checkpoint, installed_keys(), now))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return checkpoint.size


def last_checkpoint() -> SignedCheckpoint:
    """Return the newest signed checkpoint.

    Errors: ``NothingIntegrated`` when there is none yet.
    """
    last = SignedCheckpoint.objects.order_by("-pk").first()
    if last is None:
        raise NothingIntegrated("No entry is in the ledger's tree yet. Is `honour worker` running?")
    return last


def ledger_lines(checkpoint: SignedCheckpoint, keys: tuple[VerifierKey, ...], now: datetime) -> Iterator[bytes]:
    """Yield an export of the entries under a checkpoint, line by line, from what is stored and as it is stored."""
    header = Header(time_text(now), checkpoint.size, checkpoint.note, tuple(str(key) for key in keys))
    return export_lines(header, _stored(checkpoint.size), _TileRoots())


def _stored(size: int) -> Iterator[StoredEntry]:
    for leaves in leaves_in_order(size):
        rows = {row.id: row for row in kept_entries([entry for _, entry, _ in leaves])}
        for place, entry, leaf in leaves:
            row = rows.get(entry)
            if row is None:
                yield StoredEntry(place, leaf, None)
            else:
                yield StoredEntry(place, leaf, row.text, row.salt, row.content)


class _TileRoots:
    """The kept root of each complete tile, as tiles of level 1 hold them; each of those is read once, in order."""

    def __init__(self) -> None:
        self._number, self._hashes = -1, b""

    def __call__(self, tile: int) -> bytes | None:
        number, slot = divmod(tile, TILE_WIDTH)
        if number != self._number:
            self._number, self._hashes = number, read_tile(1, number)
        return self._hashes[slot * HASH_SIZE : (slot + 1) * HASH_SIZE] or None
