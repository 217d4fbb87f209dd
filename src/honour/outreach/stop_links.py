"""The link in every marketing message, and what it does: stop, and undo that.

The link carries the person's opaque id, keyed hashes of the address and the address masked. So it works when everything
else about the person is deleted: the stop is then kept for the address, and holds for whoever came back with it since.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from honour.gate.choices import stop_name
from honour.keyring import KeyedHash
from honour.outreach.masking import masked
from honour.outreach.sealed_links import open_link, seal_link
from honour.register.deciding import Kind, decide
from honour.register.errors import UnknownPersonError
from honour.register.known_keys import register_keyring
from honour.register.models import Permission, Subject
from honour.register.people import lock_person_to_stop, people_by
from honour.register.stopping import address_stopped, let_address, stop_address
from honour.register.versions import versions

if TYPE_CHECKING:
    from collections.abc import Mapping

STOP, UNDO = "stop", "undo-stop"
UNDO_LASTS = dt.timedelta(days=1)
"""For how long a stop can be undone from the page that confirms it."""


@dataclass(frozen=True, slots=True)
class StopLink:
    """What a link means: whose it is, for which address (shown masked, kept as a keyed hash), on which topic.

    ``found_by``: the hash by which people with that address are found; ``None`` in links that are older than it.
    """

    person: str
    address: str
    hashed: KeyedHash
    topic: str | None
    found_by: KeyedHash | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """What using a link did. ``undo``: the token with which it can be undone; none when it was stopped before."""

    everything: bool
    undo: str | None


def stop_token(person: str, address: str, topic: str | None = None) -> str:
    """Make the token of the link in a message to a person's address, on a topic."""
    keyring = register_keyring()
    hashed, found = keyring.suppression.current("email", address), keyring.lookup.current("email", address)
    meant = [person, masked(address), hashed.version, hashed.digest.hex(), topic or ""]
    return seal_link(STOP, [*meant, found.version, found.digest.hex()])


def read_stop_link(token: str) -> StopLink | None:
    """Read what a link means; ``None`` when it is not ours or was altered."""
    meant = open_link(STOP, token)
    if meant is None:
        return None
    person, address, version, digest, topic, *found = meant
    found_by = KeyedHash(found[0], bytes.fromhex(found[1])) if found else None
    return StopLink(person, address, KeyedHash(version, bytes.fromhex(digest)), topic or None, found_by)


def stop_all(link: StopLink, at: dt.datetime, how: str, said: Mapping[str, Any] | None = None) -> Stopped:
    """Stop all marketing to the person and to the address; doing it again changes nothing.

    While an erasure of the person can be undone it holds for them too, and for whoever came back with the address.
    Arguments: ``how``, ``link`` or ``one-click``; ``said``, the words that stood before the person.
    """
    with transaction.atomic():
        person = _to_stop(link.person)
        here = person is not None and person.status == Subject.Status.LIVE
        back = people_by([link.found_by], "email") if link.found_by and not here else []
        words, stopping = dict(said) if said else None, [person, *back] if person else back
        listed = address_stopped(link.hashed)
        stopped = [each for each in stopping if not each.marketing_objection]
        for each in stopped:
            decide(each.public_id, Kind.MARKETING_STOP, at=at, how=how, recorded_by="person", said=words)
        if not address_stopped(link.hashed):  # the address was corrected or deleted since the message
            stop_address(link.person, link.hashed, at)
        # Of somebody who is gone or going nothing is told: neither how it was, nor how to have it back.
        way_back = _undo(link, _last(person), at, listed=listed) if here and person in stopped else None
        return Stopped(everything=True, undo=way_back)


def stop_topic(link: StopLink, at: dt.datetime, said: Mapping[str, Any] | None = None) -> Stopped:
    """Stop the link's topic. Of somebody who is erased nothing is known by topic: then everything stops."""
    with transaction.atomic():
        person = _live(link.person)
        known = versions().clauses.numbers.stops
        if person is None or link.topic is None or stop_name(link.topic, None) not in known:
            return stop_all(link, at, "link", said)
        about = stop_name(link.topic, None)
        if person.stops >> known[about] & 1:
            return Stopped(everything=False, undo=None)
        words = dict(said) if said else None
        decide(link.person, Kind.STOP, about=about, at=at, how="link", recorded_by="person", said=words)
        return Stopped(everything=False, undo=_undo(link, _last(person), at))


def undo(link: StopLink, token: str, at: dt.datetime) -> bool:
    """Undo the stop that a page has just confirmed: what it stopped is as it was before, and nothing more is allowed.

    Returns false when the token is another link's, its time is over, or something was decided since.
    """
    meant = open_link(UNDO, token)
    if meant is None or meant[:2] != [link.person, link.hashed.digest.hex()] or at.timestamp() > meant[3]:
        return False
    with transaction.atomic():
        person = _live(link.person)
        made = Permission.objects.filter(pk=meant[2], subject=person).first() if person is not None else None
        if made is None or person is None or made.pk != _last(person):
            return False
        lifted = Kind.STOP_LIFTED if made.kind == Kind.STOP else Kind.MARKETING_STOP_LIFTED
        about = versions().clauses.clause("stops", made.about) if made.kind == Kind.STOP else None
        decide(link.person, lifted, about=about, at=at, how="undo", recorded_by="person")
        if lifted == Kind.MARKETING_STOP_LIFTED and not any(meant[4:]) and not _somebody_elses(link, person):
            let_address(link.hashed, at)
        return True


def _to_stop(person: str) -> Subject | None:
    """Give somebody's row, locked, unless nothing of them is left to write about."""
    try:
        return lock_person_to_stop(person)[0]
    except UnknownPersonError:
        return None


def _somebody_elses(link: StopLink, person: Subject) -> bool:
    """Say whether somebody else with the link's address said stop, too; of an older link nobody can tell."""
    if link.found_by is None:
        return True
    return any(other.marketing_objection for other in people_by([link.found_by], "email") if other.pk != person.pk)


def _live(person: str) -> Subject | None:
    return Subject.objects.select_for_update().filter(public_id=person, status=Subject.Status.LIVE).first()


def _last(person: Subject) -> int | None:
    """Give the row of the last thing a person decided about marketing."""
    about = [Kind.MARKETING_STOP, Kind.MARKETING_STOP_LIFTED, Kind.STOP, Kind.STOP_LIFTED]
    rows = Permission.objects.filter(subject=person, kind__in=about).order_by("-pk")
    return rows.values_list("pk", flat=True).first()


def _undo(link: StopLink, made: int | None, at: dt.datetime, *, listed: bool = False) -> str:
    """Make the token that undoes a stop. Arguments: ``listed``, whether the address was stopped before."""
    until = int((at + UNDO_LASTS).timestamp())
    return seal_link(UNDO, [link.person, link.hashed.digest.hex(), made, until, listed])
