"""A proof of one entry that stands alone: anyone can check it, offline, without the rest of the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from honour.ledger.checkpoint import Checkpoint, open_checkpoint
from honour.ledger.commitment import canonical, commitment
from honour.ledger.errors import BundleUnreadable, ProofRefused
from honour.ledger.hashing import leaf_hash
from honour.ledger.note import VerifierKey
from honour.ledger.proofs import verify_inclusion

FORMAT = "honour-proof/1"


class Bundle(BaseModel):
    """One entry with all that is needed to check it.

    Arguments: ``index``, its place in the tree; ``entry``, what the leaf holds; ``salt`` and ``content``, nothing once
    the payload has expired; ``proof``, hashes from the leaf's sibling up; ``checkpoint``, a signed note; ``keys``, the
    verifier keys that have signed for the ledger.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str = FORMAT
    index: int = Field(ge=0)
    entry: dict[str, Any]
    salt: str | None = None
    content: dict[str, Any] | None = None
    proof: list[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(max_length=64)
    checkpoint: str = Field(max_length=10_000)
    keys: list[str] = Field(max_length=100)

    def text(self) -> str:
        """Return the bundle as a JSON file."""
        return json.dumps(self.model_dump(), indent=1) + "\n"


@dataclass(frozen=True)
class Proven:
    """What a checked bundle shows.

    Arguments: ``index``, ``entry``; ``content``, nothing when its payload has expired; ``checkpoint`` that covers it;
    ``key`` that signed, and ``key_is_known``, whether the reader gave it rather than the bundle.
    """

    index: int
    entry: dict[str, Any]
    content: dict[str, Any] | None
    checkpoint: Checkpoint
    key: VerifierKey
    key_is_known: bool


def verify_bundle(text: str | bytes, keys: Sequence[VerifierKey] = ()) -> Proven:
    """Check a proof bundle.

    Arguments: ``keys``, trusted to sign for the ledger; without any, the keys in the bundle are used, and the result
    says so. Errors: ``BundleUnreadable``; ``SignatureRefused``; ``ProofRefused`` with what does not hold.
    """
    bundle = _read(text)
    trusted = list(keys) or [VerifierKey.parse(key) for key in bundle.keys]
    signed, key = open_checkpoint(bundle.checkpoint, trusted)
    leaf = leaf_hash(canonical(bundle.entry).encode())
    verify_inclusion(bundle.index, signed.size, leaf, [bytes.fromhex(step) for step in bundle.proof], signed.root)
    if (bundle.salt is None) != (bundle.content is None):
        raise ProofRefused("The bundle has only one of salt and content: either both are given, or neither.")
    if bundle.salt is not None and bundle.content is not None:
        committed = commitment(bundle.salt, canonical(bundle.content))
        if committed != bundle.entry.get("commitment"):
            raise ProofRefused("The payload, its people or its salt are not what the entry commits to.")
    return Proven(bundle.index, bundle.entry, bundle.content, signed, key, key_is_known=bool(keys))


def _read(text: str | bytes) -> Bundle:
    try:
        bundle = Bundle.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BundleUnreadable(f"This is no proof bundle: {where}: {first['msg']}.") from None
    if bundle.format != FORMAT:
        raise BundleUnreadable(f"This version reads {FORMAT}; the file says {bundle.format[:40]}.")
    return bundle
