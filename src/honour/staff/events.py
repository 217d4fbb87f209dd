"""Signing in and out, and failing to, on the ledger: by the member's opaque id, never with an address or a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.kinds import SECURITY, declare
from honour.staff.models import Member

if TYPE_CHECKING:
    from django.http import HttpRequest


declare("staff:locked-out", "Signing in was paused after too many failures.", SECURITY)
declare("purpose:granted", "It was decided which roles act for a purpose.")
declare("member:invited", "Somebody was asked to work here.")
declare("member:invitation-renewed", "An invitation to work here was sent afresh.")
declare("member:invitation-withdrawn", "An invitation to work here was taken back.")
declare("deputy:arranged", "It was arranged that somebody stands in for somebody else.")
declare("deputy:ended", "A deputy's rights were ended before their time.")
declare("role:changed", "It was decided whether a role needs a second factor to sign in.")
declare("factor:added", "Somebody who works here added a second factor to their sign-in.", SECURITY)
declare("factor:removed", "A second factor of somebody's sign-in was removed.", SECURITY)
declare("factor:refused", "A second factor was not the right one.", SECURITY)
declare("staff:linked", "Somebody's account was tied to the identity provider.", SECURITY)
declare("staff:password-given", "Somebody who works here was given a new password.", SECURITY)
declare("staff:password-changed", "Somebody who works here chose a new password.", SECURITY)


def record(kind: str, payload: dict[str, Any]) -> None:
    """Put an event about staff on the ledger, now."""
    with transaction.atomic():
        entries.append(kind, payload, at=timezone.now())


@receiver(user_logged_in)
def signed_in(user: Member, **_: Any) -> None:
    """Record that a member signed in."""
    record("staff:signed-in", {"member": user.opaque_id})


@receiver(user_logged_out)
def signed_out(user: Member | None, request: HttpRequest, **_: Any) -> None:
    """Record that a member signed out, or that their session had ended."""
    if user is not None:
        record("staff:signed-out", {"member": user.opaque_id, "ended": bool(getattr(request, "session_ended", False))})


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Record that somebody failed to sign in; whoever it claimed to be is named only if they work here.

    What is refused unread while signing in is paused leaves no entry: nobody can fill the ledger from outside.
    """
    tries = getattr(request, "counted_tries", None)
    if tries is not None and tries.refused:
        return
    email = str(credentials.get("email", "")).lower()
    record("staff:refused", {"member": _who(email), "in_a_row": tries.count if tries else None})


def locked_out(email: str) -> None:
    """Record that signing in is paused after too many failures."""
    record("staff:locked-out", {"member": _who(email)})


def password_changed(member: Member) -> None:
    """Record that a member chose a new password."""
    record("staff:password-changed", {"member": member.opaque_id})


def _who(email: str) -> str | None:
    claimed = Member.objects.filter(email=email).first()
    return claimed.opaque_id if claimed else None
