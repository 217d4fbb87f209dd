"""What only a sealed hold keeps: outside the role for such holds it is as good as gone, in every list and every count.

Its time is over, or its person was erased. Whoever saw that it is still there would learn of the hold (Proceeds of
Crime Act 2002, sections 333A and 342).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from honour.evidence.prepared import run_prepared
from honour.register.due.reckoning import literal, over_for
from honour.register.holding import HELD, HELD_OPENLY
from honour.register.models import Record, Subject

Row = TypeVar("Row", bound=Model)
_HIDDEN = f"""(r.due_at <= {{at}} OR s.status <> 0) AND {HELD} AND NOT {HELD_OPENLY} AND NOT EXISTS (
    SELECT 1 FROM register_erasure e
     WHERE e.subject_id = r.subject_id AND e.step = 0 AND (e.record IS NULL OR e.record = r.id))"""  # noqa: S608 - ours
"""True for a record ``r`` of a person ``s`` that only a sealed hold keeps. One that is being erased, and can be undone
yet, is there for everybody, held or not."""


def hidden_records(at: datetime) -> str:
    """Write the query for the records that only a sealed hold keeps, as a set to leave out: ``r.id NOT IN`` it."""
    return (
        "(SELECT r.id FROM register_record r JOIN register_subject s ON s.id = r.subject_id "  # noqa: S608 - ours
        "WHERE r.subject_id IN (SELECT subject_id FROM register_heldthing) "
        f"AND {_HIDDEN.format(at=literal(at))})"
    )


def hidden_for(purpose: int, at: datetime) -> str:
    """Write the condition of a record ``r`` that only a sealed hold still keeps for a purpose whose time is over.

    Arguments: ``purpose``, its number.
    """
    return f"({over_for(purpose, at)} AND {HELD} AND NOT {HELD_OPENLY})"


_OF_ONE = f"""SELECT r.id FROM register_record r JOIN register_subject s ON s.id = r.subject_id
    WHERE r.subject_id = %s AND {_HIDDEN.format(at="%s")}"""  # noqa: S608 - ours


def kept_in_secret(subject: int, at: datetime) -> frozenset[int]:
    """Give the records of a person that would be gone, if a sealed hold did not keep them."""
    due = connection.ops.adapt_datetimefield_value(at)
    return frozenset(record for (record,) in run_prepared(_OF_ONE, (subject, due)))


def visible_people(at: datetime) -> QuerySet[Subject]:
    """Give the people who are here, as far as somebody may know who knows nothing of sealed holds."""
    return Subject.objects.filter(status=Subject.Status.LIVE).exclude(pk__in=hidden_people(at))


def visible_records(at: datetime) -> QuerySet[Record]:
    """Give the records of people who are here, less those that only a sealed hold keeps."""
    return Record.objects.filter(subject__status=Subject.Status.LIVE).exclude(pk__in=_hidden(at))


def without_hidden(records: Sequence[int], at: datetime) -> list[int]:
    """Give of some records those that something else than a sealed hold keeps."""
    hidden = set(Record.objects.filter(pk__in=_hidden(at)).values_list("pk", flat=True)) if records else set()
    return [record for record in records if record not in hidden]


def of_visible_records(rows: QuerySet[Row], at: datetime) -> QuerySet[Row]:
    """Give of rows that belong to a record of a person (``subject``, ``record``) those whose record is visible."""
    return rows.filter(subject__status=Subject.Status.LIVE).exclude(record__in=_hidden(at))


def of_visible_people(rows: QuerySet[Row], at: datetime) -> QuerySet[Row]:
    """Give of rows that belong to a person (``subject``) those of people whom ``visible_people`` gives."""
    return rows.filter(subject__status=Subject.Status.LIVE).exclude(subject__in=hidden_people(at))


def _hidden(at: datetime) -> RawSQL:
    return RawSQL(hidden_records(at).removeprefix("(").removesuffix(")"), ())  # noqa: S611 - ours, with a date in it


def hidden_people(at: datetime) -> frozenset[int]:
    """Give the people, by their rows, of whom nothing is left but what sealed holds keep."""
    hidden = hidden_records(at)
    query = (
        f"SELECT DISTINCT n.subject_id FROM register_record n WHERE n.id IN {hidden} AND NOT EXISTS "  # noqa: S608 - ours
        f"(SELECT 1 FROM register_record o WHERE o.subject_id = n.subject_id AND o.id NOT IN {hidden})"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return frozenset(row[0] for row in cursor.fetchall())
