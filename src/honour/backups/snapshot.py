"""The database as it is at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from honour.backups.header import Contents
from honour.keyring import KnownKey

Rows = Callable[[str], Sequence[Sequence[Any]]]
"""Answers a query from the snapshot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is to be copied: ``contents`` says what it is.

    ``keys`` gives the wrapped data keys and ``stream`` everything else, each once, the keys first. ``last_entry`` is
    the number of the newest ledger entry.
    """

    contents: Contents
    last_entry: int
    keys: Iterator[bytes]
    stream: Iterator[bytes]


def describe(vendor: str, rows: Rows, keys: Sequence[KnownKey]) -> Contents:
    """Say what a snapshot holds.

    Arguments: ``keys``, those that its data were written under.
    """
    newest = rows("SELECT note FROM evidence_signedcheckpoint ORDER BY id DESC LIMIT 1")
    return Contents(
        vendor=vendor,
        migrations=tuple((app, name) for app, name in rows("SELECT app, name FROM django_migrations ORDER BY id")),
        keys=tuple((key.purpose, key.version, key.check) for key in keys),
        checkpoint=newest[0][0] if newest else None,
        entries=rows("SELECT count(*) FROM evidence_entry")[0][0],
        people=rows("SELECT count(*) FROM register_subject WHERE status = 0")[0][0],
    )


def newest_entry(rows: Rows) -> int:
    """Give the number of the newest entry on the ledger, 0 while it is empty."""
    return int(rows("SELECT coalesce(max(id), 0) FROM evidence_entry")[0][0])
