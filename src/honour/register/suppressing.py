"""The do-not-contact list: keyed hashes of the identifiers of everybody who said stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honour.evidence.prepared import run_prepared
from honour.keyring import Keyring
from honour.register.models import Suppression


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


def unsuppress(keyring: Keyring, identifiers: Iterable[tuple[str, str]]) -> None:
    """Take identifiers off the list: their person asked to hear from us again."""
    digests = [hashed.digest for kind, value in identifiers for hashed in keyring.suppression.every(kind, value)]
    Suppression.objects.filter(digest__in=digests).delete()
