"""Receipts: what was asked, in which words, under which notice, for what and when; never what was answered."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from honour.keyring import Keyring
from honour.register.fetching import fetch
from honour.register.models import Collection, Subject
from honour.register.versions import Published, versions


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a collection for the person whose data were taken.

    ``wording`` is what stood at the form, exactly (see ``honour.register.wordings.form_wording``): its fields, the
    short notice, the choice about marketing, the purposes and their bases. ``answered``: the ids of the fields that
    were filled in. ``choice``: ``opted-out``, ``opted-in``, ``left`` (offered, not taken) or empty (not offered).
    ``entry``: the ledger entry that records it. ``token`` opens the receipt again; it stands in the person's own link
    only.
    """

    token: str
    point: str
    at: datetime
    version: str
    version_digest: str
    wording: Mapping[str, Any]
    answered: tuple[str, ...]
    choice: str
    entry: int | None

    @property
    def purposes(self) -> list[Mapping[str, Any]]:
        """What the data are for, each purpose with its bases."""
        return list(self.wording["purposes"])


def receipt_token(submission: bytes) -> str:
    """Give the token of a submission's receipt: the same each time, and not to be guessed without the tokens key."""
    return base64.urlsafe_b64encode(submission[:24]).decode("ascii")


def receipt_of(collection: Collection, version: Published, token: str) -> Receipt:
    """Make the receipt of a collection under a version."""
    return Receipt(
        token=token,
        point=collection.point,
        at=collection.at,
        version=version.label,
        version_digest=version.digest,
        wording=json.loads(collection.wording.text),
        answered=tuple(collection.answered),
        choice=collection.choice,
        entry=collection.entry,
    )


def collection_of(keyring: Keyring, token: str) -> Collection | None:
    """Find what a receipt is of, with its person; ``None`` when there is none, or the person was erased since."""
    for digest in keyring.tokens.every(f"receipt {token}"):
        for found in fetch(Collection, "receipt_digest = %s", (digest,)):
            found.subject = fetch(Subject, "id = %s", (found.subject_id,))[0]
            return found
    return None


def find_receipt(keyring: Keyring, token: str) -> Receipt | None:
    """Find a receipt by its token; ``None`` when there is none, or the person was erased since."""
    digests = keyring.tokens.every(f"receipt {token}")
    found = Collection.objects.select_related("wording").filter(receipt_digest__in=digests).first()
    return receipt_of(found, versions().numbered(found.version), token) if found else None
