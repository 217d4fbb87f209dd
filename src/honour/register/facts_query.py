"""Everything a use needs of one person, in one query: the gate's facts, the sealed values, the wrapped keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, overload

from django.db import DEFAULT_DB_ALIAS, connection, connections
from pydantic_core import from_json

from honour.evidence.prepared import run_prepared
from honour.gate.rows import SubjectRow
from honour.register.hidden import kept_in_secret
from honour.register.models import Subject
from honour.register.versions import STAMP

QUERY = f"""
SELECT {STAMP},
       s.id, s.kind, s.status, s.consents, s.objections, s.marketing_objection, s.restricted, s.informed, s.approvals,
       s.stops, s.paused_until,
       r.id, r.category, r.version, r.purposes, r.source, r.on_consent, r.due_at, r.lapsed, r.ends,
       r.value, r.collected_at, k.id, k.root_version, k.wrapped
  FROM register_subject s
  LEFT JOIN register_record r ON r.subject_id = s.id AND r.superseded_by IS NULL
  LEFT JOIN register_datakey k ON k.id = r.key_id AND k.state = 0
 WHERE s.public_id = %s
"""  # noqa: S608 - constants only
# A plus sign takes a column's declared type away, and with it looking for a conversion, and converting each value.
_SQLITE_QUERY = re.sub(r"(?<=[ \n])([srk]\.\w+)(?=[,\n])", r"+\1", QUERY.replace("%s", "?"))
_PLACE = itemgetter(16, 15)
_STAMP, _SUBJECT, _TERMS = slice(0, 4), slice(5, 15), slice(15, 22)


FactsRow = tuple[tuple[Any, ...], bytes, datetime | str, int, int, bytes]
"""A record: its terms for the gate (``RecordRow``), sealed value, time of collection, and its key unless that is gone.

The key is its row, the version of its root key, and its wrapped bytes.
"""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person and their records. ``number`` is the person's row; ``None`` when there is no such person."""

    number: int | None
    subject: tuple[Any, ...]
    records: list[FactsRow]


def read_facts(person: str, at: datetime) -> tuple[tuple[object, ...], PersonFacts | None]:
    """Read a person's facts and records, and the stamp of the published versions in the same moment.

    Of somebody erased, and of what is past its date, records that only a sealed hold keeps are as good as gone: no
    answer may tell of them, not even of a refusal for each.
    Arguments: ``person``, the opaque id; ``at``, the time by which a purpose of a record is over or not.
    """
    rows = _ask(person)
    if not rows:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {STAMP}")
            return tuple(cursor.fetchone()), None
    first = rows[0]
    records = []
    if first[15] is not None:
        rows.sort(key=_PLACE)
        now = _written(at)
        erased, late = first[6] == Subject.Status.ERASED, False
        for row in rows:
            terms = row[_TERMS]
            if terms[6].__class__ is str:
                terms = (*terms[:6], _instant(terms[6]))
            ends = row[23]
            over = row[22] if ends is None else row[22] | _over(ends, now)
            late = late or (terms[6] is not None and terms[6] <= at)
            records.append(((*terms, over), *row[24:]))
        if erased:
            records = []
        elif late and (secret := kept_in_secret(first[4], at)):
            records = [record for record in records if record[0][0] not in secret]
    subject = first[_SUBJECT]
    if subject[9].__class__ is str:  # a pause, which few people have
        subject = (*subject[:9], _instant(subject[9]))
    return first[_STAMP], PersonFacts(first[4], subject, records)


def facts_of(subject: Subject) -> SubjectRow:
    """Give the facts that the gate reads of a person whose row is at hand."""
    return SubjectRow(*(getattr(subject, name) for name in SubjectRow._fields))


def _ask(person: str) -> list[tuple[Any, ...]]:
    """Run the query through the driver: Django's cursor takes longer to write it anew each time than to answer it."""
    here = connections[DEFAULT_DB_ALIAS]  # asked once: Django looks for the thread's own at each mention
    if here.vendor == "sqlite":
        here.ensure_connection()
        with here.wrap_database_errors:
            rows: list[tuple[Any, ...]] = here.connection.execute(_SQLITE_QUERY, (person,)).fetchall()
            return rows
    return run_prepared(QUERY, [person])


def over_by(ends: str | None, at: datetime) -> int:
    """Give the purposes whose time is over by a moment, as bits, from a record's ``ends``."""
    return 0 if ends is None else _over(ends, _written(at))


def _over(ends: str, now: str) -> int:
    """Give the purposes whose time is over, as bits, from a record's ``ends``."""
    over = 0
    for end, purpose in _ends(ends):
        if end <= now:
            over |= purpose
    return over


@lru_cache(maxsize=4096)
def _ends(text: str) -> tuple[tuple[str, int], ...]:
    """Read when purposes end, each as a bit; records taken together, and until the same day, share the text."""
    listed: dict[str, str] = from_json(text)
    return tuple((end, 1 << int(purpose[1:])) for purpose, end in listed.items())


def _written(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def collected(time: datetime | str) -> datetime:
    """Give a record's time of collection, which SQLite keeps as text."""
    return time if isinstance(time, datetime) else _instant(time)


def _instant(text: str) -> datetime:
    """Read a time as Django keeps it in SQLite: text, in UTC."""
    return datetime.fromisoformat(text + "+00:00")


@overload
def aware(time: datetime) -> datetime: ...
@overload
def aware(time: None) -> None: ...
def aware(time: datetime | None) -> datetime | None:
    """Say of a time as a cursor gives it that it is UTC, where the database does not."""
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
