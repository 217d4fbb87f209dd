"""The do-not-contact list: keyed hashes of the identifiers of everybody who said stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honour.evidence.prepared import run_prepared
from honour.keyring import Keyring
from honour.notice.model import Notice
from honour.register.models import Suppression

ON_THE_LIST = "do-not-contact list"
"""How a stop came that holds because something somebody is found by stood on the list before them."""


def suppress(keyring: Keyring, identifiers: Iterable[tuple[str, str]], since: datetime) -> list[tuple[str, bytes]]:
    """Put identifiers on the list; gives kind and hash of each, for the journal.

    Arguments: ``identifiers``, kind and value; ``since``, when the person said stop.
    """
    hashes = [(kind, keyring.suppression.current(kind, value)) for kind, value in identifiers]
    Suppression.objects.bulk_create(
        [Suppression(kind=kind, digest=h.digest, key_version=h.version, since=since) for kind, h in hashes],
        ignore_conflicts=True,  # on the list already
    )
    return [(kind, hashed.digest) for kind, hashed in hashes]


_LISTED = "SELECT 1 FROM register_suppression WHERE digest = %s LIMIT 1"


def suppressed(keyring: Keyring, identifiers: Iterable[tuple[str, str]]) -> bool:
    """Say whether any of the identifiers is on the list, under whichever version of the key it was put there."""
    digests = [hashed.digest for kind, value in identifiers for hashed in keyring.suppression.every(kind, value)]
    return any(run_prepared(_LISTED, (digest,)) for digest in digests)


def listed_since(keyring: Keyring, identifiers: Iterable[tuple[str, str]], since: datetime) -> list[datetime]:
    """Give when, from a moment on, any of the identifiers was put on the list: each moment once, in order."""
    digests = [hashed.digest for kind, value in identifiers for hashed in keyring.suppression.every(kind, value)]
    found = Suppression.objects.filter(digest__in=digests, since__gte=since)
    return list(found.order_by("since").values_list("since", flat=True).distinct())


DIALLED = frozenset({"telephone", "sms", "automated-call", "fax"})
"""The kinds of channel that lead to a telephone number."""


def kinds_heeded(notice: Notice, channel: str | None) -> frozenset[str]:
    """Give the kinds of identifier that keep marketing away from whoever has one on the list, whoever put it there.

    An address is somebody's own, or shared by few; a number may be a switchboard's, and is heeded where it is rung.
    Arguments: ``channel``, a channel of the notice or a kind of channel, if one is named.
    """
    way = notice.channels[channel].kind if channel in notice.channels else channel
    if way == "post":
        return frozenset()
    return frozenset({"telephone" if way in DIALLED else "email"})


def unsuppress(hashes: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Take keyed hashes off the list, and give kind and hash of each that stood there, for the journal."""
    digests = {digest for _, digest in hashes}
    rows = Suppression.objects.filter(digest__in=digests)
    stood = [(kind, bytes(digest)) for kind, digest in rows.values_list("kind", "digest")]
    rows.delete()
    return stood
