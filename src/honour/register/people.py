"""A person's row, locked for one writer; and who a person's identifiers say they are."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from honour.keyring import KeyedHash, Keyring, unseal
from honour.register.errors import UnknownPersonError
from honour.register.models import DataKey, Identifier, Subject
from honour.register.sealed import identifier_place, key_place


def lock_person(person: str) -> Subject:
    """Give a live person's row, locked until the transaction ends.

    Arguments: ``person``, the opaque id.
    Errors: ``UnknownPersonError`` when nobody has it, or the person was erased.
    """
    found = Subject.objects.select_for_update().filter(public_id=person, status=Subject.Status.LIVE).first()
    if found is None:
        raise UnknownPersonError("Nobody is here under this id: it is mistyped, or the person was erased.")
    return found


def lock_identifier(hashed: KeyedHash) -> None:
    """Let one transaction at a time decide who an identifier belongs to.

    SQLite has one writer anyway; on PostgreSQL an advisory lock on the hash is held until the transaction ends.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(hashed.digest[:8], "big", signed=True)])


def people_by(hashes: Iterable[KeyedHash], kind: str) -> list[Subject]:
    """Give the live people with an identifier, the longest known first."""
    digests = [hashed.digest for hashed in hashes]
    return list(
        Subject.objects.filter(identifiers__kind=kind, identifiers__digest__in=digests, status=Subject.Status.LIVE)
        .distinct()
        .order_by("pk")
    )


def identifiers_of(keyring: Keyring, subject: Subject) -> list[tuple[str, str]]:
    """Open a person's identifiers, to carry a stop or an erasure through; the values must not leave the caller.

    Errors: ``SealBrokenError`` when one was changed.
    """
    opened: dict[int, bytes] = {}
    found: set[tuple[str, str]] = set()
    rows = Identifier.objects.filter(subject=subject, record__key__state=DataKey.State.LIVE)
    for row in rows.select_related("record__key"):
        key = row.record.key
        if key.pk not in opened:
            place = key_place(subject.pk, key.category)
            opened[key.pk] = keyring.unwrap(key.root_version, bytes(key.wrapped), place)
        value = unseal(opened[key.pk], bytes(row.value), identifier_place(row.kind, row.record_id))
        found.add((row.kind, value.decode()))
    return sorted(found)
