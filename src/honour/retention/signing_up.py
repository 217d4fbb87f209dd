"""What retention says on other pages: the holds on a person's page, and holds that should be looked at, on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from honour.notice.wording import counted
from honour.register.holding import holds_of
from honour.register.models import Erasure, Hold
from honour.register.witnessing import witness
from honour.retention.calendar import count_going
from honour.retention.proof.witnessing import certify_seen, look_for
from honour.ui.person_page import Asked, Panel, person_panel
from honour.ui.site import NavItem
from honour.ui.waiting import Onlooker, Waiting, waiting_items

witness(look_for, certify_seen)


@person_panel("holds", part="holds", order=20)
def holds_on(asked: Asked) -> Panel | None:
    """Say what is held of a person, and offer to hold."""
    standing = holds_of(asked.number, sealed="sealed" in asked.parts)
    said = tuple(
        f"{Hold.Kind(one.kind).label}, {one.matter}: kept, and looked at again on {one.review_on:%-d %B %Y}."
        for one in standing
    )
    acts = (NavItem("Hold their data", reverse("console:person-hold", args=[asked.person])),)
    return Panel("Holds", said or ("Nothing of theirs is held.",), acts, icon="lock")


@waiting_items("holds", part="holds")
def holds_to_look_at(who: Onlooker) -> Iterator[Waiting]:
    """Say which holds should be looked at again."""
    late = Hold.objects.filter(ended_at=None, review_on__lte=timezone.localdate(who.now))
    seen = late if "sealed" in who.parts else late.filter(sealed=False)
    first = seen.order_by("review_on").first()
    count = seen.count()
    if first is not None:
        words = "One hold should be looked at again." if count == 1 else f"{count} holds should be looked at again."
        yield Waiting(words, reverse("console:holds"), count=count, by=first.review_on, urgency="due")


@waiting_items("going", part="notice")
def what_goes_tonight(who: Onlooker) -> Iterator[Waiting]:
    """Say how many records reach their date by the next sweep, and whether some should have gone before."""
    going = reverse("console:keeping-going")
    due = count_going(who.now + timedelta(days=1), who.now, sealed="sealed" in who.parts)
    if due:
        words = f"{counted(due, 'record')} {'goes' if due == 1 else 'go'} with the next sweep."
        yield Waiting(words, going, due, urgency="soon")


@waiting_items("erasures", part="erasure")
def erasures_that_do_not_end(who: Onlooker) -> Iterator[Waiting]:
    """Say how many erasures have been under way for an hour and are not finished."""
    begun = Erasure.objects.filter(step__lt=Erasure.Step.CONFIRMED, asked_at__lt=who.now - timedelta(hours=1))
    stuck = begun.exclude(final_at__gt=who.now - timedelta(hours=1)).count()
    if stuck:
        words = f"{counted(stuck, 'erasure')} {'is' if stuck == 1 else 'are'} not finished."
        detail = "A hold keeps something of it, or the journal or a key is not there. It goes on by itself once it can."
        yield Waiting(words, reverse("console:erasures"), stuck, detail=detail)
