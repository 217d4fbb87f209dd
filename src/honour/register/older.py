"""The versions that a record replaced, however many times it was corrected."""

from __future__ import annotations

from collections.abc import Iterable

from honour.evidence.prepared import run_prepared

_BEFORE = """
    WITH RECURSIVE older(id) AS (
        SELECT id FROM register_record WHERE superseded_by = %s
        UNION SELECT r.id FROM register_record r JOIN older ON r.superseded_by = older.id
    ) SELECT id FROM older"""


def older_versions(records: Iterable[int]) -> list[int]:
    """Give the rows of records and of the versions they replaced."""
    found = list(records)
    before = {row[0] for record in found for row in run_prepared(_BEFORE, (record,))}
    return found + sorted(before - set(found))
