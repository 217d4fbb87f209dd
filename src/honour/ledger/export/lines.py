"""The lines of an export, byte for byte.

    {"format":"honour-ledger/1","exported_at":…,"size":…,"checkpoint":…,"keys":[…]}      once, first
    {"index":0,"leaf":…,"salt":…,"entry":{…},"content":{…}}                               for each entry
    {"index":1,"leaf":…,"entry":{…}}                                                      its payload has expired
    {"tile":0,"entries":256,"root":…}                                                     after every 256 entries
    {"end":…,"tiles":…,"header":…,"root":…}                                               once, last

Each line is JSON, and has one form only: members in this order, no spaces, so that every byte is accounted for. Each
line but the first also tells its own place (its *ordinal*, counted from the line after the header).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from honour.ledger.errors import LedgerError
from honour.ledger.tiles import TILE_WIDTH

FORMAT = "honour-ledger/1"
LONGEST_LINE = 64 * 1024 * 1024  # bytes; the set of people of a bulk use is the longest thing a line holds
BLOCK = TILE_WIDTH + 1  # lines: 256 entries and their tile line

_PLACE = re.compile(
    rb'\{"index":(?P<index>0|[1-9][0-9]{0,17}),"leaf":"'
    rb'|\{"tile":(?P<tile>0|[1-9][0-9]{0,17}),"entries":(?P<entries>[1-9][0-9]{0,2}),"root":"'
    rb'|\{"end":(?P<end>0|[1-9][0-9]{0,17}),"tiles":'
)


_ROOT = re.compile(rb'"root":"([0-9a-f]{64})"\}\n\Z')


@dataclass(frozen=True)
class Header:
    """The first line of an export.

    Arguments: ``exported_at``, an instant as ``time_text`` writes it; ``size``, the number of entries; ``checkpoint``,
    the signed note that covers them; ``keys``, the verifier keys that have signed for this ledger.
    """

    exported_at: str
    size: int
    checkpoint: str
    keys: tuple[str, ...]

    def line(self) -> bytes:
        """Return the header's one form."""
        body = {
            "format": FORMAT,
            "exported_at": self.exported_at,
            "size": self.size,
            "checkpoint": self.checkpoint,
            "keys": list(self.keys),
        }
        return json.dumps(body, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def parse(cls, line: bytes) -> Header:
        """Read the first line.

        Errors: ``LedgerError`` when it is no header of this format or not in its one form.
        """
        try:
            body: Any = json.loads(line)
            header = cls(str(body["exported_at"]), int(body["size"]), str(body["checkpoint"]), tuple(body["keys"]))
            same = header.line() == line
        except (ValueError, KeyError, TypeError, RecursionError):
            same = False
        if not same:
            raise LedgerError(f"The first line is not the header of a {FORMAT} export, or was changed.")
        return header


def entry_line(index: int, leaf: bytes, entry: str, salt: str | None = None, content: str | None = None) -> bytes:
    """Return an entry's line; without salt and content its payload has expired."""
    if salt is None or content is None:
        return f'{{"index":{index},"leaf":"{leaf.hex()}","entry":{entry}}}\n'.encode()
    return f'{{"index":{index},"leaf":"{leaf.hex()}","salt":"{salt}","entry":{entry},"content":{content}}}\n'.encode()


def tile_line(tile: int, entries: int, root: bytes) -> bytes:
    """Return the line that closes a tile of up to 256 entries."""
    return f'{{"tile":{tile},"entries":{entries},"root":"{root.hex()}"}}\n'.encode()


def end_line(size: int, header: bytes, root: bytes) -> bytes:
    """Return the last line, from the number of entries, the first line, and the root hash over all entries."""
    tiles = ordinal_of_end(size) - size
    return f'{{"end":{size},"tiles":{tiles},"header":"{sha256(header).hexdigest()}","root":"{root.hex()}"}}\n'.encode()


@dataclass(frozen=True)
class Place:
    """Where a line says it belongs.

    Arguments: ``ordinal``, lines after the header that come before it; ``kind``, ``entry``, ``tile`` or ``end``;
    ``number``, of the entry or tile, or of all entries.
    """

    ordinal: int
    kind: str
    number: int


def place_of(line: bytes) -> Place | None:
    """Read where a line says it belongs, or nothing when it does not say."""
    found = _PLACE.match(line)
    if found is None:
        return None
    if found["index"] is not None:
        index = int(found["index"])
        return Place(index + index // TILE_WIDTH, "entry", index)
    if found["tile"] is not None:
        tile = int(found["tile"])
        return Place(tile * BLOCK + int(found["entries"]), "tile", tile)
    size = int(found["end"])
    return Place(ordinal_of_end(size), "end", size)


def ordinal_of_end(size: int) -> int:
    """Return the ordinal of the last line: all entries and their tile lines come before it."""
    return size + -(-size // TILE_WIDTH)


def stated_root(line: bytes) -> bytes | None:
    """Return the root that a tile line or the last line states, or nothing when it does not end with one."""
    found = _ROOT.search(line)
    return bytes.fromhex(found[1].decode()) if found else None
