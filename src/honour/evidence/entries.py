"""Writing entries: always inside the transaction of what they are about, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from os import urandom
from typing import Any

from django.db import connection
from pyroaring import BitMap

from honour.evidence.errors import OutsideTransaction
from honour.evidence.kinds import kind_named
from honour.ledger.commitment import SALT_LENGTH, canonical, commitment, content_text
from honour.ledger.errors import NotCanonical

_SALT_BYTES = SALT_LENGTH // 2
_ENTRY = "at, kind, commitment, until"
_PAYLOAD = "entry_id, salt, content, subject, subjects, expires_at"

_SQLITE_ENTRY = f"INSERT INTO evidence_entry ({_ENTRY}) VALUES (%s, %s, %s, %s)"  # noqa: S608 - column names
_SQLITE_PAYLOAD = f"INSERT INTO evidence_payload ({_PAYLOAD}) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608 - as above
_SQLITE_NUMBERED = f"INSERT INTO evidence_entry (id, {_ENTRY}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 - as above
_POSTGRESQL_ONE = f"""
    WITH entry AS (INSERT INTO evidence_entry ({_ENTRY}) VALUES (%s, %s, %s, %s) RETURNING id)
    INSERT INTO evidence_payload ({_PAYLOAD}) SELECT id, %s, %s, %s::bigint, %s::bytea, %s::date FROM entry
    RETURNING entry_id"""  # noqa: S608 - as above
_POSTGRESQL_MANY = f"""
    WITH given AS (
        SELECT nextval(pg_get_serial_sequence('evidence_entry', 'id')) AS id, one.*
        FROM unnest(%s::timestamptz[], %s::text[], %s::bytea[], %s::date[],
                    %s::text[], %s::text[], %s::bigint[], %s::bytea[])
             AS one(at, kind, commitment, until, salt, content, subject, subjects)
    ), entry AS (
        INSERT INTO evidence_entry (id, {_ENTRY}) SELECT id, {_ENTRY} FROM given
    )
    INSERT INTO evidence_payload ({_PAYLOAD}) SELECT id, salt, content, subject, subjects, until FROM given
    RETURNING entry_id"""  # noqa: S608 - as above


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be written; see ``append``."""

    kind: str
    payload: Mapping[str, Any]
    at: datetime
    subject: int | None = None
    subjects: BitMap | None = None


def append(
    kind: str, payload: Mapping[str, Any], *, at: datetime, subject: int | None = None, subjects: BitMap | None = None
) -> int:
    """Write one entry and its payload in the caller's transaction, and return its id.

    Arguments: ``kind``, a declared ``subject:verb``; ``payload``, text and whole numbers, nothing personal; ``at``,
    when it happened, with its time zone; ``subject``, the register's id of the one person it is about; ``subjects``,
    the ids of many.
    Errors: ``OutsideTransaction``; ``UnknownKind``; ``NotCanonical`` when the payload has no single form.
    """
    _demand_transaction()
    made = _make(NewEntry(kind, payload, at, subject, subjects), urandom(_SALT_BYTES).hex())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_ONE, (*made, made[3]))
            return int(cursor.fetchone()[0])
        cursor.execute(_SQLITE_ENTRY, _for_sqlite(made))
        entry = cursor.lastrowid
        cursor.execute(_SQLITE_PAYLOAD, (entry, *made[4:], made[3]))
        return int(entry)


def append_many(entries: Iterable[NewEntry]) -> list[int]:
    """Write entries together, in their order, and return their ids.

    Errors: those of ``append``; then none was written.
    """
    _demand_transaction()
    given = list(entries)
    salts = urandom(_SALT_BYTES * len(given)).hex()
    made = [_make(entry, salts[n * SALT_LENGTH : (n + 1) * SALT_LENGTH]) for n, entry in enumerate(given)]
    if not made:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_MANY, [list(column) for column in zip(*made, strict=True)])
            return [row[0] for row in cursor.fetchall()]
        # The transaction holds SQLite's only write lock, so the numbers after the last are ours.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'evidence_entry'")
        row = cursor.fetchone()
        first = 1 + (row[0] if row else 0)
        cursor.executemany(_SQLITE_NUMBERED, [(first + n, *_for_sqlite(one)) for n, one in enumerate(made)])
        cursor.executemany(_SQLITE_PAYLOAD, [(first + n, *one[4:], one[3]) for n, one in enumerate(made)])
        return list(range(first, first + len(made)))


_Made = tuple[datetime, str, bytes, str, str, str, int | None, bytes | None]


def _make(entry: NewEntry, salt: str) -> _Made:
    """Return the values of an entry's columns, then those of its payload's, without id and end."""
    kind = kind_named(entry.kind)
    if entry.at.tzinfo is None:
        raise NotCanonical("The ledger keeps instants: give the time with its time zone.")
    at = entry.at.astimezone(UTC)
    text = canonical(entry.payload)
    subjects = None if entry.subjects is None else entry.subjects.serialize()
    committed = bytes.fromhex(commitment(salt, content_text(text, entry.subject, subjects)))
    until = (at + timedelta(days=kind.kept)).date().isoformat()
    return at, kind.name, committed, until, salt, text, entry.subject, subjects


def _for_sqlite(made: _Made) -> tuple[str, str, bytes, str]:
    """Write the time as Django reads it, always with six digits, so that leaves can be made from it in SQL."""
    return made[0].strftime("%Y-%m-%d %H:%M:%S.%f"), made[1], made[2], made[3]


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction(
            "An entry commits with what it is about, or not at all: append it inside transaction.atomic()."
        )
