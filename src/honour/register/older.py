"""The versions that a record replaced, however many times it was corrected."""

from __future__ import annotations

from collections.abc import Iterable

from honour.register.models import Record


def older_versions(records: Iterable[int]) -> list[int]:
    """Give the rows of records and of the versions they replaced."""
    found = list(records)
    front = found
    while front:
        front = list(Record.objects.filter(superseded_by__in=front).exclude(pk__in=found).values_list("pk", flat=True))
        found = found + front
    return found
