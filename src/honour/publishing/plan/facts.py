"""The facts that decide about records, packed into whole numbers, so that the database can group five million of them.

Only what the questions look at is packed: of purposes, consents and objections the bits that matter. A chunk of people
at a time keeps memory flat and lets a plan tell how far it is, and stop.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from honour.gate.compiled.expressions import places
from honour.gate.rows import RecordRow, SubjectRow

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
    """A fact: its name, its SQL, and how many bits it takes."""

    name: str
    sql: str
    width: int


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
        width = {name: (number + 2).bit_length() for name, number in most.items()}
        parts = [
            _Part("category", "r.category", width["category"]),
            _Part("version", "coalesce(r.version + 1, 0)", width["version"]),
            _Part("source", "coalesce(r.source + 1, 0)", width["source"]),
            _Part("on_consent", _flag("r.on_consent"), 1),
            _Part("past", _flag(f"r.due_at <= {now}"), 1),
            _Part("kind", "coalesce(s.kind + 1, 0)", width["kind"]),
            _Part("status", "s.status", 2),
            _Part("stopped", _flag("s.marketing_objection"), 1),
            _Part("restricted", _flag("s.restricted"), 1),
            _Part("informed", f"(s.informed & {(1 << (most['version'] + 1)) - 1})", most["version"] + 1),
        ]
        parts += [_Part(f"purposes{n}", f"((r.purposes >> {n}) & 1)", 1) for n in places(purposes)]
        for n in places(asked):
            parts.append(_Part(f"consents{n}", f"((s.consents >> {n}) & 1)", 1))
            parts.append(_Part(f"objections{n}", f"((s.objections >> {n}) & 1)", 1))
            if over:
                end = f"{ends} ->> 'p{n}'"
                ended = f"r.lapse_at <= {now} AND (((r.lapsed >> {n}) & 1) = 1 OR {end} <= '{instant}')"
                parts.append(_Part(f"over{n}", _flag(ended), 1))
        self._words = _filled(parts)
        self._past, self._purposes, self._asked, self._over = at, purposes, asked, over
        self.sql = [" | ".join(f"(CAST({p.sql} AS bigint) << {place})" for p, place in word) for word in self._words]
        """An expression for each number that a group is known by."""

    def read(self, key: Sequence[int]) -> Seen:
        """Give the facts that a group's numbers stand for."""
        found = {
            part.name: number >> place & (1 << part.width) - 1
            for number, word in zip(key, self._words, strict=True)
            for part, place in word
        }

        def bits(name: str, among: int) -> int:
            return sum(1 << n for n in places(among) if found[f"{name}{n}"])

        def number(name: str) -> int | None:
            return found[name] - 1 if found[name] else None

        over = bits("over", self._asked) if self._over else 0
        consents, objections = bits("consents", self._asked), bits("objections", self._asked)
        stopped, restricted = bool(found["stopped"]), bool(found["restricted"])
        # What somebody chose about ways and topics of marketing stops messages, not the uses that a plan asks about.
        subject = SubjectRow(
            number("kind"), found["status"], consents, objections, stopped, restricted, found["informed"], approvals=-1
        )
        past = self._past if found["past"] else None
        record = RecordRow(
            0, found["category"], number("version"), bits("purposes", self._purposes), number("source"),
            bool(found["on_consent"]), past, over,
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
    """Group the newest records of some categories by their facts.

    Arguments: ``people``, rows: after the first number, up to the second.
    """
    sqlite = reading.vendor == "sqlite"
    together = "json_group_array(r.subject_id)" if sqlite else "array_agg(r.subject_id)"
    joined = "CROSS JOIN" if sqlite else "JOIN"  # SQLite keeps the order in which a cross join is written
    on = "WHERE s.id = r.subject_id AND" if sqlite else "ON s.id = r.subject_id WHERE"
    count = len(packing.sql)
    by = ", ".join(str(place) for place in range(1, count + 1))
    listed = ", ".join(map(str, sorted(categories)))
    with reading.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(packing.sql)}, count(*), {together} FROM register_record r {joined} register_subject s "  # noqa: S608 - whole numbers only
            f"{on} r.superseded_by IS NULL AND r.category IN ({listed}) "
            f"AND r.subject_id > {people[0]} AND r.subject_id <= {people[1]} GROUP BY {by}"
        )
        for row in cursor:
            yield Group(row[:count], row[count], json.loads(row[-1]) if sqlite else row[-1])


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


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
