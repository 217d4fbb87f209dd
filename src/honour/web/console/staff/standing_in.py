"""Arranging who stands in for whom, and ending it before its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from honour.staff import deputies
from honour.staff.models import Deputy
from honour.staff.roles import Part
from honour.web.console.page import page, show
from honour.web.console.staff.forms import DeputyForm
from honour.web.console.staff.members import status, way

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.STAFF, "GET", "POST", confirmed=True)
def arrange(request: Visit) -> HttpResponse:
    """Arrange that somebody stands in for somebody else."""
    today = timezone.localdate()
    form = DeputyForm(request.POST or None, initial={"absent": request.GET.get("for", ""), "starts": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = deputies.arrange(
                given["absent"], given["deputy"], given["starts"], given["ends"], by=request.actor.name
            )
        except deputies.DeputyRefused as refused:
            form.add_error(None, str(refused))
        else:
            said = (
                f"{made.deputy.name} stands in for {made.absent.name} from {made.starts:%-d %B} to {made.ends:%-d %B}."
            )
            messages.success(request, f"{said} It ends by itself.")
            return redirect("console:staff")
    return show(request, "web/console/staff/arrange.html", {"form": form, "trail": way("Deputy")}, status(form))


@page(Part.STAFF, "GET", "POST", confirmed=True)
def deputy(request: Visit, number: int) -> HttpResponse:
    """End a deputy's rights before their time."""
    one = Deputy.objects.filter(pk=number, ended_at=None).select_related("absent", "deputy").first()
    if one is None:
        raise Http404
    if request.method == "POST":
        deputies.end(one, by=request.actor.name)
        messages.success(request, f"{one.deputy.name} no longer stands in for {one.absent.name}.")
        return redirect("console:staff")
    return show(request, "web/console/staff/deputy.html", {"one": one, "trail": way(one.deputy.name)})
