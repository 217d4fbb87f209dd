"""How somebody starts to work here, and what they do here."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from honour.staff.events import record
from honour.staff.models import Member
from honour.staff.roles import LEAD, ROLES, make_roles

if TYPE_CHECKING:
    from collections.abc import Iterable


COMMAND_LINE = "command-line"
"""Who acts when somebody with a shell does."""


class RoleUnknown(Exception):  # noqa: N818 - the name is the message
    """No role has this code: choose one of those that come with Honour."""


class AlreadyHere(Exception):  # noqa: N818 - the name is the message
    """A member with this email address exists: give them the roles instead."""


class LastLead(Exception):  # noqa: N818 - the name is the message
    """Nobody would be left who answers for it all: make somebody else privacy lead first."""


@transaction.atomic
def add_member(
    email: str, name: str, roles: Iterable[str], password: str | None = None, *, by: str = COMMAND_LINE
) -> tuple[Member, str]:
    """Add a member of staff and give the password to hand over; without one named, a random one is made.

    A random password has to be changed at the first sign-in; a named one (for a demonstration) stays.
    Arguments: ``by``, the opaque id of whoever does it.

    Errors: ``RoleUnknown``; ``AlreadyHere``.
    """
    codes = require_roles(roles)
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
    """Give a member these roles and no others. Errors: ``RoleUnknown``; ``LastLead``."""
    codes = require_roles(roles)
    if LEAD not in codes:
        require_another_lead(member)
    installed = make_roles()
    member.roles.set(installed[code] for code in codes)
    record("member:changed", {"member": member.opaque_id, "roles": sorted(codes), "by": by})


def require_roles(roles: Iterable[str]) -> list[str]:
    """Give the codes of roles, each once, in the order in which roles are listed. Errors: ``RoleUnknown``."""
    given = list(roles)
    for code in given:
        if code not in ROLES:
            raise RoleUnknown(f"There is no role {code!r}. Choose among: {', '.join(ROLES)}.")
    return [code for code in ROLES if code in given]


def require_another_lead(member: Member) -> None:
    """See that somebody else answers for it all, where a member has done so.

    Errors: ``LastLead``.
    """
    leads = Member.objects.filter(is_active=True, roles__code=LEAD)
    if leads.filter(pk=member.pk).exists() and not leads.exclude(pk=member.pk).exists():
        raise LastLead("Nobody else here is privacy lead. Give somebody else that role first.")
