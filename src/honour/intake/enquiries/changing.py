"""Changing an enquiry: whose it is and how far. Each change is kept, and nobody undoes a change they have not seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.intake.enquiries.errors import ChangedMeanwhileError, EnquiryError
from honour.intake.enquiries.retaining import follow_state
from honour.intake.models import Enquiry, EnquiryChange

if TYPE_CHECKING:
    from honour.staff.models import Member

declare("enquiry:opened", "Somebody asked us something.")
declare("enquiry:changed", "An enquiry was taken, passed on, answered or closed.")

State = Enquiry.State
OPEN = (State.NEW, State.ANSWERING, State.WAITING, State.ANSWERED)
UNANSWERED = (State.NEW, State.ANSWERING)


def assign(enquiry: int, owner: Member | None, *, seen: int, by: str, at: dt.datetime) -> Enquiry:
    """Give an enquiry to somebody, or to nobody. One that was new is being answered from then on.

    Arguments: ``enquiry``, its row; ``seen``, the revision that whoever asks has seen; ``by``, their opaque id.
    Errors: ``ChangedMeanwhileError``; ``EnquiryError`` for somebody who does not work here any more.
    """
    if owner is not None and not owner.is_active:
        raise EnquiryError("They do not work here any more. Choose somebody else.")

    def change(row: Enquiry) -> list[tuple[str, str, str]]:
        made = [("owner", named(row.owner_id), named(owner.pk if owner else None))]
        row.owner = owner
        if owner is not None and row.state == State.NEW:
            made.append(("state", row.state, State.ANSWERING))
            row.state = State.ANSWERING
        elif owner is None and row.state == State.ANSWERING:
            made.append(("state", row.state, State.NEW))
            row.state = State.NEW
        return made

    return change_enquiry(enquiry, change, seen=seen, by=by, at=at)


def set_state(  # noqa: PLR0913 - which, to what, who asks
    enquiry: int, state: str, *, seen: int, by: str, at: dt.datetime, outcome: str = ""
) -> Enquiry:
    """Move an enquiry on: back to being answered, waiting for them, or closed with an outcome.

    Errors: ``ChangedMeanwhileError``; ``EnquiryError`` for a close without an outcome, or a state that is not one.
    """
    if state not in State.values:
        raise EnquiryError("There is no such state.")
    if (state == State.CLOSED) != bool(outcome) or (outcome and outcome not in Enquiry.Outcome.values):
        raise EnquiryError("Say how it ended, when it is closed and only then.")

    def change(row: Enquiry) -> list[tuple[str, str, str]]:
        made = [("state", row.state, state)]
        if state == State.CLOSED:
            made.append(("outcome", row.outcome, outcome))
            row.closed_at = at
        elif row.state == State.CLOSED:
            row.closed_at = None
        row.state, row.outcome = State(state), outcome
        return made

    return change_enquiry(enquiry, change, seen=seen, by=by, at=at)


Change = Callable[[Enquiry], list[tuple[str, str, str]]]


def change_enquiry(enquiry: int, change: Change, *, seen: int | None, by: str, at: dt.datetime) -> Enquiry:
    """Carry out a change of an enquiry, with a row for each thing changed and one ledger entry, in one transaction.

    Arguments: ``change``, which alters the row it is given and says what: a word, before, after; ``seen``, the revision
    that whoever asks has seen, or ``None`` where it does not matter.
    Errors: ``ChangedMeanwhileError``.
    """
    with transaction.atomic():
        row = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry)
        if seen is not None and row.revision != seen:
            later = EnquiryChange.objects.filter(enquiry=row, revision__gt=seen).order_by("pk")
            raise ChangedMeanwhileError(list(later), row.revision)
        closed = row.closed_at
        made = [one for one in change(row) if one[1] != one[2]]
        if not made:
            return row
        row.revision += 1
        row.save()
        if row.closed_at != closed:
            follow_state(row, at)
        said = {
            "enquiry": row.public_id,
            "by": by,
            "purpose": row.purpose,
            "changed": [[what, before, after] for what, before, after in made],
        }
        entry = entries.append("enquiry:changed", said, subject=row.subject_id, at=at)
        EnquiryChange.objects.bulk_create(
            EnquiryChange(
                enquiry=row, revision=row.revision, at=at, by=by, what=what, before=before, after=after, entry=entry
            )
            for what, before, after in made
        )
    return row


def named(member: int | None) -> str:
    """Give the opaque id by which a change names a member; nothing for nobody."""
    return "" if member is None else f"staff-{member}"
