"""What an act of Honour's rests on: a refusal of the gate, a consequence of a change, what stays of somebody erased."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from honour.law.entry import Entry


class Ground(Entry):
    """The rule of law behind what Honour does: cited wherever it is said why."""


class Safeguard(Entry):
    """What protects data in another country, as a notice calls it."""

    name: str


def grounds_of(pack: str, gdpr: str, rows: Iterable[dict[str, Any]]) -> dict[str, Ground]:
    """Give the grounds of one pack by what rests on them, ``gate:past-due`` for instance.

    Args: ``rows`` as in ``packs/grounds.yaml``: under ``both``, or under the pack's name, the source and its days;
    ``for``, what rests on it. ``gdpr`` is the law's own name, put where a source says ``{gdpr}``.
    """
    found: dict[str, Ground] = {}
    for row in rows:
        terms = row.get(pack) or row.get("both")
        if terms is not None:
            ground = Ground.model_validate({**terms, "source": terms["source"].format(gdpr=gdpr)})
            found |= dict.fromkeys(row["for"], ground)
    return found
