"""Finding people by exact identifier: an email address, a telephone number, an account number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.gate.question import Actor
from honour.register.hidden import hidden_people
from honour.register.known_keys import register_keyring
from honour.register.models import Identifier, Subject
from honour.register.people import people_by


@dataclass(frozen=True, slots=True)
class Found:
    """The people who have an identifier, by opaque id, the longest known first; ``entry`` records the search."""

    people: tuple[str, ...]
    entry: int


def find_people(kind: str, value: str, *, actor: Actor, at: datetime) -> Found:
    """Find who has an identifier. The search is on the ledger, by whom and for how many; the value is not.

    Arguments: ``kind``, ``email``, ``telephone``, or ``category.field`` for another identifier; ``value``, as written.
    """
    keyring = register_keyring()
    hashes = keyring.lookup.every(kind, value)
    with transaction.atomic():
        people = _to_be_found(people_by(hashes, kind), at)
        entry = entries.append(
            "person:found",
            {"by": actor.name, "kind": kind, "found": len(people)},
            subjects=BitMap(person.pk for person in people),
            at=at,
        )
    return Found(tuple(person.public_id for person in people), entry)


def find_anywhere(value: str, *, actor: Actor, at: datetime) -> Found:
    """Find who has an identifier of whichever kind reads like this value.

    What has an at sign is an email address; what is digits is a telephone number first, then any other identifier.
    """
    keyring = register_keyring()
    kinds = _kinds(value)
    with transaction.atomic():
        found = {
            person.pk: person.public_id
            for kind in kinds
            for person in _to_be_found(people_by(keyring.lookup.every(kind, value), kind), at)
        }
        payload = {"by": actor.name, "kind": "any", "found": len(found)}
        entry = entries.append("person:found", payload, subjects=BitMap(found), at=at)
    return Found(tuple(found[row] for row in sorted(found)), entry)


def _to_be_found(people: list[Subject], at: datetime) -> list[Subject]:
    """Leave out those who would be gone but for a sealed hold, which nobody may learn of by searching."""
    secret = hidden_people(at) if people else ()
    return [person for person in people if person.pk not in secret]


def _kinds(value: str) -> list[str]:
    known = sorted(Identifier.objects.order_by().values_list("kind", flat=True).distinct())
    if "@" in value:
        return ["email"]
    return [kind for kind in known if kind != "email"]
