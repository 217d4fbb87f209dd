"""Recording of which kind somebody is by now, where the notice speaks of several kinds of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.dealings.matters import act_unless
from honour.register.becoming import become
from honour.staff.roles import Part
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404
from honour.web.console.person_forms import BecomeForm
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.MATTERS, "GET", "POST")
def becomes(request: Visit, person: str) -> HttpResponse:
    """Ask what somebody is to us; posted, record it, after asking once more where records would go by that."""
    known, names, published, now = found_or_404(request, person), Names(), current(), timezone.now()
    kinds = [] if published is None else [(short, each.name) for short, each in published.notice.subjects.items()]
    form = BecomeForm(kinds, request.POST if request.method == "POST" else None, initial={"kind": known.kind})
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        acted = act_unless(
            form.asks_about,
            lambda: become(person, kind, by=request.actor.name, at=now),
            now,
            person=known.number,
        )
        if acted.kept:
            messages.success(request, f"Recorded: {names.of('subjects', kind)}. Every date follows it.")
            return redirect("console:person", person=person)
    context = {
        "form": form,
        "known": known,
        "trail": trail(
            ("People", reverse("console:people")),
            (person, reverse("console:person", args=[person])),
            ("What they are to you", ""),
        ),
    }
    return show(request, "web/console/person_kind.html", context, status=400 if form.errors else 200)
