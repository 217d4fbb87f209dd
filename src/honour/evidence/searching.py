"""Finding entries by the person they are about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Min
from pyroaring import BitMap

from honour.evidence.models import Payload
from honour.evidence.models.entries import RUN_BITS

_COLUMNS = ("pk", "entry__at", "entry__kind", "content")
_AT_ONCE = 500  # entries
# The runs are named one by one, or neither database would use an index that begins with them.
_ALONE = {
    "postgresql": f"""
        SELECT entry_id FROM evidence_payload
        WHERE (entry_id >> {RUN_BITS}) = ANY(ARRAY(SELECT generate_series(%s, %s))) AND subject = %s""",  # noqa: S608 - a constant of ours
    "sqlite": f"""
        WITH RECURSIVE run(number, last) AS (
            SELECT %s, %s UNION ALL SELECT number + 1, last FROM run WHERE number < last
        )
        SELECT entry_id FROM run CROSS JOIN evidence_payload
        WHERE (entry_id >> {RUN_BITS}) = run.number AND subject = %s""",  # noqa: S608 - as above
}


@dataclass(frozen=True, slots=True)
class Use:
    """An entry about a person.

    Arguments: ``entry``, its number; ``at``; ``kind``; ``payload``; ``people``, how many the entry is about.
    """

    entry: int
    at: datetime
    kind: str
    payload: dict[str, Any]
    people: int


def entries_about(subject: int, kinds: tuple[str, ...] = ()) -> list[Use]:
    """Return every entry about a person whose payload is still kept, the newest first.

    Entries about one person are found by index, run by run; those about many by looking into each set of people.
    Arguments: ``subject``, the register's id; ``kinds``, only entries of these, if any are given.
    """
    rows = Payload.objects.filter(entry__kind__in=kinds) if kinds else Payload.objects.all()
    people = dict.fromkeys(_alone(subject), 1) | dict(_shared_with(subject))
    numbers, found = list(people), []
    for portion in (numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE)):
        found += [_use(row, people[row[0]]) for row in rows.filter(pk__in=portion).values_list(*_COLUMNS)]
    return sorted(found, key=lambda use: (use.at, use.entry), reverse=True)


def _use(row: tuple[Any, ...], people: int) -> Use:
    entry, at, kind, content = row
    return Use(entry, at, kind, json.loads(content), people)


def _alone(subject: int) -> list[int]:
    """Return the entries about this person alone."""
    ends = Payload.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ALONE[connection.vendor], [ends["first"] >> RUN_BITS, ends["last"] >> RUN_BITS, subject])
        return [row[0] for row in cursor.fetchall()]


def _shared_with(subject: int) -> Iterator[tuple[int, int]]:
    """Yield each entry about many that is about this person too, and how many they are."""
    for entry, packed in Payload.objects.filter(subjects__isnull=False).values_list("pk", "subjects").iterator():
        people = BitMap.deserialize(bytes(packed or b""))
        if subject in people:
            yield entry, len(people)
