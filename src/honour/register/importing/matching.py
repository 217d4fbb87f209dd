"""Whom a batch's rows are about: by email address, else by another number of theirs, else by telephone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from honour.evidence.prepared import run_prepared
from honour.keyring import KeyedHash, Keyring
from honour.keyring.identifiers import normalise
from honour.register.fetching import listed

_AT_ONCE = 400  # parameters of one query


class Named(NamedTuple):
    """An identifier of a row: its kind, its value, and its hashes under every version of the key, newest first.

    ``stops``: the hashes under which it would stand on the do-not-contact list.
    """

    kind: str
    value: str
    hashes: tuple[KeyedHash, ...]
    stops: tuple[KeyedHash, ...]

    def __repr__(self) -> str:
        """Leave the value out."""
        return f"Named({self.kind!r}, …)"


def named(keyring: Keyring, identifiers: Iterable[tuple[str, str]]) -> list[Named]:
    """Hash a row's identifiers for finding, the one that says most about who it is first."""
    found = []
    for kind, value in identifiers:
        plain = normalise(kind, value)
        hashes = keyring.lookup.every_normalised(kind, plain)
        found.append(Named(kind, value, hashes, keyring.suppression.every_normalised(kind, plain)))
    return sorted(found, key=_rank)


def _rank(one: Named) -> int:
    return {"email": 0, "telephone": 2}.get(one.kind, 1)


def deciding(identifiers: Sequence[Named]) -> list[Named]:
    """Give the identifiers that say who a row is about: all of the first kind there is."""
    return [one for one in identifiers if one.kind == identifiers[0].kind]


_LIVE = """
    SELECT i.kind, i.digest, i.subject_id FROM register_identifier i JOIN register_subject s ON s.id = i.subject_id
    WHERE i.digest {meets} AND s.status = 0"""
_EACH = f"""
    SELECT live.* FROM unnest(%s::bytea[]) AS wanted(digest)
    CROSS JOIN LATERAL ({_LIVE.format(meets="= wanted.digest")} OFFSET 0) AS live"""  # noqa: S608 - our own tables
"""On PostgreSQL, by the index for each digest: of a table that grows while a list comes in the planner has no
statistics yet, and for a list of digests it would read the whole of it. Planned anew for each batch: a plan that was
kept from when there was nearly nobody would read everybody again for each row."""


def people_with(hashes: Iterable[tuple[str, bytes]]) -> dict[tuple[str, bytes], list[int]]:
    """Give the live people by kind and hash of an identifier, the longest known first.

    Arguments: ``hashes``, kinds and digests, under whichever version of the key.
    """
    wanted = set(hashes)
    found: dict[tuple[str, bytes], set[int]] = {}
    for kind, digest, subject in _live(sorted({digest for _, digest in wanted})):
        if (kind, bytes(digest)) in wanted:
            found.setdefault((kind, bytes(digest)), set()).add(subject)
    return {key: sorted(people) for key, people in found.items()}


def _live(digests: list[bytes]) -> Iterator[tuple[Any, ...]]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_EACH, [digests])
            yield from cursor.fetchall()
        return
    for first in range(0, len(digests), _AT_ONCE):
        portion = digests[first : first + _AT_ONCE]
        yield from run_prepared(_LIVE.format(meets=f"IN {listed(portion)}"), portion)


def lock_all(identifiers: Iterable[Named]) -> None:
    """Let nobody else decide meanwhile who these identifiers belong to; see ``people.lock_identifier``.

    The locks are taken in one order, so that two imports never wait for each other.
    """
    if connection.vendor != "postgresql":
        return
    keys = sorted({int.from_bytes(one.hashes[0].digest[:8], "big", signed=True) for one in identifiers})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(k)) FROM (SELECT unnest(%s::bigint[]) AS k OFFSET 0) AS keys", [keys]
        )
