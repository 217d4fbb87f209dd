"""How somebody stops working here: their sign-in ends at once, their work goes to somebody else in the same step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from honour.staff import deputies, work
from honour.staff.events import record
from honour.staff.joining import COMMAND_LINE, require_another_lead
from honour.staff.models import Deputy

if TYPE_CHECKING:
    from honour.staff.models import Member


@transaction.atomic
def leave(member: Member, *, successor: Member | None = None, by: str = COMMAND_LINE) -> dict[str, int]:
    """End a member's access: no sign-in, no purpose, no session; give their work to a successor and say what that was.

    Errors: ``LastLead`` when nobody else would answer for it all.
    """
    require_another_lead(member)
    member.is_active, member.left_at = False, timezone.now()
    member.set_unusable_password()
    member.save(update_fields=["is_active", "left_at", "password"])
    for arranged in Deputy.objects.filter(ended_at=None).select_related("absent", "deputy"):
        if member in {arranged.absent, arranged.deputy}:
            deputies.end(arranged, by=by)
    moved = work.hand_over(member, successor) if successor else {}
    end_sessions(member)
    said = {"member": member.opaque_id, "by": by, "handed_over": sum(moved.values())}
    record("member:removed", said | ({"to": successor.opaque_id} if successor else {}))
    return moved


def end_sessions(member: Member, *, but: str | None = None) -> int:
    """End the sessions a member has open anywhere; say how many there were.

    Arguments: ``but``, the key of one that goes on.
    """
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but).iterator():
        if str(session.get_decoded().get("_auth_user_id")) == str(member.pk):
            session.delete()
            ended += 1
    return ended
