"""What is done about a person on a page of its own: recording a stop they told us of, and erasing their data."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.gate.choices import stops_of
from honour.register.deciding import decide
from honour.register.erasing import erase_person
from honour.register.heeding import sharing_with
from honour.register.holding import holds_of
from honour.register.models import Permission, Subject
from honour.staff.roles import Part
from honour.web.console.held import held_by_category
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404
from honour.web.console.person_forms import EraseForm, StopForm
from honour.web.notices import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.register.overview import Overview
    from honour.ui.site import NavItem
    from honour.web.console.page import Visit

HOLDS = {
    Permission.Kind.MARKETING_STOP: "Recorded. Marketing to this person has stopped.",
    Permission.Kind.STOP: "Recorded. Nothing of that is sent any more.",
    Permission.Kind.OBJECTION: "Recorded. Their data are not used for that any more.",
    Permission.Kind.WITHDRAWAL: "Recorded. Nothing more rests on that consent.",
    Permission.Kind.RESTRICTION: "Recorded. Their data are held, and not used.",
}


@page(Part.STOPS, "GET", "POST")
def stop(request: Visit, person: str) -> HttpResponse:
    """Record that a person said stop, and how they told us; it holds at once."""
    known, names = found_or_404(request, person), Names()
    form = StopForm(_stops(known, names), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind, about = form.chosen()
        decide(
            person,
            kind,
            about=about,
            at=timezone.now(),
            how=form.cleaned_data["how"],
            recorded_by=request.actor.name,
        )
        alike = _alike(known) if kind == Permission.Kind.MARKETING_STOP else ""
        messages.success(request, f"{HOLDS[kind]} {alike}".strip())
        return redirect("console:person", person=person)
    context = {"form": form, "trail": _trail(person, "Record a stop"), "known": known}
    return show(request, "web/console/person_stop.html", context, status=400 if form.errors else 200)


def _alike(known: Overview) -> str:
    """Say what a stop means for others who share a number or an address."""
    others = sharing_with(Subject.objects.get(pk=known.number), timezone.now())
    if not others:
        return ""
    who = "One other person here shares" if others == 1 else f"{others} other people here share"
    return f"{who} a number or address of theirs: nothing for marketing goes there, and otherwise they are not stopped."


def _stops(known: Overview, names: Names) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what a person can stop, in groups: marketing, one purpose, a consent they gave, everything."""
    kind = Permission.Kind
    published = current()
    purposes = published.notice.purposes if published else {}
    objectionable = [
        (f"{kind.OBJECTION.value}:{short}", f"Stop “{purpose.name}”")
        for short, purpose in purposes.items()
        if purpose.stated != "built-in" and short not in known.objections
    ]
    given = [
        (f"{kind.WITHDRAWAL.value}:{short}", f"Take back consent to “{names.of('purposes', short)}”")
        for short in sorted(known.consents)
    ]
    chosen = [
        (f"{kind.STOP.value}:{stop}", f"No more {names.stop(stop).removeprefix('any ')}")
        for stop in (stops_of(published.notice) if published else ())
        if stop not in known.stops and not known.marketing_objection
    ]
    groups = [
        ("Marketing", [(kind.MARKETING_STOP.value, "No more marketing, by any channel")]),
        ("Marketing of one kind", chosen),
        ("A consent they gave", given),
        ("One use of their data", objectionable),
        ("Everything", [(kind.RESTRICTION.value, "Keep the data, but do not use them")]),
    ]
    return [(label, choices) for label, choices in groups if choices]


@page(Part.ERASURE, "GET", "POST")
def erase(request: Visit, person: str) -> HttpResponse:
    """Say what an erasure takes and what stays; posted, erase."""
    known, names = found_or_404(request, person), Names()
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = erase_person(
            person,
            reason=form.cleaned_data["reason"],
            asked_by=request.actor.name,
            at=timezone.now(),
            cooling_off=dt.timedelta(hours=settings.HONOUR_COOLING_OFF),
            wait=False,
        )
        kept = f"A hold keeps {_count(done.kept, 'record')} more, until it ends." if done.kept else ""
        if done.final_at:
            final = f"{timezone.localtime(done.final_at):%-d %B, %H:%M}"
            read = f"{_count(done.records, 'record')} of theirs" if done.kept else "their data"
            messages.success(
                request, f"Nobody can read {read} any more. Until {final} it can be undone. {kept}".strip()
            )
            return redirect("console:erasures")
        if done.kept:
            messages.success(request, f"Erasing {_count(done.records, 'record')}. {kept}")
            return redirect("console:person", person=person)
        messages.success(
            request,
            f"Nobody can read their {_count(done.records, 'record')} any more; what may go goes now. "
            "The certificate stands under Records in a minute.",
        )
        return redirect("console:people")
    context = {
        "form": form,
        "known": known,
        "going": held_by_category(known, None, names),
        "records": len(known.records),
        "hours": settings.HONOUR_COOLING_OFF,
        "held": holds_of(known.number, sealed=False),
        "trail": _trail(person, "Erase their data"),
    }
    return show(request, "web/console/person_erase.html", context, status=400 if form.errors else 200)


def _count(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number} {what}s"


def _trail(person: str, here: str) -> Sequence[NavItem]:
    return trail(("People", reverse("console:people")), (person, reverse("console:person", args=[person])), (here, ""))
