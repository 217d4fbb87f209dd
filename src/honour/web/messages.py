"""The messages that the console sends to people who work here, or are asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import NothingToSayError
from honour.mailroom.letters import letter
from honour.mailroom.messages import message_kind
from honour.staff.invitations import token_of
from honour.staff.models import Invitation
from honour.web.notices import current

if TYPE_CHECKING:
    from honour.mailroom.letters import Letter
    from honour.mailroom.queued import Queued

INVITATION = "staff:invitation"


def _invited(number: int) -> tuple[str, str] | None:
    one = Invitation.objects.filter(pk=number).first()
    return (one.email, one.name) if one else None


@message_kind(INVITATION, address=_invited)
def invitation(queued: Queued) -> Letter:
    """Carry an invitation's link, unless it was taken back, used or replaced by a newer one meanwhile."""
    one = Invitation.objects.filter(pk=queued.member or 0, issue=queued.context["issue"]).first()
    if one is None:
        raise NothingToSayError("The invitation is gone.")
    published = current()
    here = published.notice.controller.name if published else "Honour"
    context = {
        "name": one.name,
        "here": here,
        "link": queued.link(reverse("console:join", args=[token_of(one)])),
        "until": timezone.localtime(one.expires_at),
    }
    return letter("web/mail/invitation", f"Join {here}", context)
