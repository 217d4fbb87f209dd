"""The messages that tell a person of a change before it is made, and where data came from that they did not give us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import NothingToSayError
from honour.mailroom.letters import letter
from honour.mailroom.messages import message_kind
from honour.notice.wording import day_in_words, say
from honour.publishing.answering import LinkEndedError, link_token, questions_of, telling_of
from honour.publishing.delivered import wait_anew
from honour.publishing.from_elsewhere import KIND as SOURCE_KIND
from honour.publishing.models import Informing, Telling
from honour.publishing.saying import new_uses, words_of
from honour.publishing.sources_said import what_came
from honour.publishing.telling import KIND

if TYPE_CHECKING:
    from honour.mailroom.letters import Letter
    from honour.mailroom.queued import Queued


@message_kind(KIND, purpose="honour-legal-notices", again=wait_anew)
def tell_of_change(queued: Queued) -> Letter:
    """Say what changes for the person, from when, and where they can answer and object."""
    token = link_token(int(queued.context["telling"]))
    try:
        telling = telling_of(token)
    except LinkEndedError as ended:
        raise NothingToSayError(str(ended)) from None
    if telling.state == Telling.State.POSTED:
        raise NothingToSayError("They were told by post.")
    proposal = telling.proposal
    notice = words_of(proposal).notice
    first = timezone.localtime(proposal.publish_at) if proposal.publish_at else notice.effective
    context = {
        "name": queued.name,
        "reach": notice.controller.email or notice.controller.name,
        "from": day_in_words(first),
        "uses": new_uses(telling),
        "questions": questions_of(telling),
        "link": queued.link(reverse("change", args=[token])),
    }
    subject = say("We ask your consent to a change" if telling.asked else "What changes in how we use your data")
    return letter("publishing/change", subject, context)


@message_kind(SOURCE_KIND, purpose="honour-legal-notices", again=wait_anew)
def tell_of_source(queued: Queued) -> Letter:
    """Say which data came from where, what they are for, and where the whole notice is (UK GDPR Art 14)."""
    rows = Informing.objects.filter(message=queued.id, subject__public_id=queued.person).order_by("pk")
    came = [said for row in rows if (said := what_came(row)) is not None]
    if not came:
        raise NothingToSayError("Nothing from elsewhere is held about this person any more.")
    controller = came[0].words.notice.controller
    context = {
        "name": queued.name,
        "came": came,
        "link": queued.link(reverse("privacy-version", args=[came[0].label])),
        "reach": controller.email or controller.name,
    }
    return letter("publishing/source", say("Where we have your data from"), context)
