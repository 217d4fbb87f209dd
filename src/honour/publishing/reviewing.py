"""When the notice and its assessments are looked at again, and reminding the privacy lead of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import NothingToSayError
from honour.mailroom.letters import letter
from honour.mailroom.messages import message_kind
from honour.mailroom.outbox import queue
from honour.notice.assessing import written_in
from honour.notice.model import SECTIONS
from honour.register.due.periods import add_period
from honour.register.errors import UnknownVersionError
from honour.register.versions import Published, versions
from honour.staff.models import Member
from honour.staff.roles import LEAD
from honour.ui.waiting import Onlooker, Urgency, Waiting, waiting_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from honour.mailroom.letters import Letter
    from honour.mailroom.queued import Queued

SOON = timedelta(days=30)
"""How long beforehand a review is remembered."""
KIND = "publishing:review"


@dataclass(frozen=True, slots=True)
class Review:
    """Something to be looked at again by a day: ``what`` names it, ``clause`` is its id, ``url`` where that is done."""

    what: str
    clause: str
    by: date
    url: str


def reviews(now: datetime) -> list[Review]:
    """Give the reviews that the notice in use promises, the earliest first."""
    try:
        published = versions().current(now)
    except UnknownVersionError:
        return []
    found = [*_of_notice(published), *_of_assessments(published)]
    return sorted(found, key=lambda one: (one.by, one.clause))


def _of_notice(published: Published) -> Iterator[Review]:
    changes = published.own.changes
    if changes is not None and changes.review_every:
        begun = timezone.make_aware(datetime.combine(changes.last_updated, datetime.min.time()))
        by = add_period(begun, changes.review_every).date()
        yield Review("The notice as a whole", "changes", by, reverse("console:drafts"))


def _of_assessments(published: Published) -> Iterator[Review]:
    for kind, short, called, written in written_in(published.own):
        url = reverse("console:assessment", args=[kind.code, short])
        yield Review(f"{kind.name}: {called}", f"{SECTIONS[kind.section]}.{short}", written.review_by, url)


@waiting_items("reviews", part="publishing")
def reviews_that_wait(who: Onlooker) -> Iterator[Waiting]:
    """Give the reviews that are near or late, for Today."""
    today = timezone.localdate(who.now)
    for one in reviews(who.now):
        if one.by <= today + SOON:
            urgency: Urgency = "now" if one.by < today else "soon"
            sentence = f"{one.what} is due to be looked at again."
            yield Waiting(sentence, one.url, by=one.by, urgency=urgency)


def remind(now: datetime) -> int:
    """Queue one message for each privacy lead when a review comes near, once for each day that it falls due on."""
    today = timezone.localdate(now)
    near = [one for one in reviews(now) if one.by <= today + SOON]
    if not near:
        return 0
    queued = 0
    with transaction.atomic():
        for member in Member.objects.filter(roles__code=LEAD, is_active=True).distinct():
            for day in sorted({one.by for one in near}):
                queue(
                    KIND, at=now, member=member.pk, context={"by": day.isoformat()}, dedupe=f"review:{member.pk}:{day}"
                )
                queued += 1
    return queued


@message_kind(KIND)
def review_letter(queued: Queued) -> Letter:
    """Say what is due to be looked at again, and by when."""
    day = date.fromisoformat(str(queued.context["by"]))
    due = [one for one in reviews(queued.at) if one.by == day]
    if not due:
        raise NothingToSayError("It was looked at meanwhile.")
    places = [(one.what, queued.link(one.url)) for one in due]
    context = {"name": queued.name, "due": places, "day": day}
    return letter("publishing/review", f"To be looked at again by {day:%-d %B %Y}", context)
