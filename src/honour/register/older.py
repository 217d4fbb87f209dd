"""The versions of a record, however many times it was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from honour.evidence.prepared import run_prepared
from honour.register.models import Record

_BEFORE = """
    WITH RECURSIVE older(id) AS (
        SELECT id FROM register_record WHERE superseded_by = %s
        UNION SELECT r.id FROM register_record r JOIN older ON r.superseded_by = older.id
    ) SELECT id FROM older"""


_AFTER = """
    WITH RECURSIVE newer(id) AS (
        SELECT superseded_by FROM register_record WHERE id = %s AND superseded_by IS NOT NULL
        UNION SELECT r.superseded_by FROM register_record r JOIN newer ON r.id = newer.id
               WHERE r.superseded_by IS NOT NULL
    ) SELECT id FROM newer"""


def older_versions(records: Iterable[int]) -> list[int]:
    """Give the rows of records and of the versions they replaced."""
    found = list(records)
    before = {row[0] for record in found for row in run_prepared(_BEFORE, (record,))}
    return found + sorted(before - set(found))


def with_every_version(records: Iterable[int]) -> frozenset[int]:
    """Give the rows of records, of the versions they replaced, and of those that replaced them.

    A hold that names one version keeps them all: none refers to another that is gone.
    """
    found = list(records)
    newer = {row[0] for record in found for row in run_prepared(_AFTER, (record,))}
    return frozenset(older_versions({*found, *newer}))


def naming(record: int) -> dict[str, Any]:
    """Name a record for the journal, with the versions that it replaced, the newest first.

    A backup that is older than a correction has a version that was replaced since, and not the record itself.
    """
    older = sorted(older_versions([record])[1:], reverse=True)
    return {"record": record, "older": older} if older else {"record": record}


def rows_named(named: Mapping[str, Any]) -> list[int]:
    """Give the rows that ``naming`` names."""
    return [named["record"], *named.get("older", ())]


def newest_there(named: Mapping[str, Any], subject: int, by: datetime) -> int | None:
    """Give the newest version that is there of a record that the journal names; ``None`` where none is.

    Arguments: ``named``, as ``naming`` says it; ``by``, when it was written: a number can be given again after a
    restore, and a record collected later is another one.
    """
    there = Record.objects.filter(pk__in=rows_named(named), subject=subject, collected_at__lte=by)
    return max(there.values_list("pk", flat=True), default=None)
