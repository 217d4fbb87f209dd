"""A certificate of erasure as a signed note: anyone can read it, and check offline who signed it and that it is so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from honour.ledger.errors import NoteUnreadable
from honour.ledger.note import Signer, VerifierKey, open_note, read_note, sign_note

FORMAT = "honour-certificate/1"
_TITLE = "Certificate of erasure"


@dataclass(frozen=True)
class Certified:
    """A certificate that was checked.

    Arguments: ``body``, what it says; ``key`` that signed, and ``key_is_known``, whether the reader gave it rather than
    the certificate itself.
    """

    body: dict[str, Any]
    key: VerifierKey
    key_is_known: bool


def sign_certificate(body: Mapping[str, Any], signer: Signer, keys: Sequence[VerifierKey]) -> str:
    """Write a certificate and sign it.

    Arguments: ``body``, plain JSON; ``keys``, the public keys of this installation, the one that signs among them.
    """
    told = {"format": FORMAT, **body, "keys": [str(key) for key in keys]}
    return sign_note(f"{_TITLE}\n{json.dumps(told, indent=1)}\n", signer)


def read_certificate(note: str) -> dict[str, Any]:
    """Read what a certificate says, its signature unchecked.

    Errors: ``NoteUnreadable`` when it is none, or one of another format.
    """
    text, _ = read_note(note)
    title, _, written = text.partition("\n")
    try:
        body = json.loads(written)
    except ValueError:
        body = None
    if title != _TITLE or not isinstance(body, dict) or body.get("format") != FORMAT:
        raise NoteUnreadable(f"This is no certificate of erasure that this version reads ({FORMAT}).")
    return body


def open_certificate(note: str, keys: Sequence[VerifierKey] = ()) -> Certified:
    """Check a certificate.

    Arguments: ``keys``, trusted to sign; without any, the keys in the certificate are used, and the result says so.
    Errors: ``NoteUnreadable``; ``SignatureRefused`` when a byte of it was changed, or no trusted key signed it.
    """
    body = read_certificate(note)
    listed = body.get("keys")
    if not isinstance(listed, list) or not all(isinstance(key, str) for key in listed):
        raise NoteUnreadable("The certificate does not name the keys that sign here.")
    trusted = list(keys) or [VerifierKey.parse(key) for key in listed]
    _, key = open_note(note, trusted)
    return Certified(body, key, key_is_known=bool(keys))
