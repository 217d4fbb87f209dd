"""Taking away, from records that stay, the purposes whose time is over."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.register.due.reckoning import over_for
from honour.register.due.turns import take_turn
from honour.register.holding import FREE
from honour.register.versions import versions

BATCH = 20_000
"""Records changed in one transaction."""


def lapse_batch(purpose: str, cutoff: datetime, now: datetime, *, size: int = BATCH) -> int:
    """Take a purpose away from up to ``size`` records for which its time was over at ``cutoff``; gives how many.

    What a hold names keeps its purposes: the gate refuses them all the same.
    """
    number = versions().clauses.number("purposes", purpose)
    bit = 1 << number
    query = f"""
        UPDATE register_record SET purposes = purposes & ~{bit}, lapsed = lapsed | {bit}
         WHERE id IN (SELECT r.id FROM register_record r
                       WHERE {over_for(number, cutoff)} AND (r.purposes & {bit}) <> 0 AND {FREE} LIMIT %s)
        RETURNING subject_id"""  # noqa: S608 - a number and constants of ours
    with transaction.atomic():
        take_turn(patient=True)
        with connection.cursor() as cursor:
            cursor.execute(query, [size])
            people = [row[0] for row in cursor.fetchall()]
        if people:
            entries.append(
                "retention:lapsed", {"purpose": purpose, "records": len(people)}, subjects=BitMap(people), at=now
            )
    return len(people)
