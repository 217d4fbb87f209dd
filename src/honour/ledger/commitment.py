"""What a leaf commits to.

A leaf holds no payload: it holds when, what kind, until when the payload is kept, and a salted hash of the payload
with the people it is about. When payload and salt are deleted the leaf still verifies, and says nothing about them.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import c_make_encoder, encode_basestring_ascii  # type: ignore[attr-defined]  # the stubs leave it out
from typing import Any

from honour.ledger.errors import NotCanonical

SALT_LENGTH = 32  # hexadecimal digits: 16 random bytes
DOMAIN = b"honour:commitment:1\n"
# The C encoder, made once: a JSONEncoder makes a new one for each payload, which takes longer than the encoding.
_encode = c_make_encoder(None, None, encode_basestring_ascii, None, ":", ",", True, False, False)
_PLAIN = frozenset((str, int, bool, type(None)))
_SEVERAL, _ONE = (list, tuple), (str, int)


def canonical(value: dict[str, Any]) -> str:
    """Write a payload in its one form: JSON in ASCII, keys sorted, no spaces, no fractions.

    Errors: ``NotCanonical`` when a value is neither text, whole number, truth value, nothing, list nor mapping.
    """
    _demand_plain(value)
    return "".join(_encode(value, 0))


def content_text(payload: str, subject: int | None = None, subjects: bytes | None = None) -> str:
    """Join a canonical payload and whom it is about into the text that is committed to.

    Arguments: ``subject``, one person's id; ``subjects``, a serialised bitmap of ids.
    """
    one = "" if subject is None else f',"subject":{subject}'
    many = "" if subjects is None else f',"subjects":"{b64encode(subjects).decode()}"'
    return f'{{"payload":{payload}{one}{many}}}'


def commitment(salt: str, content: str) -> str:
    """Return the salted SHA-256 of a content text, in hexadecimal.

    Arguments: ``salt``, 32 hexadecimal digits used once; hashed as text, so that every byte of an export counts.
    """
    return commitment_bytes(salt, content).hex()


def commitment_bytes(salt: str, content: str) -> bytes:
    """Return the same as 32 bytes."""
    return sha256(DOMAIN + f"{salt}{content}".encode()).digest()


def entry_text(entry_id: int, at: str, kind: str, committed: str, until: str) -> str:
    """Return the data of a leaf: canonical JSON of the entry without its payload.

    Arguments: ``at``, from ``time_text``; ``kind``, ``subject:verb``; ``committed``, from ``commitment``; ``until``,
    the day (ISO 8601, UTC) from which the payload may be gone.
    """
    return f'{{"at":"{at}","commitment":"{committed}","id":{entry_id},"kind":"{kind}","until":"{until}"}}'


def time_text(at: datetime) -> str:
    """Write an instant as leaves do: UTC, microseconds, ``Z``.

    Errors: ``NotCanonical`` when the time names no time zone.
    """
    if at.tzinfo is None:
        raise NotCanonical("The ledger keeps instants: give the time with its time zone.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _demand_plain(value: Any) -> None:
    # Of each value the exact type is asked first: that is quick, and mostly the end of it.
    if isinstance(value, dict):
        for key, inner in value.items():
            if type(key) is not str and not isinstance(key, str):
                raise NotCanonical(f"Keys of a payload are text; {key!r} is not.")
            if type(inner) not in _PLAIN:
                _demand_plain(inner)
    elif isinstance(value, _SEVERAL):
        if not _PLAIN.issuperset(map(type, value)):
            for inner in value:
                if type(inner) not in _PLAIN:
                    _demand_plain(inner)
    elif not isinstance(value, _ONE):
        raise NotCanonical(
            f"A payload cannot hold {type(value).__name__}: use text, whole numbers, true, false, lists."
        )
