"""The work list: which enquiries a member sees, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, When
from django.utils import timezone

from honour.intake.enquiries.changing import UNANSWERED
from honour.intake.models import Enquiry, EnquiryChange, Interaction
from honour.mailroom.models import Outgoing
from honour.register.hidden import of_visible_people, of_visible_records

ENDED_BADLY = (Outgoing.State.REFUSED, Outgoing.State.FAILED)


def enquiries_for(purposes: Collection[str]) -> QuerySet[Enquiry]:
    """Give the enquiries answered under purposes that a member may use data for; nobody sees others.

    Those that wait for us come first, what is due first before the rest. While somebody's erasure can be undone nobody
    can read or answer them, so theirs are left out.
    """
    rows = _answerable(purposes).select_related("subject", "owner")
    return rows.order_by(Case(When(state__in=UNANSWERED, then=0), default=1), "due_on", "pk")


def _answerable(purposes: Collection[str]) -> QuerySet[Enquiry]:
    return of_visible_people(Enquiry.objects.filter(purpose__in=purposes), timezone.now())


def nobodys(purposes: Collection[str]) -> QuerySet[Enquiry]:
    """Give those that are open and have no owner."""
    return enquiries_for(purposes).filter(owner=None).exclude(state=Enquiry.State.CLOSED)


def late(purposes: Collection[str], today: dt.date) -> QuerySet[Enquiry]:
    """Give those that should have been answered before today."""
    return enquiries_for(purposes).filter(state__in=UNANSWERED, due_on__lt=today)


def counts(purposes: Collection[str]) -> dict[str, int]:
    """Give how many there are in each state."""
    rows = _answerable(purposes).order_by().values_list("state").annotate(n=Count("pk"))
    return {state: number for state, number in rows}  # noqa: C416 - pairs of a query


def undelivered(purposes: Collection[str]) -> list[Interaction]:
    """Give the answers that were refused or could not be sent, the newest first, but for those answered again since."""
    failed = Outgoing.objects.filter(kind="intake:answer", state__in=ENDED_BADLY).values("public_id")
    since = EnquiryChange.objects.filter(enquiry=OuterRef("enquiry"), what="answer", at__gt=OuterRef("recorded_at"))
    rows = Interaction.objects.filter(~Exists(since), purpose__in=purposes, message__in=failed).exclude(message="")
    seen = of_visible_records(rows, timezone.now()).select_related("enquiry__owner", "subject")
    return list(seen.order_by("-at")[:50])
