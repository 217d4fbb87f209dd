"""How an invitation reaches somebody: by mail, or as a link that the privacy lead hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.installed import installed_server
from honour.mailroom.outbox import queue
from honour.staff.invitations import invite, token_of
from honour.web.messages import INVITATION

if TYPE_CHECKING:
    from honour.staff.models import Invitation
    from honour.web.console.staff.forms import InviteForm


def mail_is_set_up() -> bool:
    """Whether messages can leave."""
    try:
        return installed_server() is not None
    except MailNotSetUpError:
        return False


@transaction.atomic
def invite_by(form: InviteForm, by: str) -> Invitation:
    """Invite whom a valid form names, and let the message wait to leave.

    Arguments: ``by``, the opaque id of whoever asks. Errors: those of ``invite``.
    """
    given = form.cleaned_data
    made = invite(given["email"], given["name"], given["roles"], by=by)
    mail_invitation(made)
    return made


def mail_invitation(invitation: Invitation) -> None:
    """Queue the message that carries an invitation's newest link, in the caller's transaction; nothing without mail."""
    if mail_is_set_up():
        once = f"invitation-{invitation.pk}-{invitation.issue}"
        queue(INVITATION, member=invitation.pk, context={"issue": invitation.issue}, at=timezone.now(), dedupe=once)


def link_of(invitation: Invitation) -> str:
    """Give the link, to be handed over by the privacy lead."""
    return f"{settings.HONOUR_PUBLIC_URL.rstrip('/')}{reverse('console:join', args=[token_of(invitation)])}"
