"""Letting a person's data wait for a matter, or not any more, on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.dealings.matters import act_unless, involve, release
from honour.dealings.matters.errors import MatterRefusedError
from honour.dealings.matters.kinds import Kind
from honour.dealings.matters.waiting import matters_of
from honour.dealings.matters.words import called, standing
from honour.dealings.models import Matter
from honour.register.errors import UnknownPersonError, UnknownRecordError
from honour.staff.roles import Part
from honour.web.console.matters.forms import TieForm
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.register.overview import Overview
    from honour.web.console.page import Visit

MOST = 500
"""Matters that are offered, the open ones first; older ones are tied on their own page's days."""


@page(Part.MATTERS, "GET", "POST")
def tied(request: Visit, person: str) -> HttpResponse:
    """Let somebody's data wait for a matter, or not any more."""
    known, now = found_or_404(request, person), timezone.now()
    theirs = matters_of(known.number)
    ending = theirs.filter(
        pk__in=[int(given) for given in request.POST.getlist("end")[:1] if given.isdecimal()]
    ).first()
    if ending is not None:
        return _released(request, known, ending)
    offered = Matter.objects.exclude(kind=Kind.PERIOD).order_by(F("ended_at").desc(nulls_first=True), "-pk")[:MOST]
    form = TieForm(
        [(str(row.pk), f"{called(row)}{', ' + row.what if row.what else ''} ({standing(row)})") for row in offered],
        _records(known),
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        row = Matter.objects.get(pk=form.cleaned_data["matter"])
        record = int(form.cleaned_data["record"] or 0)

        def act() -> int:
            return involve(row, [person], record=record, by=request.actor.name, at=now)

        try:
            if act_unless(form.asks_about, act, now, person=known.number).kept:
                messages.success(request, "Tied. Their dates follow it.")
                return redirect("console:person", person=person)
        except (UnknownPersonError, UnknownRecordError) as gone:
            form.add_error("record", str(gone))
    steps = (person, reverse("console:person", args=[person]))
    context = {
        "form": form,
        "some": bool(offered),
        "known": known,
        "theirs": [(row, called(row), standing(row)) for row in theirs],
        "trail": trail(("People", reverse("console:people")), steps, ("Matters", "")),
    }
    return show(request, "web/console/matters/tie.html", context, 400 if form.errors else 200)


def _released(request: Visit, known: Overview, row: Matter) -> HttpResponse:
    now = timezone.now()

    def act() -> None:
        release(row, known.person, by=request.actor.name, at=now)

    try:
        going = act_unless(lambda _: False, act, now, person=known.number).going
    except MatterRefusedError as refused:
        messages.error(request, str(refused))
    else:
        gone = f" Past their date now: {going:,} of their records. They go tonight unless you tie them again."
        messages.success(request, f"Their data do not wait for it any more.{gone if going else ''}")
    return redirect("console:person-matters", person=known.person)


def _records(known: Overview) -> list[tuple[str, str]]:
    names = Names()
    return [
        (
            str(record.id),
            f"Only {names.of('categories', record.category)} of {timezone.localtime(record.collected_at):%-d %B %Y}",
        )
        for record in known.records
        if not record.superseded
    ]
