"""Which purposes a member may act for, with their names: what every page of contact is bounded by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from honour.intake.enquiries.listing import enquiries_for
from honour.staff.grants import purposes_granted
from honour.staff.models import Member
from honour.web.notices import current

if TYPE_CHECKING:
    from honour.gate.question import Action
    from honour.intake.models import Enquiry
    from honour.notice.model import Notice
    from honour.web.console.page import Visit


def purposes_of(request: Visit, action: Action = "use") -> dict[str, str]:
    """Give the purposes of the notice in use that a member may act for, with their names."""
    published = current()
    if published is None:
        return {}
    declared = published.notice.purposes
    return {short: declared[short].name for short in purposes_granted(request.actor, action, declared)}


def about_people(request: Visit, notice: Notice) -> dict[str, str]:
    """Give those under which something said could be written down: they list a category with room for words."""
    return {
        short: name
        for short, name in purposes_of(request).items()
        if notice.purposes[short].stated != "built-in"
        and any(
            field.type == "long-text" and not field.special
            for category in notice.categories_of(short)
            for field in notice.categories[category].fields.values()
        )
    }


def enquiry_or_404(request: Visit, enquiry: str) -> Enquiry:
    """Give an enquiry that the member's purposes let them see.

    Errors: ``Http404`` for any other, and while its person's erasure can be undone.
    """
    rows = enquiries_for(purposes_of(request)).select_related("collection")
    found = rows.filter(public_id=enquiry).first()
    if found is None:
        raise Http404
    return found


def colleagues_for(purpose: str) -> list[tuple[str, str]]:
    """Give the members who may act for a purpose, as choices: who an enquiry can be handed to."""
    rows = Member.objects.filter(is_active=True, roles__grants__purpose=purpose).distinct().order_by("name")
    return [(str(row.pk), row.name) for row in rows.prefetch_related("roles__grants") if _may_use(row, purpose)]


def _may_use(member: Member, purpose: str) -> bool:
    return any(
        "use" in grant.actions for role in member.roles.all() for grant in role.grants.all() if grant.purpose == purpose
    )
