"""Saying of which kind somebody is by now: an enquirer who became a customer, say."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.register.due.moving import move_due
from honour.register.due.scope import of_person
from honour.register.errors import UnknownClauseError
from honour.register.people import lock_person_and_notice

declare("person:became", "It was recorded that somebody is of another kind by now.")


def become(person: str, kind: str, *, by: str, at: datetime) -> int:
    """Record of which kind a person is; what the notice says of that kind holds for them at once.

    What they decided, and what their data were collected for, stays. Returns how many records' dates were reckoned
    again; none where they were of that kind already.
    Arguments: ``person``, the opaque id; ``kind``, the short id; ``by``, the opaque id of who says so.
    Errors: ``UnknownPersonError``; ``UnknownClauseError`` for a kind that the notice in use does not declare.
    """
    with transaction.atomic():
        subject, known = lock_person_and_notice(person)
        declared = known.current(at).notice.subjects
        if kind not in declared:
            raise UnknownClauseError(f"The notice in use has no {kind!r} among its subjects. Name one of those it has.")
        number, before = known.clauses.number("kinds", kind), known.clauses.clause("kinds", subject.kind)
        if subject.kind == number:
            return 0
        subject.kind = number
        subject.save(update_fields=["kind"])
        moved = move_due(of_person(subject.pk), at)
        said = {"was": before or "", "is": kind, "by": by, "records": moved}
        entries.append("person:became", said, subject=subject.pk, at=at)
    return moved
