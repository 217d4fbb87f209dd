"""Signed notes with Ed25519 (C2SP signed-note): a text, an empty line, and a line for each signature."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from honour.ledger.errors import NoteUnreadable, SignatureRefused

_ED25519 = b"\x01"
_KEY_ID_SIZE = 4  # bytes
_PUBLIC_KEY_SIZE = 32  # bytes
_DASH = "\N{EM DASH} "
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_MOST_SIGNATURES = 100


class Signer(Protocol):
    """Whatever can sign: the keyring's signing key, or one made for a test."""

    @property
    def verifier_key(self) -> str:
        """The public half, as C2SP signed-note writes it: ``name+key id+base64``."""

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature of ``data``, 64 bytes."""


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key that signs notes.

    Arguments: ``name``, whose key it is, without spaces or plus; ``public``, 32 bytes.
    """

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read ``name+key id+base64``.

        Errors: ``NoteUnreadable`` when it is not an Ed25519 key in that form or its id is not its own.
        """
        name, _, rest = text.strip().partition("+")
        stated, _, encoded = rest.partition("+")
        packed = decode_strictly(encoded)
        if not _NAME.fullmatch(name) or packed[:1] != _ED25519 or len(packed) != 1 + _PUBLIC_KEY_SIZE:
            raise NoteUnreadable("A verifier key has the form name+id+base64, of an Ed25519 key.")
        key = cls(name, packed[1:])
        if str(key) != text.strip():
            raise NoteUnreadable(f"The verifier key says its id is {stated}; it is {key.key_id.hex()}. Copy it again.")
        return key


@dataclass(frozen=True)
class Signature:
    """One signature line: whose, by which key, and the signature itself."""

    name: str
    key_id: bytes
    value: bytes


def sign_note(text: str, signer: Signer) -> str:
    """Return the signed note over ``text``.

    Errors: ``NoteUnreadable`` when the text does not end with a newline or holds control characters.
    """
    _demand_text(text)
    key = VerifierKey.parse(signer.verifier_key)
    packed = b64encode(key.key_id + signer.sign(text.encode())).decode()
    return f"{text}\n{_DASH}{key.name} {packed}\n"


def read_note(note: str) -> tuple[str, list[Signature]]:
    """Divide a note into its text and its signatures, none of them checked yet.

    Errors: ``NoteUnreadable`` when it has another form.
    """
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise NoteUnreadable("A signed note ends with an empty line and its signatures.")
    _demand_text(text + "\n")
    signed = lines[:-1].split("\n")
    if len(signed) > _MOST_SIGNATURES:
        raise NoteUnreadable(f"A note with more than {_MOST_SIGNATURES} signatures is not read.")
    return text + "\n", [_signature(line) for line in signed]


def open_note(note: str, keys: Iterable[VerifierKey]) -> tuple[str, VerifierKey]:
    """Return a note's text and the trusted key that signed it.

    Signatures by keys that are not given are passed over; one by a given key must be right.
    Errors: ``NoteUnreadable``; ``SignatureRefused`` when no trusted key signed, or a trusted key's signature is wrong.
    """
    text, signatures = read_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    found: VerifierKey | None = None
    for signature in signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature.value, text.encode())
        except InvalidSignature:
            raise SignatureRefused(
                f"The signature by {key.name} ({key.key_id.hex()}) is not of this text: one of them was changed."
            ) from None
        found = found or key
    if found is None:
        by = ", ".join(f"{one.name} ({one.key_id.hex()})" for one in signatures)
        raise SignatureRefused(f"Signed by {by}, and by no key trusted here.")
    return text, found


def _signature(line: str) -> Signature:
    name, _, packed = line.removeprefix(_DASH).partition(" ")
    joined = decode_strictly(packed)
    if not line.startswith(_DASH) or not _NAME.fullmatch(name) or len(joined) <= _KEY_ID_SIZE:
        raise NoteUnreadable("A signature line has the form: em dash, space, name, space, base64.")
    return Signature(name, joined[:_KEY_ID_SIZE], joined[_KEY_ID_SIZE:])


def decode_strictly(encoded: str) -> bytes:
    """Decode base64 strictly: a spelling of its own for each value, so that no changed byte goes unseen."""
    try:
        decoded = b64decode(encoded, validate=True)
    except (Base64Error, ValueError):
        raise NoteUnreadable("A key or signature holds something that is not base64.") from None
    if b64encode(decoded).decode() != encoded:
        raise NoteUnreadable("A key or signature holds base64 that is not in its one proper form.")
    return decoded


def _demand_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteUnreadable("The text of a note ends with a newline and holds no control characters.")
