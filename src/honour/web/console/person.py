"""One person's page: what is held, masked until somebody says what for; what they decided; what was done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from honour.evidence.searching import entries_about
from honour.intake.models import Interaction
from honour.register.errors import UnknownPersonError
from honour.register.overview import overview
from honour.register.reading import read
from honour.staff.grants import purposes_granted
from honour.staff.roles import Part
from honour.ui.person_page import Asked, moments_for, panels_for
from honour.web.console.held import held_by_category
from honour.web.console.may_we import may_we
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person_forms import OpenForm
from honour.web.console.uses import moments, uses_by_month
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.register.overview import Overview
    from honour.register.reading import Reading
    from honour.web.console.page import Visit


MOMENTS = 100
"""How many of the latest entries the timeline shows."""


_SWEPT = frozenset({"retention:swept", "retention:lapsed"})
"""Entries about what a sweep took: by their absence a sealed hold would show, so nobody outside its role sees any."""


def found_or_404(request: Visit, person: str) -> Overview:
    """Give what is held about a person, as far as the reader may know. Errors: ``Http404`` when there is nobody."""
    try:
        return overview(person, sealed=Part.SEALED in request.parts)
    except UnknownPersonError as unknown:
        raise Http404 from unknown


@sensitive_variables("reading", "held", "context", "called", "asked")
@page(Part.PEOPLE, "GET", "POST")
def person(request: Visit, person: str) -> HttpResponse:
    """Show a person's page; posted with a purpose, read what that purpose allows and show it this once."""
    known = found_or_404(request, person)
    names = Names()
    published = current()
    offered = purposes_granted(request.actor, "use", published.notice.purposes) if published else []
    form = OpenForm(
        [(short, names.of("purposes", short)) for short in offered], request.POST if request.method == "POST" else None
    )
    reading = None
    if request.method == "POST" and form.is_valid():
        reading = read(request.actor, person, form.cleaned_data["purpose"], timezone.now())
    entries = [one for one in entries_about(known.number) if Part.SEALED in request.parts or one.kind not in _SWEPT]
    asked = _asked(request, known, offered, reading)
    held = held_by_category(known, reading, names)
    called = next((record.called for group in held for record in group.records if record.called), "")
    context = {
        "known": known,
        "called": called,
        "kind": names.of("subjects", known.kind),
        "form": form,
        "offered": offered,
        "reading": reading,
        "purpose": names.of("purposes", reading.purpose) if reading else "",
        "held": held,
        "may_we": may_we(known, names),
        "panels": panels_for(asked),
        "months": moments(entries[:MOMENTS], moments_for(asked), names, linked=Part.RECORDS in request.parts),
        "uses": uses_by_month(entries, names),
        "may_date": Part.MATTERS in request.parts,
        "may_stop": Part.STOPS in request.parts,
        "passed": frozenset(Interaction.objects.filter(subject=known.number).values_list("record_id", flat=True)),
        "may_see_records": Part.RECORDS in request.parts,
        "may_erase": Part.ERASURE in request.parts,
        "trail": trail(("People", reverse("console:people")), (called or person, "")),
    }
    return show(request, "web/console/person.html", context, status=400 if form.errors else 200)


def _asked(request: Visit, known: Overview, purposes: list[str], reading: Reading | None) -> Asked:
    """Say to the apps that have something on the page whose it is, who looks, and what they have opened."""
    return Asked(
        person=known.person,
        number=known.number,
        parts=request.parts,
        purposes=frozenset(purposes),
        actor=request.actor.name,
        now=timezone.now(),
        purpose=reading.purpose if reading else "",
        opened={record.id: record.value for record in reading.records} if reading else {},
    )
