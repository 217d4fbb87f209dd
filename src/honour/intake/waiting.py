"""What of intake waits on Today: enquiries that are mine, nobody's or late, and answers that did not arrive."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from honour.intake.enquiries.changing import UNANSWERED
from honour.intake.enquiries.listing import enquiries_for, late, nobodys, undelivered
from honour.intake.models import Import
from honour.ui.waiting import Onlooker, Waiting, waiting_items


@waiting_items("enquiries", part="contact")
def enquiries_that_wait(who: Onlooker) -> Iterator[Waiting]:
    """Say which enquiries need this member."""
    listed = reverse("console:contact")
    today = timezone.localdate(who.now)
    overdue = late(who.purposes, today).count()
    if overdue:
        said = "One enquiry should have been answered by now." if overdue == 1 else f"{overdue} enquiries are late."
        yield Waiting(said, f"{listed}?late=on", overdue, urgency="now")
    mine = enquiries_for(who.purposes).filter(owner=who.member, state__in=UNANSWERED, due_on__gte=today)
    told = mine.aggregate(first=Min("due_on"))
    number = mine.count()
    if number:
        said = "One enquiry of yours waits for an answer." if number == 1 else f"{number} enquiries of yours wait."
        yield Waiting(said, f"{listed}?owner=me", number, by=told["first"])
    for absent, name in who.absent.items():
        theirs = enquiries_for(who.purposes).filter(owner=absent, state__in=UNANSWERED, due_on__gte=today)
        number = theirs.count()
        if number:
            some = "One enquiry" if number == 1 else f"{number} enquiries"
            said = f"{some} of {name}, for whom you stand in, {'waits' if number == 1 else 'wait'} for an answer."
            yield Waiting(said, f"{listed}?owner={absent}", number, by=theirs.aggregate(first=Min("due_on"))["first"])
    free = nobodys(who.purposes).filter(due_on__gte=today)
    number = free.count()
    if number:
        said = "One enquiry is nobody’s." if number == 1 else f"{number} enquiries are nobody’s."
        yield Waiting(said, f"{listed}?owner=nobody", number, by=free.aggregate(first=Min("due_on"))["first"])


@waiting_items("answers", part="contact")
def answers_that_did_not_arrive(who: Onlooker) -> Iterator[Waiting]:
    """Say which answers were not delivered: one's own, those of whom one stands in for, and those that are nobody's."""
    for kept in undelivered(who.purposes):
        enquiry = kept.enquiry
        if enquiry is not None and enquiry.owner_id in {None, who.member, *who.absent} and enquiry.state != "closed":
            url = reverse("console:enquiry", args=[enquiry.public_id])
            yield Waiting("An answer of yours was not delivered.", url, urgency="now")


@waiting_items("imports", part="imports")
def lists_that_wait(who: Onlooker) -> Iterator[Waiting]:
    """Say which lists this member brought and left half way; each is given up by its day."""
    words = {
        Import.State.MAPPING: "A list of yours waits to be told what its columns hold.",
        Import.State.CHECKED: "A list of yours was tried, and waits to be brought in.",
    }
    for one in Import.objects.filter(by=who.actor, state__in=words).order_by("expires_at"):
        day = timezone.localdate(one.expires_at)
        yield Waiting(words[Import.State(one.state)], reverse("console:import", args=[one.public_id]), by=day)
