"""How an invitation reaches somebody: by mail, or as a link that the privacy lead hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.installed import installed_server
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import queue
from honour.staff.invitations import invite, token_of
from honour.web.console.account.mail_words import why
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
        once = _once(invitation)
        queue(INVITATION, member=invitation.pk, context={"issue": invitation.issue}, at=timezone.now(), dedupe=once)


def why_not_there(invitation: Invitation) -> str:
    """Say why the message with an invitation's newest link has not left, or never will; empty when it has."""
    sent = Outgoing.objects.filter(dedupe=_once(invitation)).first()
    reason = (sent.reason or sent.failure) if sent and sent.state != Outgoing.State.SENT else ""
    return why(reason) if reason else ""


def _once(invitation: Invitation) -> str:
    return f"invitation-{invitation.pk}-{invitation.issue}"


def link_of(invitation: Invitation) -> str:
    """Give the link, to be handed over by the privacy lead."""
    return f"{settings.HONOUR_PUBLIC_URL.rstrip('/')}{reverse('console:join', args=[token_of(invitation)])}"
