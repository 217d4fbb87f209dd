"""Tying a person to a company, on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.dealings.companies.keeping import CompanyError
from honour.dealings.companies.tying import tie, untie
from honour.dealings.models import Tie
from honour.staff.roles import Part
from honour.web.console.companies.forms import TieForm
from honour.web.console.naming import trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.CONTACT, "GET", "POST")
def tied(request: Visit, person: str) -> HttpResponse:
    """Tie somebody to a company, or end a tie."""
    known, now = found_or_404(request, person), timezone.now()
    ties = Tie.objects.filter(subject=known.number).select_related("company")
    ending = ties.filter(pk__in=[int(given) for given in request.POST.getlist("end")[:1] if given.isdigit()]).first()
    if ending is not None:
        untie(ending, by=request.actor.name, at=now)
        messages.success(request, "The tie is ended.")
        return redirect("console:person", person=person)
    form = TieForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            tie(person, form.cleaned_data["company"], form.cleaned_data["kind"], by=request.actor.name, at=now)
        except CompanyError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Tied. It goes with the person when they are erased.")
            return redirect("console:person", person=person)
    steps = (person, reverse("console:person", args=[person]))
    context = {
        "form": form,
        "known": known,
        "ties": ties,
        "trail": trail(("People", reverse("console:people")), steps, ("Companies", "")),
    }
    return show(request, "web/console/companies/tie.html", context, 400 if form.errors else 200)
