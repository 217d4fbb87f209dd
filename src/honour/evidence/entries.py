"""Writing entries: always inside the transaction of what they are about, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from os import urandom
from typing import Any, Final, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pyroaring import BitMap

from honour.evidence.errors import OutsideTransaction
from honour.evidence.kinds import kind_named
from honour.evidence.models.named import FEW, FEW_BITS
from honour.evidence.prepared import run_counted, run_prepared, sqlites_marks, write_strung
from honour.ledger.commitment import SALT_LENGTH, canonical, commitment_bytes, content_text
from honour.ledger.errors import NotCanonical

_SALT_BYTES = SALT_LENGTH // 2
_ENTRY = "at, kind, commitment, until"
_PAYLOAD = "entry_id, salt, content, subject, expires_at"
_OF_SET = "subjects, lowest, highest"
_NO_SET = (None, None, None)

# Written through the driver: Django's own cursor takes longer over each of these than the database does.
_SQLITE_ENTRY = f"INSERT INTO evidence_entry ({_ENTRY}) VALUES (?, ?, ?, ?)"  # noqa: S608 - column names
# Columns that stay empty are not named: binding nothing to them takes a fifth of the time that the database takes.
_SQLITE_PAYLOAD = f"INSERT INTO evidence_payload ({_PAYLOAD}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - as above
_SQLITE_PAYLOAD_OF_SET = f"""
    INSERT INTO evidence_payload ({_PAYLOAD}, {_OF_SET}) VALUES ({", ".join("?" * 8)})"""  # noqa: S608 - as above
_SQLITE_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'evidence_entry'"
_POSTGRESQL_BESIDE = "/* and beside it */"
_POSTGRESQL_ONE = f"""
    WITH entry AS (INSERT INTO evidence_entry ({_ENTRY}) VALUES (%s, %s, %s, %s) RETURNING id),
    payload AS (
        INSERT INTO evidence_payload ({_PAYLOAD}, {_OF_SET})
        SELECT id, %s, %s, %s::bigint, %s::date, %s::bytea, %s::bigint, %s::bigint FROM entry
    ){_POSTGRESQL_BESIDE} SELECT id FROM entry"""  # noqa: S608 - as above
_POSTGRESQL_NAMED = """
    INSERT INTO evidence_named (id, subject) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"""
_POSTGRESQL_MANY = f"""
    WITH given AS (
        SELECT nextval(pg_get_serial_sequence('evidence_entry', 'id')) AS id, one.*
        FROM unnest(%s::timestamptz[], %s::text[], %s::bytea[], %s::date[],
                    %s::text[], %s::text[], %s::bigint[], %s::bytea[], %s::bigint[], %s::bigint[])
             AS one(at, kind, commitment, until, salt, content, subject, subjects, lowest, highest)
    ), entry AS (
        INSERT INTO evidence_entry (id, {_ENTRY}) SELECT id, {_ENTRY} FROM given
    )
    INSERT INTO evidence_payload ({_PAYLOAD}, {_OF_SET})
    SELECT id, salt, content, subject, until, subjects, lowest, highest FROM given
    RETURNING entry_id"""  # noqa: S608 - as above


class _Number:
    """Stands among the values of a statement for the number of the entry that it is written with."""


ENTRY: Final = _Number()


class Beside(NamedTuple):
    """A statement that is carried out together with an entry: what the entry is about.

    Arguments: ``statement``, with ``%s`` for each value; ``values``, of which one may be ``ENTRY``. It must not need
    to see what others beside the same entry write.
    """

    statement: str
    values: Sequence[Any]


class NewEntry(NamedTuple):
    """An entry to be written; see ``append``."""

    kind: str
    payload: Mapping[str, Any]
    at: datetime
    subject: int | None = None
    subjects: BitMap | None = None


def append(  # noqa: PLR0913 - the parts of an entry, each once
    kind: str,
    payload: Mapping[str, Any],
    *,
    at: datetime,
    subject: int | None = None,
    subjects: BitMap | None = None,
    beside: Sequence[Beside] = (),
) -> int:
    """Write one entry and its payload in the caller's transaction, and return its id.

    Arguments: ``kind``, a declared ``subject:verb``; ``payload``, text and whole numbers, nothing personal; ``at``,
    when it happened, with its time zone; ``subject``, the register's id of the one person it is about; ``subjects``,
    the ids of many; ``beside``, what else is written with it, which PostgreSQL does in one statement.
    Errors: ``OutsideTransaction``; ``UnknownKind``; ``NotCanonical`` when the payload has no single form.
    """
    here = connections[DEFAULT_DB_ALIAS]  # asked once: Django looks for the thread's own at each mention
    _demand_transaction(here)
    people = None if subjects is None else _ends(subjects)
    row, held = _make(kind, payload, at, subject, people, urandom(_SALT_BYTES).hex(), here.vendor)
    if here.vendor == "postgresql":
        statement, values = _POSTGRESQL_ONE, [*row, *held, *(people or _NO_SET)]
        if beside:
            statement = _with(tuple((one.statement, _place_of_number(one.values)) for one in beside))
            values += [value for one in beside for value in one.values if value is not ENTRY]
        entry = int(run_prepared(statement, values)[0][0])
    else:
        with here.wrap_database_errors:
            raw = here.connection
            entry = raw.execute(_SQLITE_ENTRY, row).lastrowid
            if people is None:
                raw.execute(_SQLITE_PAYLOAD, (entry, *held))
            else:
                raw.execute(_SQLITE_PAYLOAD_OF_SET, (entry, *held, *people))
            for one in beside:
                raw.execute(sqlites_marks(one.statement), [entry if value is ENTRY else value for value in one.values])
    if subjects is not None:
        _name_few(here, [(entry, subjects)])
    return entry


def _place_of_number(values: Sequence[Any]) -> int | None:
    """Say which of a statement's values is the number of the entry, if one is."""
    return next((place for place, value in enumerate(values) if value is ENTRY), None)


@lru_cache(maxsize=512)
def _with(statements: tuple[tuple[str, int | None], ...]) -> str:
    """Write the statement that writes an entry on PostgreSQL, and others beside it.

    Arguments: ``statements``, each with the place among its values of the entry's number.
    """
    parts = []
    for number, (statement, place) in enumerate(statements):
        pieces = statement.split("%s")
        marks = ["(SELECT id FROM entry)" if n == place else "%s" for n in range(len(pieces) - 1)]
        whole = "".join(text for pair in zip(pieces, [*marks, ""], strict=True) for text in pair)
        parts.append(f", beside_{number} AS ({whole})")
    return _POSTGRESQL_ONE.replace(_POSTGRESQL_BESIDE, "".join(parts))


def append_many(entries: Iterable[NewEntry]) -> list[int]:
    """Write entries together, in their order, and return their ids.

    Errors: those of ``append``; then none was written.
    """
    here = connections[DEFAULT_DB_ALIAS]
    _demand_transaction(here)
    given = list(entries)
    if not given:
        return []
    salts, vendor = urandom(_SALT_BYTES * len(given)).hex(), here.vendor
    # The values of all rows one after another, each row's number first: a list for each row would take longer.
    rows, alone, of_sets = list[Any](), list[Any](), list[Any]()
    with here.wrap_database_errors:
        raw = here.connection
        first = 0 if vendor == "postgresql" else 1 + _last_number(raw)
        for n, (kind, payload, at, subject, subjects) in enumerate(given):
            people = None if subjects is None else _ends(subjects)
            salt = salts[n * SALT_LENGTH : (n + 1) * SALT_LENGTH]
            row, held = _make(kind, payload, at, subject, people, salt, vendor)
            rows += first + n, *row
            if people is None and vendor == "sqlite":
                alone += first + n, *held
            else:
                of_sets += first + n, *held, *(people or _NO_SET)
        if vendor == "postgresql":
            columns = [rows[column::5] for column in range(1, 5)]
            columns += [of_sets[column::8] for column in (1, 2, 3, 5, 6, 7)]  # the day is among the entry's
            numbers = [number for (number,) in raw.execute(_POSTGRESQL_MANY, columns).fetchall()]
        else:
            write_strung(raw, f"evidence_entry (id, {_ENTRY})", rows)
            write_strung(raw, f"evidence_payload ({_PAYLOAD})", alone)
            write_strung(raw, f"evidence_payload ({_PAYLOAD}, {_OF_SET})", of_sets)
            numbers = list(range(first, first + len(given)))
    _name_few(here, [(numbers[n], one.subjects) for n, one in enumerate(given) if one.subjects is not None])
    return numbers


def _name_few(here: BaseDatabaseWrapper, about: Iterable[tuple[int, BitMap]]) -> None:
    """Write the people of those entries that are about few, a row for each, by which a search finds them."""
    values = list[int]()  # of all rows one after another, as above
    for entry, people in about:
        if len(people) <= FEW:
            for place, person in enumerate(people):
                values += (entry << FEW_BITS) + place, person
    if not values:
        return
    with here.wrap_database_errors:
        if here.vendor == "postgresql":
            run_counted(_POSTGRESQL_NAMED, (values[::2], values[1::2]))
        else:
            write_strung(here.connection, "evidence_named (id, subject)", values)


def _last_number(raw: Any) -> int:
    """Return the last number that SQLite gave; the transaction holds its only write lock, so the next are ours."""
    last = raw.execute(_SQLITE_LAST).fetchall()
    return int(last[0][0]) if last else 0


_People = tuple[bytes, int | None, int | None]
_Row = tuple[str, str, bytes, str]
_Held = tuple[str, str, int | None, str]


def _ends(subjects: BitMap) -> _People:
    """Return a set as it is kept, with its lowest and highest number if it is a large one."""
    packed = subjects.serialize()
    return (packed, None, None) if len(subjects) <= FEW else (packed, subjects.min(), subjects.max())


def _make(  # noqa: PLR0913, PLR0917 - the parts of an entry, each once
    name: str,
    payload: Mapping[str, Any],
    at: datetime,
    subject: int | None,
    people: _People | None,
    salt: str,
    vendor: str,
) -> tuple[_Row, _Held]:
    """Return the values of an entry's columns and those of its payload's, each without the number."""
    written, until = _moment(at, name, vendor)
    text = canonical(payload if type(payload) is dict else dict(payload))
    committed = commitment_bytes(salt, content_text(text, subject, people and people[0]))
    return (written, name, committed, until), (salt, text, subject, until)


@lru_cache(maxsize=256)
def _moment(at: datetime, kind: str, vendor: str) -> tuple[str, str]:
    """Write an instant as Django reads it, always with six digits, so that leaves can be made from it in SQL.

    Also the day on which a payload of this kind may go.
    """
    kept = kind_named(kind).kept
    if at.tzinfo is None:
        raise NotCanonical("The ledger keeps instants: give the time with its time zone.")
    here = at.astimezone(UTC)
    until = (here + timedelta(days=kept)).date().isoformat()
    zone = "+00" if vendor == "postgresql" else ""
    return here.replace(tzinfo=None).isoformat(" ", "microseconds") + zone, until


def _demand_transaction(here: BaseDatabaseWrapper) -> None:
    if not here.in_atomic_block:
        raise OutsideTransaction(
            "An entry commits with what it is about, or not at all: append it inside transaction.atomic()."
        )
