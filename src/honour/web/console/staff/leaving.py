"""Ending somebody's access, and giving their work to somebody else in the same step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.staff.expiring import goes_at
from honour.staff.joining import LastLead
from honour.staff.leaving import leave
from honour.staff.models import Member
from honour.staff.roles import Part
from honour.staff.work import work_of
from honour.web.console.page import page, show
from honour.web.console.staff.forms import LeaveForm
from honour.web.console.staff.members import status, way

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.STAFF, "GET", "POST", confirmed=True)
def leaver(request: Visit, number: int) -> HttpResponse:
    """Say what a leaver holds, who gets it, and end their access."""
    one = Member.objects.filter(pk=number, is_active=True).first()
    if one is None or one == request.user:
        raise Http404
    held = work_of(one)
    handed = {work.name: len(lines) for work, lines in held.items() if work.hand_over is not None}
    listed = {work.name: lines for work, lines in held.items() if work.hand_over is None}
    form = LeaveForm(one, request.POST if request.method == "POST" else None, has_work=bool(handed))
    if request.method == "POST" and form.is_valid():
        successor = form.cleaned_data["successor"]
        try:
            moved = leave(one, successor=successor, by=request.actor.name)
        except LastLead as last:
            form.add_error(None, str(last))
        else:
            count = sum(moved.values())
            things = "One thing" if count == 1 else f"{count} things"
            to = f" {things} went to {successor.name}." if moved else ""
            goes = goes_at(one, timezone.now())
            until = f" Their account is deleted after {timezone.localtime(goes):%-d %B %Y}." if goes else ""
            messages.success(request, f"{one.name} can no longer sign in. What they did stays on record.{until}{to}")
            return redirect("console:staff")
    steps = (one.name, reverse("console:staff-member", args=[one.pk])), ("Leaving", "")
    context = {"form": form, "one": one, "handed": handed, "listed": listed, "trail": way(*steps)}
    return show(request, "web/console/staff/leave.html", context, status(form))
