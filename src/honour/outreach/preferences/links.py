"""The link to a person's preferences: asked for by address, mailed to it, good for one thing and three days.

Whoever asks gets the same answer in the same time whether the address is known or not: the address is staged, sealed,
and looked up later, by the worker.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from honour.gate.question import Actor
from honour.keyring import KeyringError
from honour.mailroom.outbox import queue
from honour.outreach.sealed_links import open_link, seal_link
from honour.register.errors import UnknownRecordError
from honour.register.finding import find_people
from honour.register.known_keys import register_keyring
from honour.register.languages import written_in
from honour.register.models import Identifier, Staged, Subject
from honour.register.staging import drop_staged, stage, take_staged

OWNER, ASKED, USE = "outreach", "preferences-asked", "preferences"
KIND = "outreach:preferences"
LASTS = dt.timedelta(days=3)
_KEPT = dt.timedelta(hours=12)
_ACTOR = Actor("preferences", "service", {})


@dataclass(frozen=True, slots=True)
class PreferencesLink:
    """What a link means: whose preferences, by which address (the register's row) it was sent, when it ends."""

    person: str
    identifier: int
    ends: dt.datetime


def ask_for_link(address: str, at: dt.datetime, language: str = "") -> None:
    """Note that somebody wants the link to an address's preferences. Nothing is looked up here.

    Arguments: ``language``, of the notice, in which they asked; empty for its own.
    """
    stage(OWNER, ASKED, f"{language} {address}".encode(), at, _KEPT, identifiers=[("email", address)])


def anybody_asked() -> bool:
    """Whether a link waits to be sent."""
    return Staged.objects.filter(owner=OWNER, kind=ASKED).exists()


def send_links(at: dt.datetime) -> int:
    """Queue a link for everybody known by an address that was asked about; return how many."""
    sent = 0
    waiting = Staged.objects.filter(owner=OWNER, kind=ASKED).order_by("pk").values_list("public_id", flat=True)
    for name in list(waiting):
        with transaction.atomic():
            try:
                language, _, address = take_staged(name, OWNER, at).decode().partition(" ")
            except (UnknownRecordError, KeyringError):
                continue  # its time was up, and it goes with the next sweep
            for person in find_people("email", address, actor=_ACTOR, at=at).people:
                identifier = _current(person, address)
                if identifier is not None:
                    queue(
                        KIND,
                        person=person,
                        identifier=identifier,
                        at=at,
                        context=written_in(language),
                        dedupe=f"preferences:{name}:{person}",
                    )
                    sent += 1
            drop_staged(name, OWNER)
    return sent


def preferences_token(person: str, identifier: int, at: dt.datetime, lasts: dt.timedelta = LASTS) -> str:
    """Make the token of a link that is sent now; ``lasts``, for how long it opens what it opens."""
    return seal_link(USE, [person, identifier, int((at + lasts).timestamp())])


def read_preferences_link(token: str) -> PreferencesLink | None:
    """Read what a link means, ended or not; ``None`` when it is not ours, was altered, or its person is gone."""
    link = read_link_to_stop(token)
    return link if link and Subject.objects.filter(public_id=link.person, status=Subject.Status.LIVE).exists() else None


def read_link_to_stop(token: str) -> PreferencesLink | None:
    """Read what a link means as ``read_preferences_link`` does, though its person is being erased or gone."""
    meant = open_link(USE, token)
    if meant is None:
        return None
    return PreferencesLink(meant[0], meant[1], dt.datetime.fromtimestamp(meant[2], tz=dt.UTC))


def _current(person: str, address: str) -> int | None:
    """Give the row of an address that still is a person's, not one that was corrected since."""
    digests = [hashed.digest for hashed in register_keyring().lookup.every("email", address)]
    rows = Identifier.objects.filter(
        subject__public_id=person, kind="email", digest__in=digests, record__superseded_by=None
    )
    return rows.order_by("-pk").values_list("pk", flat=True).first()
