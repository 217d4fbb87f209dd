"""Messages that reached nobody: what each was, whom it was for, why, what to do, and sending it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.intake.enquiries.listing import enquiries_for
from honour.intake.models import Interaction
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import send_again
from honour.register.models import Subject
from honour.register.versions import versions
from honour.staff.models import Invitation, Member
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.account.mail_words import MESSAGES, todo, why
from honour.web.console.contact.purposes import purposes_of
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.messages import INVITATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from honour.web.console.page import Visit

MOST = 200
OF_THE_PERSON = frozenset({
    "objected", "marketing-objected", "channel-stopped", "topic-stopped", "marketing-paused", "restricted",
    "consent-missing", "subject-erased",
})  # fmt: skip
"""Why a message stays here because its receiver said so: nobody has to do anything."""
GONE = "Somebody whose data are gone"
_COLUMNS = tuple(Column(label) for label in ("Message", "For", "When", "Why", "What to do"))


def failed() -> QuerySet[Outgoing]:
    """Give the messages that could not be delivered, the latest first."""
    return Outgoing.objects.filter(state=Outgoing.State.FAILED).order_by("-ended_at")


def stopped() -> QuerySet[Outgoing]:
    """Give the messages that were stopped for a reason that is not their receiver's own word, the latest first."""
    return Outgoing.objects.filter(state=Outgoing.State.REFUSED).exclude(reason__in=OF_THE_PERSON).order_by("-ended_at")


@page(Part.STAFF)
def undelivered(request: Visit) -> HttpResponse:
    """List what could not be delivered, and what was stopped before leaving."""
    context = {
        "count": failed().count() + stopped().count(),
        "most": MOST,
        "tables": [
            Table("Could not be delivered", _COLUMNS, _rows(request, failed())),
            Table("Stopped before leaving", _COLUMNS, _rows(request, stopped())),
        ],
        "trail": trail(("Mail", reverse("console:mail")), ("Not delivered", "")),
    }
    return show(request, "web/console/account/undelivered.html", context)


@page(Part.STAFF, "GET", "POST")
def message(request: Visit, message: str) -> HttpResponse:
    """Show a message that reached nobody, and send it again."""
    row = (failed() | stopped()).filter(public_id=message).first()
    if row is None:
        raise Http404
    whom, url = _whom([row])[message]
    if request.method == "POST":
        if send_again(message, by=request.actor.name, at=timezone.now()):
            messages.success(request, "It is queued again, and leaves within a minute if it may.")
        return redirect("console:mail-undelivered")
    called = _called(row)
    context = {
        "row": row,
        "called": called,
        "url": url,
        "facts": [("For", whom), ("When", _when(row)), ("Why", why(row.reason)), ("What to do", todo(row.reason))],
        "trail": trail(
            ("Mail", reverse("console:mail")), ("Not delivered", reverse("console:mail-undelivered")), (called, "")
        ),
    }
    return show(request, "web/console/account/message.html", context)


def _called(row: Outgoing) -> str:
    return MESSAGES.get(row.kind, row.kind)


def _when(row: Outgoing) -> str | None:
    return f"{timezone.localtime(row.ended_at):%-d %B %Y, %H:%M}" if row.ended_at else None


def _whom(found: Sequence[Outgoing]) -> dict[str, tuple[str, str]]:
    """Give whom each message was for and where their page is, nowhere where nothing is left; by its public id."""
    people, staff = _people(found), _staff(found)
    return {
        one.public_id: people.get(one.person, (GONE, "")) if one.person else staff[one.member, one.kind == INVITATION]
        for one in found
    }


def _rows(request: Visit, found: QuerySet[Outgoing]) -> tuple[Row, ...]:
    listed = list(found[:MOST])
    whose, enquiries = _whom(listed), _enquiries(request, listed)
    rows = []
    for one in listed:
        whom, url = whose[one.public_id]
        page = enquiries.get(one.public_id) or reverse("console:mail-message", args=[one.public_id])
        rows.append(Row((_called(one), whom, _when(one), why(one.reason), todo(one.reason)), page if url else ""))
    return tuple(rows)


def _people(found: Sequence[Outgoing]) -> dict[str, tuple[str, str]]:
    """Give what each person is to us, and where their page is; those of whom nothing is left are missing."""
    known = Subject.objects.filter(public_id__in={one.person for one in found}, status=Subject.Status.LIVE)
    names, clauses = Names(), versions().clauses
    return {
        person: (names.of("subjects", clauses.clause("kinds", kind)), reverse("console:person", args=[person]))
        for person, kind in known.values_list("public_id", "kind")
    }


def _staff(messages: Sequence[Outgoing]) -> dict[tuple[int | None, bool], tuple[str, str]]:
    """Give who works here, or was asked to, and where that is seen to; by their row, and whether they were asked."""
    found: dict[tuple[int | None, bool], tuple[str, str]] = {}
    for one in messages:
        invited = one.kind == INVITATION
        found[one.member, invited] = ("Somebody who was invited" if invited else "Somebody who worked here", "")
    numbers = {number for number, _ in found if number is not None}
    for model, invited, at in ((Member, False, "console:staff-member"), (Invitation, True, "console:staff-invitation")):
        for number, name in model.objects.filter(pk__in=numbers).values_list("pk", "name"):
            found[number, invited] = (name, reverse(at, args=[number]))
    return found


def _enquiries(request: Visit, messages: Sequence[Outgoing]) -> dict[str, str]:
    """Give where the enquiry is that a message answers, from which it can be sent again, if the member may see it."""
    seen = enquiries_for(purposes_of(request))
    answers = Interaction.objects.filter(message__in=[one.public_id for one in messages], enquiry__in=seen)
    return {
        message: reverse("console:enquiry", args=[enquiry])
        for message, enquiry in answers.values_list("message", "enquiry__public_id")
    }
