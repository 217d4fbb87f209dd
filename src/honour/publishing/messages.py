"""The message that tells a person of a change before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import NothingToSayError
from honour.mailroom.letters import letter
from honour.mailroom.messages import message_kind
from honour.notice.wording import day_in_words, say
from honour.publishing.answering import LinkEndedError, link_token, questions_of, telling_of
from honour.publishing.saying import new_uses, words_of
from honour.publishing.telling import KIND

if TYPE_CHECKING:
    from honour.mailroom.letters import Letter
    from honour.mailroom.queued import Queued


@message_kind(KIND, purpose="honour-legal-notices", message_class="service")
def tell_of_change(queued: Queued) -> Letter:
    """Say what changes for the person, from when, and where they can answer and object."""
    token = link_token(int(queued.context["telling"]))
    try:
        telling = telling_of(token)
    except LinkEndedError as ended:
        raise NothingToSayError(str(ended)) from None
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
