"""How an invitation reaches somebody: by mail, or as a link that the privacy lead hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from honour.staff.invitations import token_of

if TYPE_CHECKING:
    from honour.staff.models import Invitation


def mail_is_set_up() -> bool:
    """Whether messages can leave."""
    return False


def mail_invitation(invitation: Invitation) -> None:
    """Queue the message that carries an invitation's newest link, in the caller's transaction."""


def link_of(invitation: Invitation) -> str:
    """Give the link, to be handed over by the privacy lead."""
    return f"{settings.HONOUR_PUBLIC_URL.rstrip('/')}{reverse('console:join', args=[token_of(invitation)])}"
