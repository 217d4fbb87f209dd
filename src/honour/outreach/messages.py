"""The messages of outreach, and the way to stop that every marketing message carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import NothingToSayError
from honour.mailroom.letters import Letter, letter
from honour.mailroom.messages import message_kind, stop_link
from honour.outreach.preferences.links import KIND, LASTS, preferences_token
from honour.outreach.stop_links import stop_token

if TYPE_CHECKING:
    from honour.mailroom.queued import Queued


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
    return letter("outreach/preferences", "Your link: what we may send you", context)
