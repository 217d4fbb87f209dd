"""Recording a matter: of which kind, then what it is and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.dealings.matters import act_unless, involve, start_matter
from honour.dealings.matters.errors import MatterRefusedError
from honour.dealings.matters.kinds import SAID, Kind, first_moment, last_moment
from honour.dealings.models import Company
from honour.staff.roles import Part
from honour.web.console.matters.forms import MatterForm
from honour.web.console.matters.matter import way_back
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from honour.dealings.models import Matter
    from honour.web.console.page import Visit


@page(Part.MATTERS)
def kinds(request: Visit) -> HttpResponse:
    """Ask which kind of matter is to be recorded."""
    around = request.GET.urlencode()
    offered = [
        (f"{reverse('console:matter-new', args=[kind])}{'?' + around if around else ''}", said.a, kind.label)
        for kind, said in SAID.items()
    ]
    return show(request, "web/console/matters/kinds.html", {"offered": offered, "trail": way_back(("Record one", ""))})


@page(Part.MATTERS, "GET", "POST")
def new(request: Visit, kind: str) -> HttpResponse:
    """Record a matter."""
    if kind not in Kind.values:
        raise Http404
    of, now = Kind(kind), timezone.now()
    form = MatterForm(of, request.POST if request.method == "POST" else None, initial=_initial(request))
    person = (form["person"].value() or "") if "person" in form.fields else ""
    if person:
        found_or_404(request, person)
    if request.method == "POST" and form.is_valid():

        def act() -> Matter:
            return _record(of, form.cleaned_data, person, request.actor.name, now)

        try:
            acted = act_unless(form.asks_about, act, now)
            if acted.kept:
                messages.success(request, "Recorded.")
                return redirect("console:matter", number=acted.done.pk)
        except MatterRefusedError as refused:
            form.add_error("reference" if refused.taken else None, str(refused))
    said = SAID[of]
    context = {"form": form, "kind": of, "said": said, "person": person, "trail": way_back((said.a.capitalize(), ""))}
    return show(request, "web/console/matters/new.html", context, 400 if form.errors else 200)


@transaction.atomic
def _record(kind: Kind, given: dict[str, Any], person: str, by: str, now: dt.datetime) -> Matter:
    began, ended = given.get("began") or given.get("ended"), given.get("ended")
    made = start_matter(
        kind,
        given["reference"],
        what=given["what"],
        company=given.get("company"),
        started_at=first_moment(began) if began else None,
        ended_at=last_moment(ended) if ended else None,
        by=by,
        at=now,
    )
    if person:
        involve(made, [person], by=by, at=now)
    return made


def _initial(request: Visit) -> dict[str, Any]:
    company = Company.objects.filter(public_id=request.GET.get("company", ""), merged_into=None).first()
    return {
        "company": company.pk if company else None,
        "person": request.GET.get("person", "")[:20],
        "began": timezone.localdate(),
    }
