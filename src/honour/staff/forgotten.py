"""A new password for somebody who has forgotten theirs."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from honour.staff.events import record
from honour.staff.joining import COMMAND_LINE
from honour.staff.leaving import end_sessions

if TYPE_CHECKING:
    from honour.staff.models import Member


class NoPasswordToForget(Exception):  # noqa: N818 - the name is the message
    """They have left, or sign in without a password: one given here would be a second way in."""


def may_forget(member: Member) -> bool:
    """Whether a member signs in by a password at all."""
    return member.is_active and member.has_usable_password()


@transaction.atomic
def give_password(member: Member, *, by: str = COMMAND_LINE) -> str:
    """Give a member a random password in place of theirs, to be changed at the first sign-in, and return it.

    Their open sessions end. Their second factors stay: whoever knows the password alone does not get further.

    Arguments: ``by``, the opaque id of whoever gives it.
    Errors: ``NoPasswordToForget``.
    """
    if not may_forget(member):
        raise NoPasswordToForget("They have left, or sign in elsewhere and have no password here.")
    given = secrets.token_urlsafe(12)
    member.set_password(given)
    member.must_change_password = True
    member.save(update_fields=["password", "must_change_password"])
    end_sessions(member)
    record("staff:password-given", {"member": member.opaque_id, "by": by})
    return given
