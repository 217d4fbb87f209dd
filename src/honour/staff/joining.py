"""How somebody starts to work here, and stops."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from honour.staff.models import Member
from honour.staff.roles import ROLES, make_roles

if TYPE_CHECKING:
    from collections.abc import Iterable


class RoleUnknown(Exception):  # noqa: N818 - the name is the message
    """No role has this code: choose one of those that come with Honour."""


class AlreadyHere(Exception):  # noqa: N818 - the name is the message
    """A member with this email address exists: give them the roles instead."""


@transaction.atomic
def add_member(email: str, name: str, roles: Iterable[str], password: str | None = None) -> tuple[Member, str]:
    """Add a member of staff and give the password to hand over; without one named, a random one is made.

    A random password has to be changed at the first sign-in; a named one (for a demonstration) stays.

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
    return member, first


def set_roles(member: Member, roles: Iterable[str]) -> None:
    """Give a member these roles and no others. Errors: ``RoleUnknown``."""
    codes = list(roles)
    for code in codes:
        if code not in ROLES:
            raise RoleUnknown(f"There is no role {code!r}. Choose among: {', '.join(ROLES)}.")
    installed = make_roles()
    member.roles.set(installed[code] for code in codes)


def leave(member: Member) -> None:
    """End a member's access: no sign-in, no purpose, and every session they have open ends at its next request."""
    member.is_active = False
    member.set_unusable_password()
    member.save(update_fields=["is_active", "password"])
