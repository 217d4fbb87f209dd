"""The facts that decide about records, packed into whole numbers, so that the database can group five million of them.

Only what the questions look at is packed: of purposes, consents and objections the bits that matter. A chunk of people
at a time keeps memory flat and lets a plan tell how far it is, and stop.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from honour.gate.compiled.expressions import places
from honour.gate.rows import RecordRow, SubjectRow
from honour.register.hidden import hidden_records

_WORD = 62  # bits of a signed 64-bit number that are packed


class Seen(NamedTuple):
    """The facts of a group of records, as the gate reads them."""

    subject: SubjectRow
    record: RecordRow

    @property
    def category(self) -> int:
        """The number of the records' category."""
        return self.record.category

    @property
    def source(self) -> int | None:
        """The number of their source."""
        return self.record.source

    def told(self, bits: int, consent: int = 0) -> Seen:
        """Give the same had the person been told of some versions, and consented to a purpose, by bits."""
        person = self.subject
        return self._replace(
            subject=person._replace(informed=person.informed | bits, consents=person.consents | consent)
        )


@dataclass(frozen=True)
class _Part:
    """A fact: its name, whose it is (``r``, the record's, or ``s``, the person's), its SQL, and how many bits it takes.

    ``first``: of a set, from which bit on.
    """

    name: str
    of: str
    sql: str
    width: int
    first: int = 0


class Packing:
    """Packs facts and reads them again.

    Arguments: ``purposes``, those whose bits in what a record was collected for matter; ``asked``, those asked about;
    ``most``, the highest number of a category, version, source and kind; ``over``, whether any record's time for a
    purpose may be over before it is due.
    """

    def __init__(  # noqa: PLR0913 - what the packing depends on
        self, purposes: int, asked: int, most: dict[str, int], at: datetime, *, sqlite: bool, over: bool
    ) -> None:
        instant = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
        now = f"'{instant}'" if sqlite else f"TIMESTAMPTZ '{instant}+00'"
        ends = "r.ends" if sqlite else "r.ends::jsonb"
        flag = _truth if sqlite else _flag
        width = {name: (number + 2).bit_length() for name, number in most.items()}
        versions = (1 << (most["version"] + 1)) - 1
        parts = [
            _Part("category", "r", "r.category", width["category"]),
            _Part("version", "r", "coalesce(r.version + 1, 0)", width["version"]),
            _Part("source", "r", "coalesce(r.source + 1, 0)", width["source"]),
            _Part("on_consent", "r", flag("r.on_consent"), 1),
            _Part("past", "r", flag(f"r.due_at <= {now}"), 1),
            _Part("kind", "s", "coalesce(s.kind + 1, 0)", width["kind"]),
            _Part("status", "s", "s.status", 2),
            _Part("stopped", "s", flag("s.marketing_objection"), 1),
            _Part("restricted", "s", flag("s.restricted"), 1),
            _Part("informed", "s", f"(s.informed & {versions})", most["version"] + 1),
            *_set("purposes", "r", purposes),
            *_set("consents", "s", asked),
            *_set("objections", "s", asked),
        ]
        for n in places(asked) if over else ():
            ended = f"r.lapse_at <= {now} AND (((r.lapsed >> {n}) & 1) = 1 OR {ends} ->> 'p{n}' <= '{instant}')"
            parts.append(_Part("over", "r", flag(ended), 1, n))
        self._words = _filled(parts)
        self.at = at
        self.records = [_packed(word, "r", sqlite=sqlite) for word in self._words]
        """An expression for each number that a group is known by: what is the record's of it."""
        self.people = [_packed(word, "s", sqlite=sqlite) for word in self._words]
        """And what is the person's."""

    def read(self, key: Sequence[int]) -> Seen:
        """Give the facts that a group's numbers stand for."""
        found = {"purposes": 0, "consents": 0, "objections": 0, "over": 0}
        for number, word in zip(key, self._words, strict=True):
            for part, place in word:
                bits = (number >> place) & ((1 << part.width) - 1)
                found[part.name] = found.get(part.name, 0) | bits << part.first

        def number_of(name: str) -> int | None:
            return found[name] - 1 if found[name] else None

        # What somebody chose about ways and topics of marketing stops messages, not the uses that a plan asks about.
        subject = SubjectRow(
            number_of("kind"), found["status"], found["consents"], found["objections"], bool(found["stopped"]),
            bool(found["restricted"]), found["informed"], approvals=-1,
        )  # fmt: skip
        past = self.at if found["past"] else None
        record = RecordRow(
            0, found["category"], number_of("version"), found["purposes"], number_of("source"),
            bool(found["on_consent"]), past, found["over"],
        )  # fmt: skip
        return Seen(subject, record)


class Group(NamedTuple):
    """Records whose facts are the same: their numbers, how many, and whose they are."""

    key: tuple[int, ...]
    records: int
    people: list[int]


def groups(
    reading: BaseDatabaseWrapper, packing: Packing, categories: Collection[int], people: tuple[int, int]
) -> Iterator[Group]:
    """Group the newest records of some categories by their facts, but for what only a sealed hold keeps.

    Arguments: ``people``, rows: after the first number, up to the second.
    """
    sqlite = reading.vendor == "sqlite"
    together = "json_group_array(r.subject_id)" if sqlite else "array_agg(r.subject_id)"
    joined = "CROSS JOIN" if sqlite else "JOIN"  # SQLite keeps the order in which a cross join is written
    on = "WHERE" if sqlite else "ON"
    size = len(packing.records)
    words = ", ".join(f"{word} AS w{n}" for n, word in enumerate(packing.people))
    by = ", ".join(str(place) for place in range(1, size + 1))
    both = ", ".join(f"p.w{n} | {word}" for n, word in enumerate(packing.records))
    listed = ", ".join(map(str, sorted(categories)))
    whose = f"> {people[0]} AND {{}} <= {people[1]}"
    near = "" if sqlite else f"AND r.subject_id {whose.format('r.subject_id')} "  # else each person's are looked up
    with reading.cursor() as cursor:
        cursor.execute(
            f"WITH p AS MATERIALIZED (SELECT s.id, {words} FROM register_subject s WHERE s.id {whose.format('s.id')}) "  # noqa: S608 - whole numbers only
            f"SELECT {both}, count(*), {together} FROM p {joined} register_record r {on} r.subject_id = p.id "
            f"{near}AND r.superseded_by IS NULL AND r.category IN ({listed}) "
            f"AND r.id NOT IN {hidden_records(packing.at)} GROUP BY {by}"
        )
        for row in cursor:
            yield Group(row[:size], row[size], json.loads(row[-1]) if sqlite else row[-1])


def _set(name: str, of: str, among: int) -> Iterator[_Part]:
    """Give the parts of a set of bits, those beside each other together."""
    listed = list(places(among))
    for first in (n for n in listed if n - 1 not in listed):
        width = next(n for n in count(1) if first + n not in listed)
        yield _Part(name, of, f"(({of}.{name} >> {first}) & {(1 << width) - 1})", width, first)


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _truth(condition: str) -> str:
    """Write a condition as SQLite's number for it, which it has already."""
    return f"(({condition}) IS TRUE)"


def _packed(word: list[tuple[_Part, int]], of: str, *, sqlite: bool) -> str:
    """Write one number's parts of the record, or of the person."""
    number = "({} << {})" if sqlite else "(CAST({} AS bigint) << {})"
    return " | ".join(number.format(part.sql, place) for part, place in word if part.of == of) or "0"


def _filled(parts: list[_Part]) -> list[list[tuple[_Part, int]]]:
    """Lay parts side by side into as few numbers as they need."""
    words: list[list[tuple[_Part, int]]] = [[]]
    place = 0
    for part in parts:
        if place + part.width > _WORD:
            words.append([])
            place = 0
        words[-1].append((part, place))
        place += part.width
    return words
