"""Holds on the ledger: that one was placed, by whom and when; and a commitment by which it is shown later what it says.

The lines about open holds and about sealed ones are alike, or whoever reads the ledger could tell that a sealed one
stands (Proceeds of Crime Act 2002, sections 333A and 342). What a hold says is hashed with a salt that lies beside the
hold: whoever has neither learns nothing from the hash, and whoever has both can prove it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC
from hashlib import sha256
from typing import Any

from honour.evidence.models import Payload
from honour.ledger.commitment import canonical
from honour.register.models import HeldThing, Hold

PLACED = "hold:placed"


def fresh_salt() -> str:
    """Make the salt of a hold."""
    return secrets.token_hex(16)


def line_of(hold: Hold, things: Sequence[HeldThing], by: str) -> dict[str, Any]:
    """Say what the ledger says of a hold that is placed.

    Arguments: ``things``, what it names; ``by``, who placed it: the opaque id of staff, or ``journal``.
    """
    return {"hold": hold.pk, "by": by, "says": committed(hold, things)}


def committed(hold: Hold, things: Sequence[HeldThing]) -> str:
    """Give the hash of what a hold says: kind, matter, who answers for it, whether it is sealed, what it names."""
    named = sorted(
        [thing.subject_id, -1 if thing.category is None else thing.category, thing.record or 0] for thing in things
    )
    said = {
        "kind": str(hold.kind),
        "matter": hold.matter,
        "owner": hold.owner,
        "sealed": hold.sealed,
        "placed_at": hold.placed_at.astimezone(UTC).isoformat(),
        "names": named,
    }
    return sha256(f"{hold.salt}{canonical(said)}".encode()).hexdigest()


def on_the_ledger(hold: Hold) -> tuple[int, bool] | None:
    """Give the newest entry about a hold that was placed, and whether the hold says now what it said then.

    ``None`` where there is no such entry, or its payload has expired, or it is older than such commitments.
    """
    placed = Payload.objects.filter(entry__kind=PLACED).order_by("-entry")
    told = ((row.entry_id, json.loads(row.content)) for row in placed.iterator())
    found = next(((entry, said) for entry, said in told if said["hold"] == hold.pk), None)
    if found is None or "says" not in found[1]:
        return None
    entry, said = found
    return entry, said["says"] == committed(hold, list(hold.things.all()))
