"""Which notice people were given, by the word of a list or of whoever settled it, kept with when that was.

A form or a message leaves its own row. Without one here, a form that somebody fills in later would look like the first
time that they were told where their data came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from honour.register.fetching import among
from honour.register.models import Permission
from honour.register.told_where_from import NEEDS_NO_TELLING
from honour.register.versions import Versions

_GIVEN = """
    INSERT INTO register_permission (subject_id, kind, about, at, how, recorded_by, entry)
    SELECT r.subject_id, %s, r.version, min(r.collected_at), %s, %s, %s
      FROM register_record r
     WHERE {these} AND r.version IS NOT NULL AND {from_elsewhere} AND NOT EXISTS (
        SELECT 1 FROM register_permission p WHERE p.subject_id = r.subject_id AND p.kind = %s AND p.about = r.version)
     GROUP BY r.subject_id, r.version"""


def from_elsewhere(known: Versions) -> frozenset[str]:
    """Give the sources of which people must be told: those that are neither they nor nobody else than they and us."""
    return frozenset(
        short
        for version in known.all
        for short, source in version.notice.sources.items()
        if source.kind not in NEEDS_NO_TELLING
    )


def write_given(known: Versions, records: Iterable[int], *, how: str, by: str, entry: int) -> None:
    """Write down that people were given the notice of records of theirs when these were taken, once for each version.

    Only of records that came from elsewhere than the person: with their own they were shown it. Call it in the
    transaction that wrote the records and their ``entry`` on the ledger.
    Arguments: ``how`` it is known; ``by``, the opaque id of who says so.
    """
    elsewhere = [known.clauses.number("sources", short) for short in from_elsewhere(known)]
    statement = _GIVEN.format(these=among("r.id"), from_elsewhere=among("r.source"))
    informed = Permission.Kind.INFORMED.value
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [informed, how, by, entry, json.dumps(list(records)), json.dumps(elsewhere), informed]
        )
