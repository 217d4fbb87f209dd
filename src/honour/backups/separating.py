"""What opens one person's data is copied apart from the data, so that it can go sooner.

An archive of data holds no data key. Whoever has last month's, and the root keys, still cannot read a person who was
erased since: their key is gone from the archives of data keys after some days, long before the data are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Apart:
    """A table whose rows each carry a wrapped key.

    ``owner`` is an expression for whom the key is of, so that a number given twice is not taken for the other row.
    """

    table: str
    owner: str
    version: str = "root_version"
    column: str = "wrapped"


APART = (
    Apart("register_datakey", "CAST(subject_id AS TEXT) || ':' || CAST(category AS TEXT)"),
    Apart("register_staged", "public_id"),
)


def apart_columns() -> dict[str, str]:
    """Give the column that stays empty in an archive of data, by table."""
    return {each.table: each.column for each in APART}
