"""What people who are here already have decided: a list never undoes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from honour.register.models import Permission, Subject
from honour.register.versions import versions

_TAKEN_BACK = (Permission.Kind.WITHDRAWAL, Permission.Kind.OBJECTION)


@dataclass(slots=True)
class Standing:
    """A person's row, locked, and the purposes for which they once said no: no list can say yes for them again.

    ``had_stopped``: they had stopped marketing before the list came.
    """

    subject: Subject
    refused: frozenset[str]
    had_stopped: bool


def standing_of(people: Iterable[int]) -> dict[int, Standing]:
    """Lock people's rows, in one order, and give how each stands."""
    numbers = sorted(set(people))
    if not numbers:
        return {}
    rows = Subject.objects.select_for_update().filter(pk__in=numbers, status=Subject.Status.LIVE).order_by("pk")
    found = {row.pk: Standing(row, frozenset(), row.marketing_objection) for row in rows}
    clauses = versions().clauses
    said = Permission.objects.filter(subject__in=found, kind__in=_TAKEN_BACK).values_list("subject_id", "about")
    for person, about in said:
        purpose = clauses.clause("purposes", about)
        if purpose:
            found[person].refused |= {purpose}
    for one in found.values():
        one.refused |= clauses.of_bits("purposes", one.subject.objections)
    return found
