"""Checking one entry's line: is every byte of it what the tree and the commitment were made from."""

from __future__ import annotations

import re
from binascii import hexlify
from dataclasses import dataclass
from hashlib import sha256

from honour.ledger.commitment import DOMAIN, SALT_LENGTH
from honour.ledger.hashing import HASH_SIZE, LEAF

_HASH = 2 * HASH_SIZE  # hexadecimal digits
_TO_SALT = b'","salt":"'
_TO_ENTRY = b'","entry":'
_TO_CONTENT = b',"content":'
_COMMITTED = len('{"at":"2026-11-23T10:00:00.000000Z","commitment":"')  # where an entry holds its commitment
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
    head = b'{"index":%d,"leaf":"' % index
    at = len(head) + _HASH
    salt = at + len(_TO_SALT)
    entry = salt + SALT_LENGTH + len(_TO_ENTRY)
    cut = line.find(_TO_CONTENT, entry)
    text = line[entry:cut]
    leaf = sha256(LEAF + text).digest()
    if (
        line.startswith(head)
        and line[len(head) : at] == hexlify(leaf)
        and line[at:salt] == _TO_SALT
        and line[salt + SALT_LENGTH : entry] == _TO_ENTRY
        and line[-2:] == b"}\n"
        and text[_COMMITTED : _COMMITTED + _HASH]
        == hexlify(sha256(DOMAIN + line[salt : salt + SALT_LENGTH] + line[cut + len(_TO_CONTENT) : -2]).digest())
    ):
        return leaf
    return None


def expired_leaf(line: bytes, index: int, today: bytes) -> bytes | None:
    """Return the leaf hash of an entry whose payload was due to go by ``today``, or nothing when it is otherwise."""
    head = b'{"index":%d,"leaf":"' % index
    at = len(head) + _HASH
    text = line[at + len(_TO_ENTRY) : -2]
    leaf = sha256(LEAF + text).digest()
    if (
        line.startswith(head)
        and line[len(head) : at] == hexlify(leaf)
        and line[at : at + len(_TO_ENTRY)] == _TO_ENTRY
        and line[-2:] == b"}\n"
        and text[_UNTIL] <= today
    ):
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
