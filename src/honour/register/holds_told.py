"""Holds in the tombstone journal: a backup that is older than a hold would let go what the hold keeps.

What a hold says is sealed there, open ones and sealed ones alike: copies of the journal leave the house, and nobody
who reads one may learn who is held (Proceeds of Crime Act 2002, sections 333A and 342).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from honour.evidence import entries
from honour.evidence.tombstones import Tombstone, installed_journal
from honour.keyring import KeyVersionMissingError
from honour.register.holds_committed import PLACED, fresh_salt, line_of
from honour.register.known_keys import register_keyring
from honour.register.models import HeldThing, Hold, Subject
from honour.register.older import naming, newest_there
from honour.register.versions import versions

ENDED = "hold:ended"
_PLACE = b"honour hold in the journal"
_KNOWN_BY = ("placed_at", "placed_by", "matter")
_IN_A_LINE = 200  # things that a line has room for, sealed


def tell_placed(hold: Hold, things: Sequence[HeldThing]) -> None:
    """Write a hold that was placed to the journal. Call it last in a transaction.

    The journal is written before the transaction commits: a crash in between leaves a hold too many, never one too few.
    Arguments: ``things``, what it names, each with its person at hand.
    Errors: ``OSError`` when it cannot be written; the transaction must then not commit.
    """
    named = [
        (thing.subject.public_id, _category(thing.category), None if thing.record is None else naming(thing.record))
        for thing in things
    ]
    said = {
        **_known_by(hold),
        "kind": str(hold.kind),
        "owner": hold.owner,
        "sealed": hold.sealed,
        "review_on": hold.review_on.isoformat(),
    }
    portions = [named[first : first + _IN_A_LINE] for first in range(0, len(named), _IN_A_LINE)]
    installed_journal().append_all(PLACED, [_box({**said, "things": part}) for part in portions], hold.placed_at)


def tell_ended(hold: Hold, at: datetime) -> None:
    """Write to the journal that a hold has ended. Call it when that has committed: until then the hold stands."""
    installed_journal().append(ENDED, _box({**_known_by(hold), "by": hold.ended_by}), at)


def tell_untold() -> None:
    """Write the holds that stand and of which the journal says nothing, as those from before it knew of holds.

    Errors: ``OSError`` when it cannot be written; ``JournalAlteredError``.
    """
    lines = (_open(line.body) for line in installed_journal().read() if line.kind in {PLACED, ENDED})
    told = {tuple(said[name] for name in _KNOWN_BY) for said in lines if said is not None}
    for hold in Hold.objects.filter(ended_at=None).order_by("pk"):
        if tuple(_known_by(hold).values()) not in told:
            tell_placed(hold, list(hold.things.select_related("subject")))


def place_again(tombstone: Tombstone) -> bool:
    """Place a hold again of which a restored database does not know, or not of all that it names.

    Errors: ``SealBrokenError`` when what the line says was changed.
    """
    said = _open(tombstone.body)
    if said is None:
        return False
    with transaction.atomic():
        hold = _known(said).first()
        made = hold is None
        if hold is None:
            rest = {name: said[name] for name in ("kind", "matter", "owner", "sealed", "placed_by")}
            at, review_on = datetime.fromisoformat(said["placed_at"]), date.fromisoformat(said["review_on"])
            hold = Hold.objects.create(**rest, salt=fresh_salt(), placed_at=at, review_on=review_on)
        lacking = [_thing(hold, *each) for each in said["things"]]
        new = [one for one in lacking if one is not None]
        HeldThing.objects.bulk_create(new)
        if made or new:
            entries.append(PLACED, line_of(hold, list(hold.things.all()), "journal"), at=tombstone.at)
    return made or bool(new)


def end_again(tombstone: Tombstone) -> bool:
    """End a hold again that a restored database still has standing. Errors: as of ``place_again``."""
    said = _open(tombstone.body)
    if said is None:
        return False
    with transaction.atomic():
        hold = _known(said).filter(ended_at=None).first()
        if hold is None:
            return False
        hold.ended_at, hold.ended_by = tombstone.at, said["by"]
        hold.save(update_fields=["ended_at", "ended_by"])
        entries.append(ENDED, {"hold": hold.pk, "by": "journal"}, at=tombstone.at)
    return True


def _known_by(hold: Hold) -> dict[str, str]:
    """Give what a hold is known by: its number can be given again after a restore."""
    return dict(zip(_KNOWN_BY, (hold.placed_at.isoformat(), hold.placed_by, hold.matter), strict=True))


def _known(said: Mapping[str, str]) -> QuerySet[Hold]:
    at = datetime.fromisoformat(said["placed_at"])
    return Hold.objects.filter(placed_at=at, placed_by=said["placed_by"], matter=said["matter"]).order_by("pk")


def _category(number: int | None) -> str | None:
    return versions().clauses.clause("categories", number)


def _thing(hold: Hold, person: str, category: str | None, named: Mapping[str, Any] | int | None) -> HeldThing | None:
    """Give what a hold names, unless it is named already or not there: it came, or was declared, after the backup.

    Arguments: ``named``, a record with its versions; in older lines the number of the record alone.
    """
    if isinstance(named, int):
        named = {"record": named}
    subject = Subject.objects.filter(public_id=person).first()
    known = versions().clauses.numbers.categories
    if subject is None or (category is not None and category not in known):
        return None
    record = newest_there(named, subject.pk, hold.placed_at) if named else None
    if named and record is None:
        return None
    thing = HeldThing(hold=hold, subject=subject, category=None if category is None else known[category], record=record)
    same = HeldThing.objects.filter(hold=hold, subject=subject, category=thing.category, record=record)
    return None if same.exists() else thing


def _box(said: Mapping[str, Any]) -> dict[str, Any]:
    version, sealed = register_keyring().wrap(json.dumps(said).encode(), _PLACE)
    return {"key": version, "sealed": b64encode(sealed).decode("ascii")}


def _open(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Open what a line says; ``None`` where its key was retired.

    What is under a retired key was written before the rotation, and what can be restored was backed up after it: a
    database from before it would need that key, and says so. So it knows of the hold.
    """
    try:
        plain = register_keyring().unwrap(body["key"], b64decode(body["sealed"]), _PLACE)
    except KeyVersionMissingError:
        return None
    opened: dict[str, Any] = json.loads(plain)
    return opened
