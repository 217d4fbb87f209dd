"""Asking somebody to work here: a link that opens once, for a week, and can be sent afresh."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from honour.keyring import installed_keyring
from honour.staff.events import record
from honour.staff.joining import AlreadyHere, require_roles
from honour.staff.models import Invitation, Member
from honour.staff.roles import make_roles

if TYPE_CHECKING:
    from collections.abc import Iterable

LIVES = dt.timedelta(days=7)
MOST_ISSUES = 10
"""A link is sent afresh this often; then the privacy lead invites anew."""

_MARK_BYTES = 20


class InvitationRefused(Exception):  # noqa: N818 - the name is the message
    """The link opens nothing: it was used, withdrawn, replaced by a newer one, altered, or its time is over."""


class InvitationEnded(InvitationRefused):
    """The link was genuine and its time is over; a fresh one can be sent to the same address."""

    def __init__(self, invitation: Invitation) -> None:
        self.invitation = invitation
        super().__init__(f"This invitation ended on {timezone.localtime(invitation.expires_at):%-d %B %Y}.")


@transaction.atomic
def invite(email: str, name: str, roles: Iterable[str], *, by: str) -> Invitation:
    """Ask somebody to work here with these roles.

    Arguments: ``by``, the opaque id of whoever asks. Errors: ``RoleUnknown``; ``AlreadyHere``, also for an address that
    has an invitation.
    """
    codes = require_roles(roles)
    address = email.lower()
    if Member.objects.filter(email=address).exists():
        raise AlreadyHere("Somebody with this email address already works here. Change their roles instead.")
    if Invitation.objects.filter(email=address).exists():
        raise AlreadyHere("This address has an invitation already. Send it afresh, or withdraw it first.")
    now = timezone.now()
    made = Invitation.objects.create(
        email=address, name=name, roles=codes, invited_by=by, invited_at=now, expires_at=now + LIVES
    )
    record("member:invited", {"invitation": made.pk, "roles": codes, "by": by})
    return made


@transaction.atomic
def renew(invitation: Invitation, *, by: str) -> Invitation:
    """Make a fresh link; the one before opens nothing from now on.

    Errors: ``InvitationRefused`` when it was sent too often.
    """
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if current.issue >= MOST_ISSUES:
        raise InvitationRefused("This invitation was sent too often. Withdraw it and invite them anew.")
    current.issue += 1
    current.expires_at = timezone.now() + LIVES
    current.save(update_fields=["issue", "expires_at"])
    record("member:invitation-renewed", {"invitation": current.pk, "issue": current.issue, "by": by})
    return current


@transaction.atomic
def withdraw(invitation: Invitation, *, by: str) -> None:
    """Take an invitation back: its link opens nothing, and the name and address go."""
    number = invitation.pk
    invitation.delete()
    record("member:invitation-withdrawn", {"invitation": number, "by": by})


def token_of(invitation: Invitation) -> str:
    """Give the newest link's token. It is worked out from a root key, so that none is stored."""
    return f"{invitation.pk}-{invitation.issue}-{_mark(invitation.pk, invitation.issue)[0]}"


def invitation_for(token: str) -> Invitation:
    """Give the invitation that a link opens.

    Errors: ``InvitationRefused``; ``InvitationEnded`` when only its time is over.
    """
    number, _, rest = token.partition("-")
    issue, _, mark = rest.partition("-")
    refused = InvitationRefused("This link opens nothing: it was used already, or a newer one was sent.")
    if not (number.isascii() and number.isdigit() and issue.isascii() and issue.isdigit()):
        raise refused
    if len(number) > 18 or len(issue) > 9:  # noqa: PLR2004 - no row has a longer number
        raise refused
    given = mark.encode()
    if not any(hmac.compare_digest(each.encode(), given) for each in _mark(int(number), int(issue))):
        raise refused
    found = Invitation.objects.filter(pk=int(number), issue=int(issue)).first()
    if found is None:
        raise refused
    if timezone.now() >= found.expires_at:
        raise InvitationEnded(found)
    return found


@transaction.atomic
def accept(token: str, *, name: str, password: str | None) -> Member:
    """Make the account of whoever was invited; the link opens nothing afterwards.

    Arguments: ``password``, ``None`` for somebody who signs in elsewhere. Errors: those of ``invitation_for``.
    """
    seen = invitation_for(token)
    locked = Invitation.objects.select_for_update().filter(pk=seen.pk, issue=seen.issue).first()
    if locked is None:
        raise InvitationRefused("This link opens nothing: it was used already, or a newer one was sent.")
    return welcome(locked, name=name, password=password)


@transaction.atomic
def welcome(invitation: Invitation, *, name: str, password: str | None) -> Member:
    """Turn an invitation into an account, and let the invitation go."""
    member = Member.objects.create_user(invitation.email, password, name=name)
    installed = make_roles()
    member.roles.set(installed[code] for code in invitation.roles if code in installed)
    said = {"member": member.opaque_id, "roles": sorted(invitation.roles), "by": invitation.invited_by}
    record("member:added", {**said, "invitation": invitation.pk})
    invitation.delete()
    return member


def _mark(number: int, issue: int) -> list[str]:
    """Work out a link's mark under every version of the key for tokens, newest first."""
    told = f"staff invitation\n{number}\n{issue}"
    marks = (base64.b32encode(digest[:_MARK_BYTES]) for digest in installed_keyring().tokens.every(told))
    return [mark.decode("ascii").lower() for mark in marks]
