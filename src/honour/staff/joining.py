"""How somebody starts to work here, and stops."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from honour.staff.events import record
from honour.staff.models import Member
from honour.staff.roles import ROLES, make_roles

if TYPE_CHECKING:
    from collections.abc import Iterable


COMMAND_LINE = "command-line"
"""Who acts when somebody with a shell does."""


class RoleUnknown(Exception):  # noqa: N818 - the name is the message
    """No role has this code: choose one of those that come with Honour."""


class AlreadyHere(Exception):  # noqa: N818 - the name is the message
    """A member with this email address exists: give them the roles instead."""


@transaction.atomic
def add_member(
    email: str, name: str, roles: Iterable[str], password: str | None = None, *, by: str = COMMAND_LINE
) -> tuple[Member, str]:
    """Add a member of staff and give the password to hand over; without one named, a random one is made.

    A random password has to be changed at the first sign-in; a named one (for a demonstration) stays.
    Arguments: ``by``, the opaque id of whoever does it.

    Errors: ``RoleUnknown``; ``AlreadyHere``.
    """
    codes = list(roles)
    for code in codes:
        if code not in ROLES:
            raise RoleUnknown(f"There is no role {code!r}. Choose among: {', '.join(ROLES)}.")
    if Member.objects.filter(email__iexact=email).exists():
        raise AlreadyHere("Somebody with this email address already works here. Change their roles instead.")
    first = password or secrets.token_urlsafe(12)
    member = Member.objects.create_user(email, first, name=name, must_change_password=password is None)
    installed = make_roles()
    member.roles.set(installed[code] for code in codes)
    record("member:added", {"member": member.opaque_id, "roles": sorted(codes), "by": by})
    return member, first


@transaction.atomic
def set_roles(member: Member, roles: Iterable[str], *, by: str = COMMAND_LINE) -> None:
    """Give a member these roles and no others. Errors: ``RoleUnknown``."""
    codes = list(roles)
    for code in codes:
        if code not in ROLES:
            raise RoleUnknown(f"There is no role {code!r}. Choose among: {', '.join(ROLES)}.")
    installed = make_roles()
    member.roles.set(installed[code] for code in codes)
    record("member:changed", {"member": member.opaque_id, "roles": sorted(codes), "by": by})


@transaction.atomic
def leave(member: Member, *, by: str = COMMAND_LINE) -> None:
    """End a member's access: no sign-in, no purpose, and every session they have open ends at its next request."""
    member.is_active = False
    member.set_unusable_password()
    member.save(update_fields=["is_active", "password"])
    record("member:removed", {"member": member.opaque_id, "by": by})
