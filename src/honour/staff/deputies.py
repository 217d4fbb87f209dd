"""Who stands in for whom: a deputy has an absent member's rights, from a day to a day, and acts in both their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from honour.staff.events import record
from honour.staff.models import Deputy, Member

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet


class DeputyRefused(Exception):  # noqa: N818 - the name is the message
    """Nobody stands in so: the message says why."""


@transaction.atomic
def arrange(absent: Member, deputy: Member, starts: dt.date, ends: dt.date, *, by: str) -> Deputy:
    """Let somebody stand in for somebody else, from a day to a day, both included. It ends by itself.

    Errors: ``DeputyRefused`` for oneself, somebody who left, a period that is over or runs backwards.
    """
    if absent == deputy:
        raise DeputyRefused("Nobody stands in for themselves. Choose somebody else.")
    if not (absent.is_active and deputy.is_active):
        raise DeputyRefused("Both must still work here.")
    if ends < starts:
        raise DeputyRefused("The last day comes before the first.")
    if ends < timezone.localdate():
        raise DeputyRefused("This period is over already.")
    made = Deputy.objects.create(absent=absent, deputy=deputy, starts=starts, ends=ends, arranged_by=by)
    said = {"deputy": deputy.opaque_id, "for": absent.opaque_id, "from": starts.isoformat(), "until": ends.isoformat()}
    record("deputy:arranged", {**said, "by": by})
    return made


@transaction.atomic
def end(arranged: Deputy, *, by: str) -> None:
    """End a deputy's rights now; they are gone with their next page."""
    ended = Deputy.objects.filter(pk=arranged.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        said = {"deputy": arranged.deputy.opaque_id, "for": arranged.absent.opaque_id, "by": by}
        record("deputy:ended", said)


def live() -> QuerySet[Deputy]:
    """Give who stands in for whom today; whoever left is stood in for by nobody, and stands in for nobody."""
    today = timezone.localdate()
    rows = Deputy.objects.filter(ended_at=None, starts__lte=today, ends__gte=today)
    return rows.filter(absent__is_active=True, deputy__is_active=True).select_related("absent", "deputy")


def standing_in(member: Member) -> list[Member]:
    """Give those for whom a member stands in today. It is not passed on to a deputy's deputy."""
    return [row.absent for row in live().filter(deputy=member).order_by("absent_id")]


def both(member: Member, absent: Member) -> str:
    """Give the id under which a deputy's act is recorded: it names the deputy and whom they stood in for."""
    return f"{member.opaque_id}-for-{absent.opaque_id}"
