"""Taking away, from records that stay, the purposes whose time is over."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.register.due.turns import take_turn
from honour.register.holding import BEING_ERASED, HELD
from honour.register.versions import versions

BATCH = 20_000
"""Records changed in one transaction."""


def lapse_batch(purpose: str, cutoff: datetime, now: datetime, *, size: int = BATCH) -> int:
    """Take a purpose away from up to ``size`` records for which its time was over at ``cutoff``; gives how many.

    What a hold names keeps its purposes: the gate refuses them all the same.
    """
    bit = versions().clauses.bits("purposes", [purpose])
    text = "::jsonb" if connection.vendor == "postgresql" else ""
    query = f"""
        UPDATE register_record SET purposes = purposes & ~{bit}, lapsed = lapsed | {bit}
         WHERE id IN (SELECT r.id FROM register_record r
                       WHERE r.lapse_at <= %s AND (r.purposes & {bit}) <> 0
                         AND (r.ends{text} ->> 'p{bit.bit_length() - 1}') <= %s AND NOT {HELD}
                         AND r.id NOT IN {BEING_ERASED} LIMIT %s)
        RETURNING subject_id"""  # noqa: S608 - a number and constants of ours
    at = connection.ops.adapt_datetimefield_value(cutoff)
    with transaction.atomic():
        take_turn(patient=True)
        with connection.cursor() as cursor:
            cursor.execute(query, [at, f"{cutoff.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}", size])
            people = [row[0] for row in cursor.fetchall()]
        if people:
            entries.append(
                "retention:lapsed", {"purpose": purpose, "records": len(people)}, subjects=BitMap(people), at=now
            )
    return len(people)
