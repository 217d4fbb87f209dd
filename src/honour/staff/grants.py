"""Who may act for which purpose: from roles and grants to the gate's actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from honour.gate.question import ACTIONS, Actor
from honour.staff.deputies import both, standing_in
from honour.staff.events import record
from honour.staff.models import Grant, Member
from honour.staff.roles import LEAD, ROLES, Part, default_grants, make_roles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from honour.gate.question import Action
    from honour.notice.model import Notice


def actor_for(member: Member) -> Actor:
    """Give the actor that the gate asks about: the member, with their roles' purposes and of whom they stand in for.

    A member who may no longer sign in is granted nothing.
    """
    if not member.is_active:
        return Actor(member.opaque_id, "staff", {})
    grants = _grants(member)
    deputised: dict[str, str] = {}
    for absent in standing_in(member):
        for purpose, actions in _grants(absent).items():
            if actions - grants.get(purpose, frozenset()):
                deputised.setdefault(purpose, both(member, absent))
                grants[purpose] = grants.get(purpose, frozenset()) | actions
    return Actor(member.opaque_id, "staff", grants, deputised)


def _grants(member: Member) -> dict[str, frozenset[str]]:
    grants: dict[str, set[str]] = {}
    for grant in Grant.objects.filter(role__members=member):
        grants.setdefault(grant.purpose, set()).update(grant.actions)
    return {purpose: frozenset(actions) for purpose, actions in grants.items()}


def parts_for(member: Member) -> frozenset[Part]:
    """Give the parts of the console that a member's roles open, and those of whoever they stand in for."""
    return frozenset(opened_by(member))


def opened_by(member: Member) -> dict[Part, str]:
    """Give each part of the console that is open to a member, and the id under which what they do there is recorded."""
    if not member.is_active:
        return {}
    opened = dict.fromkeys(_parts(member), member.opaque_id)
    for absent in standing_in(member):
        for part in _parts(absent):
            opened.setdefault(part, both(member, absent))
    return opened


def anybody_for(part: Part, *, beside: str) -> bool:
    """Whether anybody who works here may open a part of the console, beside the member with an opaque id."""
    members = Member.objects.filter(is_active=True, roles__code__in=[k.code for k in ROLES.values() if part in k.parts])
    return any(member.opaque_id != beside for member in members.distinct())


def _parts(member: Member) -> frozenset[Part]:
    codes = member.roles.values_list("code", flat=True)
    return frozenset().union(*(ROLES[code].parts for code in codes if code in ROLES))


@transaction.atomic
def grant_defaults(notice: Notice) -> int:
    """Grant what a notice suggests for each purpose that nobody has been granted yet; say how many grants were made.

    A purpose that already has a grant was decided on by somebody, and is left alone.
    """
    roles = make_roles()
    decided = set(Grant.objects.values_list("purpose", flat=True))
    made = [
        Grant(role=roles[role], purpose=purpose, actions=list(actions))
        for role, purpose, actions in default_grants(notice)
        if purpose not in decided
    ]
    Grant.objects.bulk_create(made)
    return len(made)


@transaction.atomic
def set_grants(purpose: str, roles: Iterable[str], *, contacts: bool, by: str) -> None:
    """Let these roles act for a purpose, and no others; it holds from their next page.

    Arguments: ``contacts``, whether the purpose also writes to people; ``by``, the opaque id of whoever decides.
    """
    made, codes = make_roles(), set(roles)
    Grant.objects.filter(purpose=purpose).exclude(role__code__in=codes).delete()
    # The lead's row stays without an action, so that the next publication does not take this for undecided.
    for code in {*codes, LEAD}:
        others = ["use", "contact"] if contacts else ["use"]
        actions = (list(ACTIONS) if code == LEAD else others) if code in codes else []
        Grant.objects.update_or_create(role=made[code], purpose=purpose, defaults={"actions": actions})
    record("purpose:granted", {"purpose": purpose, "roles": sorted(codes), "by": by})


def roles_acting(purpose: str, action: Action = "use") -> list[str]:
    """Give the codes of the roles that may act for a purpose, in the order in which roles are listed."""
    grants = Grant.objects.filter(purpose=purpose).select_related("role")
    held = {grant.role.code for grant in grants if action in grant.actions}
    return [code for code in ROLES if code in held]


def roles_granted(purpose: str, action: Action = "use") -> list[str]:
    """Give the names of the roles that may act for a purpose."""
    return [ROLES[code].name for code in roles_acting(purpose, action)]


def purposes_granted(actor: Actor, action: Action, among: Iterable[str]) -> list[str]:
    """Give those of some purposes for which an actor may do something, in their order."""
    return [purpose for purpose in among if action in actor.grants.get(purpose, frozenset())]
