"""Checking one entry's line: is every byte of it what the tree and the commitment were made from."""

from __future__ import annotations

import re
from binascii import hexlify
from dataclasses import dataclass
from hashlib import sha256

from honour.ledger.commitment import DOMAIN, SALT_LENGTH
from honour.ledger.hashing import HASH_SIZE, LEAF

_TO_ENTRY = b',"entry":'
_TO_CONTENT = b',"content":'
_BEFORE = len('{"at":"2026-11-23T10:00:00.000000Z","commitment":"')
_COMMITTED = slice(_BEFORE, _BEFORE + 2 * HASH_SIZE)  # where an entry holds its commitment
_UNTIL = slice(-12, -2)  # where an entry, which ends with "until":"2032-11-23"}, holds the day

_PARTS = re.compile(
    rb'\{"index":[0-9]+,"leaf":"(?P<leaf>[0-9a-f]{64})"(?:,"salt":"(?P<salt>[^"]*)")?'
    rb',"entry":(?P<entry>\{.*?\})(?:,"content":(?P<content>\{.*\}))?\}\n',
    re.DOTALL,
)
_ID = re.compile(rb'"id":([0-9]{1,18})[,}]')
_KIND = re.compile(rb'"kind":"([a-z:-]{1,64})"')


def whole_leaf(line: bytes, index: int) -> bytes | None:
    """Return the leaf hash of an entry with its payload, or nothing when any byte of the line is not as it must be."""
    head, _, rest = line.partition(_TO_ENTRY)
    entry, _, content = rest.partition(_TO_CONTENT)
    salt = head[-SALT_LENGTH - 1 : -1]
    leaf = sha256(LEAF + entry).digest()
    if (
        head == b'{"index":%d,"leaf":"%b","salt":"%b"' % (index, hexlify(leaf), salt)
        and entry[_COMMITTED] == hexlify(sha256(b"%b%b%b" % (DOMAIN, salt, content[:-2])).digest())
        and content[-2:] == b"}\n"
    ):
        return leaf
    return None


def expired_leaf(line: bytes, index: int, today: bytes) -> bytes | None:
    """Return the leaf hash of an entry whose payload was due to go by ``today``, or nothing when it is otherwise."""
    head, _, rest = line.partition(_TO_ENTRY)
    entry = rest[:-2]
    leaf = sha256(LEAF + entry).digest()
    if head == b'{"index":%d,"leaf":"%b"' % (index, hexlify(leaf)) and entry[_UNTIL] <= today and rest[-2:] == b"}\n":
        return leaf
    return None


@dataclass(frozen=True)
class Damage:
    """What is wrong with an entry's line.

    Arguments: ``computed``, the leaf hash of the entry as it stands; ``written``, the one its line states; ``reason``,
    the rest of a sentence that begins with the entry.
    """

    reason: str
    computed: bytes | None = None
    written: bytes | None = None


def damage(line: bytes) -> Damage:
    """Say what is wrong with an entry's line that ``whole_leaf`` and ``expired_leaf`` both refused."""
    parts = _PARTS.fullmatch(line)
    if parts is None:
        return Damage("its line was changed: it is not in the form of an entry")
    computed = sha256(LEAF + parts["entry"]).digest()
    written = bytes.fromhex(parts["leaf"].decode())
    if computed != written:
        return Damage("the entry or its leaf hash was changed: one is not of the other", computed, written)
    if parts["content"] is None and parts["salt"] is None:
        until = parts["entry"][_UNTIL].decode(errors="replace")
        return Damage(f"its payload is gone, though it is to be kept until {until}", computed, written)
    return Damage(
        "its payload, its people or its salt were changed: they are not what it commits to", computed, written
    )


def describe(line: bytes) -> str:
    """Name an entry by what its line says of itself, for a message; nothing when it says neither."""
    number, kind = _ID.search(line), _KIND.search(line)
    said = [f"id {number[1].decode()}"] if number else []
    said += [kind[1].decode()] if kind else []
    return f" ({', '.join(said)})" if said else ""
