"""The messages of outreach, and the way to stop that every marketing message carries."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import NothingToSayError
from honour.mailroom.letters import Letter, letter
from honour.mailroom.messages import IN_CONTEXT, message_kind, stop_link
from honour.notice.wording import month_in_words, period_in_words, say
from honour.outreach.preferences import asking
from honour.outreach.preferences.links import KIND, LASTS, preferences_token
from honour.outreach.stop_links import stop_token
from honour.register.models import Record

if TYPE_CHECKING:
    from honour.mailroom.queued import Queued

_WITHIN = dt.timedelta(days=30)
"""For how long the link works that nobody asked for."""


@stop_link
def stop(queued: Queued) -> str:
    """Give the address at which a message's receiver stops such messages."""
    token = stop_token(queued.person or "", queued.address, queued.context.get("topic"))
    return queued.link(reverse("stop", args=[token]))


@message_kind(KIND, purpose="honour-rights")
def preferences(queued: Queued) -> Letter:
    """Write the message with the link to a person's preferences."""
    if queued.person is None or queued.identifier is None:
        raise NothingToSayError
    token = preferences_token(queued.person, queued.identifier, queued.at)
    context = {
        "link": queued.link(reverse("preferences-of", args=[token])),
        "ends": timezone.localtime(queued.at + LASTS),
    }
    return letter("outreach/preferences", say("Your link: what we may send you"), context)


@message_kind(asking.KIND, purpose=IN_CONTEXT)
def still_right(queued: Queued) -> Letter:
    """Ask somebody whose details are old if they are still right; the details themselves stand behind the link."""
    record = Record.objects.filter(pk=queued.context["record"], superseded_by=None).first()
    declared = {asks.purpose: asks.period for asks in asking.asks_declared(queued.at)}
    if queued.person is None or queued.identifier is None or record is None or queued.purpose not in declared:
        raise NothingToSayError
    token = preferences_token(queued.person, queued.identifier, queued.at, _WITHIN)
    context = {
        "since": month_in_words(timezone.localtime(record.collected_at)),
        "period": period_in_words(declared[queued.purpose]),
        "link": queued.link(reverse("preferences-of", args=[token])),
        "ends": timezone.localtime(queued.at + _WITHIN),
    }
    return letter("outreach/still_right", say("Are your details still right?"), context)
