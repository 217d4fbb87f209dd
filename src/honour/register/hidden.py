"""What only a sealed hold keeps: outside the role for such holds it is as good as gone, in every list and every count.

Its time is over, or its person was erased. Whoever saw that it is still there would learn of the hold (Proceeds of
Crime Act 2002, sections 333A and 342).
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from honour.register.due.reckoning import literal, over_for
from honour.register.holding import HELD, HELD_OPENLY, held_records
from honour.register.models import Record


def hidden_records(at: datetime) -> str:
    """Write the query for the records that only a sealed hold keeps, as a set to leave out: ``r.id NOT IN`` it."""
    return (
        "(SELECT r.id FROM register_record r JOIN register_subject s ON s.id = r.subject_id "  # noqa: S608 - ours
        "WHERE r.subject_id IN (SELECT subject_id FROM register_heldthing) "
        f"AND (r.due_at <= {literal(at)} OR s.status <> 0) AND {HELD} AND NOT {HELD_OPENLY})"
    )


def hidden_for(purpose: int, at: datetime) -> str:
    """Write the condition of a record ``r`` that only a sealed hold still keeps for a purpose whose time is over.

    Arguments: ``purpose``, its number.
    """
    return f"({over_for(purpose, at)} AND {HELD} AND NOT {HELD_OPENLY})"


def kept_in_secret(subject: int, at: datetime) -> frozenset[int]:
    """Give the records of a person that would be gone, if a sealed hold did not keep them."""
    sealed = [record for record, only_sealed in held_records(subject).items() if only_sealed]
    if not sealed:
        return frozenset()
    return frozenset(Record.objects.filter(pk__in=sealed, due_at__lte=at).values_list("pk", flat=True))


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
