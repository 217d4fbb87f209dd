"""Where what is about to be written of a person will stand: the numbers of its rows, and the keys it is sealed under.

A value is sealed to its place, so both are known before anything is written; one question asks for all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from honour.evidence.prepared import run_prepared
from honour.keyring import Keyring, make_data_key
from honour.register.sealed import key_place

_NUMBERS = {
    "postgresql": """
        nextval(pg_get_serial_sequence('register_record', 'id')),
        CASE WHEN k.id IS NULL THEN nextval(pg_get_serial_sequence('register_datakey', 'id')) END""",
    # The last that were given: the transaction holds the only write lock, and no number is given twice.
    "sqlite": """
        (SELECT seq FROM sqlite_sequence WHERE name = 'register_record'),
        (SELECT seq FROM sqlite_sequence WHERE name = 'register_datakey')""",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the record of one category will stand: its row, and the row of its key with the key.

    ``made``: the row of the key, where it is still to be written.
    """

    record: int
    key: int
    plain: bytes
    made: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where records will stand, in the order of their categories.

    ``tied``: whether the person's data wait for an event. ``confirmed``: whether an address of theirs is confirmed.
    """

    each: Sequence[Place]
    tied: bool
    confirmed: bool

    @property
    def records(self) -> list[int]:
        """The numbers of the records."""
        return [place.record for place in self.each]


def places_for(keyring: Keyring, subject: int, categories: Sequence[int]) -> Places:
    """Give where a person's records of some categories will stand, making the keys that are not there.

    Call it with the person's row locked, in the transaction that writes them: nobody else gets the numbers, and two
    writers cannot both make a key.
    Errors: those of ``Keyring.unwrap``.
    """
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    rows = run_prepared(_asking(vendor, len(categories)), (subject, subject, *categories, subject))
    if vendor == "sqlite":
        records, keys = (count(1 + (last or 0)) for last in rows[0][4:6])
        rows = [(*row[:4], next(records), next(keys) if row[1] is None else None, *row[6:]) for row in rows]
    found = {row[0]: row for row in sorted(rows, key=lambda row: row[1] or 0)}  # of several keys the newest
    each = [_place(keyring, subject, found[category]) for category in categories]
    return Places(each, bool(rows[0][6]), bool(rows[0][7]))


def _place(keyring: Keyring, subject: int, row: tuple[Any, ...]) -> Place:
    category, key, version, wrapped, record, new_key = row[:6]
    where = key_place(subject, category)
    if key is not None:
        return Place(record, key, keyring.unwrap(version, bytes(wrapped), where), None)
    plain = make_data_key()
    return Place(record, new_key, plain, (new_key, subject, category, *keyring.wrap(plain, where)))


@cache
def _asking(vendor: str, many: int) -> str:
    """Write the question for so many categories."""
    wanted = " UNION ALL ".join(["SELECT CAST(%s AS smallint) AS category"] * many)
    return f"""
        SELECT w.category, k.id, k.root_version, k.wrapped, {_NUMBERS[vendor]},
               EXISTS (SELECT 1 FROM register_triggertie t WHERE t.subject_id = %s),
               EXISTS (SELECT 1 FROM register_identifier i WHERE i.subject_id = %s AND i.verified_at IS NOT NULL)
          FROM ({wanted}) w
          LEFT JOIN register_datakey k ON k.subject_id = %s AND k.category = w.category AND k.state = 0"""  # noqa: S608 - ours
