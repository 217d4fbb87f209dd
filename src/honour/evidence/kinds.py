"""The kinds of entry the ledger knows, what each says in plain words, and how long its payload is kept.

The periods are those of the notice's own clauses ``honour-trail`` (six years) and ``honour-security-log`` (90 days).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from honour.evidence.errors import UnknownKind

TRAIL = 2192  # days: six years
SECURITY = 90  # days
_NAME = re.compile(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*")
_LONGEST = 64


@dataclass(frozen=True)
class Kind:
    """A kind of entry.

    Arguments: ``name``, ``subject:verb``; ``says``, a sentence for the people who read the ledger; ``kept``, days for
    which the payload is kept.
    """

    name: str
    says: str
    kept: int = TRAIL


_declared: dict[str, Kind] = {}


def declare(name: str, says: str, kept: int = TRAIL) -> Kind:
    """Make a kind known; declaring it again in other words is refused.

    Errors: ``UnknownKind`` when the name is not ``subject:verb``, or is taken.
    """
    kind = Kind(name, says, kept)
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise UnknownKind(f"A kind of entry has the form subject:verb, in small letters; {name!r} has not.")
    if _declared.setdefault(name, kind) != kind:
        raise UnknownKind(f"The kind {name} is declared already, as: {_declared[name].says}")
    return kind


def kind_named(name: str) -> Kind:
    """Return a declared kind.

    Errors: ``UnknownKind``.
    """
    try:
        return _declared[name]
    except KeyError:
        raise UnknownKind(f"Nobody declared the kind of entry {name!r}: declare it in evidence/kinds.py.") from None


def declared_kinds() -> tuple[Kind, ...]:
    """Return every kind, by name."""
    return tuple(_declared[name] for name in sorted(_declared))


for _name, _says in {
    "person:collected": "A person gave data on a form.",
    "person:read": "Data of one person were read for a purpose.",
    "person:found": "A person was looked for by an identifier.",
    "person:selected": "Data of many people were used for a purpose.",
    "person:refused": "A use of a person's data was refused.",
    "person:disclosed": "Data of a person were passed to a recipient.",
    "person:decided": "A person decided something about the use of their data.",
    "person:informed": "A person was told of a version of the notice.",
    "address:stopped": "Marketing to an address was stopped by whoever reads its mail.",
    "address:let": "Whoever stopped marketing to an address undid that.",
    "person:corrected": "Data of a person were put right.",
    "person:erasing": "The erasure of a person was begun.",
    "person:erased": "A person was erased, as far as the law lets us.",
    "person:confirmed": "A person confirmed an address by a link that was sent to it.",
    "record:collected": "A record was added to a person.",
    "record:corrected": "A record was replaced by a newer one.",
    "record:erasing": "The erasure of a record was begun.",
    "record:erased": "A record was erased, as far as the law lets us.",
    "record:erasure-undone": "The erasure of a record was undone within its cooling-off.",
    "notice:published": "A version of the notice was published.",
    "retention:moved": "Something that periods of retention run from happened, or moved.",
    "retention:lapsed": "Records went on being kept, though no longer for one of their purposes.",
    "retention:swept": "Records whose time was over were deleted.",
    "hold:placed": "Something is not deleted while a hold stands.",
    "hold:reviewed": "A hold was looked at again.",
    "hold:ended": "A hold ended.",
    "person:erasure-undone": "An erasure was undone within its cooling-off.",
    "erasure:certified": "An erasure was looked into, and what was found was signed.",
    "backup:rehearsed": "A backup was restored in a scratch place, and what came back was examined.",
    "journal:replayed": "Stops and erasures were repeated after a restore.",
    "backup:made": "A backup was made.",
    "backup:restored": "A backup was restored.",
    "key:rotated": "A root key was replaced by a new one.",
    "token:issued": "A token for the interface was handed out.",
    "token:revoked": "A token for the interface was revoked.",
    "member:added": "An account was made for somebody who works here.",
    "member:changed": "Somebody's roles were changed.",
    "member:removed": "Somebody's account was closed.",
    "payload:expired": "Payloads of old entries reached their end and were deleted.",
}.items():
    declare(_name, _says)
for _name, _says in {
    "staff:signed-in": "Somebody who works here signed in.",
    "staff:signed-out": "Somebody who works here signed out.",
    "staff:refused": "A sign-in was refused.",
}.items():
    declare(_name, _says, SECURITY)
