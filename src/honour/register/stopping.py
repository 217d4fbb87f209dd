"""A stop to marketing: at once, for every identifier of the person, and through erasure and restore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from honour.evidence import entries
from honour.evidence.tombstones import installed_journal
from honour.keyring import KeyedHash, Keyring
from honour.register.models import Permission, Subject, Suppression
from honour.register.suppressing import suppress, unsuppress

LET = "address:let"
"""The kind of the journal's lines of what was taken off the do-not-contact list."""


def list_stop(keyring: Keyring, subject: Subject, identifiers: Iterable[tuple[str, str]], at: datetime) -> None:
    """Put a person who stopped marketing on the do-not-contact list and in the journal. Call it last in a transaction.

    Whoever calls it has written the fact with the decision. The journal is written before the transaction commits: a
    crash in between leaves a stop too many, never one too few.
    Arguments: ``identifiers``, kind and value of everything the person may be reached by.
    """
    hashes = suppress(keyring, identifiers, at)
    journal_stop(
        subject,
        Permission.Kind.MARKETING_STOP,
        None,
        at,
        hashes=[[kind, digest.hex()] for kind, digest in hashes],
        key=keyring.suppression.version,
    )


def journal_stop(subject: Subject, kind: Permission.Kind, about: str | None, at: datetime, **more: Any) -> None:
    """Write a stop to the tombstone journal.

    Errors: ``OSError`` when it cannot be written; the transaction must then not commit.
    """
    body = {"person": subject.public_id, "kind": kind.value, "about": about, **more}
    installed_journal().append("person:stopped", body, at)


def stop_address(person: str, hashed: KeyedHash, at: datetime) -> None:
    """Stop marketing to an address known by its keyed hash alone, as of somebody erased. Call it last in a transaction.

    Arguments: ``person``, the opaque id that it had; ``hashed``, under a version of the suppression key.
    """
    Suppression.objects.bulk_create(
        [Suppression(kind="email", digest=hashed.digest, key_version=hashed.version, since=at)], ignore_conflicts=True
    )
    entries.append("address:stopped", {"how": "link"}, at=at)
    body = {
        "person": person,
        "kind": Permission.Kind.MARKETING_STOP.value,
        "about": None,
        "hashes": [["email", hashed.digest.hex()]],
        "key": hashed.version,
    }
    installed_journal().append("person:stopped", body, at)


def let_address(hashed: KeyedHash, at: datetime) -> bool:
    """Take an address known by its keyed hash off the list: who stopped it undid that. Say whether it stood there."""
    if not _taken_off([("email", hashed.digest)], at):
        return False
    entries.append("address:let", {"how": "undo"}, at=at)
    return True


def let_identifiers(keyring: Keyring, identifiers: Iterable[tuple[str, str]], at: datetime) -> None:
    """Take identifiers off the list: their person asked to hear from us again."""
    _taken_off(
        [(kind, each.digest) for kind, value in identifiers for each in keyring.suppression.every(kind, value)], at
    )


def _taken_off(hashes: Iterable[tuple[str, bytes]], at: datetime) -> bool:
    """Take hashes off the list, with a line in the journal; return whether any stood there.

    By that line a stop whose hash is not on the list is known to have been lifted, and not lost, whoever is gone since.
    The journal keeps the stop itself: after a restore it holds again, which is the safe side.
    """
    stood = unsuppress(hashes)
    if stood:
        installed_journal().append(LET, {"hashes": [[kind, digest.hex()] for kind, digest in stood]}, at)
    return bool(stood)


def address_stopped(hashed: KeyedHash) -> bool:
    """Say whether an address known by its keyed hash is on the list."""
    return Suppression.objects.filter(kind="email", digest=hashed.digest).exists()
