"""Enquiries in a member's name: listed when they leave, handed over to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.intake.enquiries.changing import assign
from honour.intake.models import Enquiry
from honour.staff.work import Work, sign_up

if TYPE_CHECKING:
    from honour.staff.models import Member


def _held(member: Member) -> list[str]:
    rows = Enquiry.objects.filter(owner=member).exclude(state=Enquiry.State.CLOSED).order_by("due_on")
    return [
        f"Enquiry of {timezone.localtime(row.received_at):%-d %B %Y}, {row.get_state_display().lower()}"
        for row in rows[:100]
    ]


def _hand_over(leaver: Member, successor: Member) -> int:
    rows = Enquiry.objects.filter(owner=leaver).exclude(state=Enquiry.State.CLOSED)
    moved = list(rows.values_list("pk", "revision"))
    for number, revision in moved:
        assign(number, successor, seen=revision, by=leaver.opaque_id, at=timezone.now())
    return len(moved)


sign_up(Work("enquiries", _held, _hand_over))
