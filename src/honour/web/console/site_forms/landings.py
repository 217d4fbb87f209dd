"""Landing pages of campaigns: the list, a new one, a change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.intake.models import Arrival, LandingPage
from honour.intake.places import Landing, change_landing, open_landing
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.contact.tabs import views, way_back
from honour.web.console.naming import Names
from honour.web.console.page import page, show
from honour.web.console.site_forms.asking import LandingForm
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.CONTACT)
def listed(request: Visit) -> HttpResponse:
    """List the landing pages, the newest first."""
    names = Names()
    came = dict(Arrival.objects.order_by().values_list("landing").annotate(Count("pk")))
    rows = tuple(
        Row(
            (
                each.heading,
                f"/go/{each.slug}",
                names.form(each.form),
                _state(each),
                came.get(each.slug, 0),
            ),
            reverse("console:landing-edit", args=[each.slug]),
        )
        for each in LandingPage.objects.all()
    )
    columns = (Column("Page"), Column("Address"), Column("Form"), Column("State"), Column("Forms sent", number=True))
    table = Table("Landing pages", columns, rows, "None yet. A campaign's page stands here, with how many came by it.")
    return show(request, "web/console/landings.html", {"table": table, "views": views("console:landings")})


@page(Part.CONTACT, "GET", "POST")
def new(request: Visit) -> HttpResponse:
    """Open a landing page."""
    published = current()
    if published is None:
        messages.info(request, "Publish the notice first: a landing page shows one of its forms.")
        return redirect("console:landings")
    form = LandingForm(published.notice, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        slug = form.cleaned_data["slug"]
        try:
            open_landing(slug, _landing(form), by=request.actor.name, at=timezone.now())
        except IntegrityError:
            form.add_error("slug", "Another landing page has this address, or had it. Choose another.")
        else:
            messages.success(request, f"The page stands at /go/{slug} from now on.")
            return redirect("console:landings")
    context = {"form": form, "trail": way_back("console:landings", "New"), "title": "Open a landing page"}
    return show(request, "web/console/landing_edit.html", context, status=400 if form.errors else 200)


@page(Part.CONTACT, "GET", "POST")
def edit(request: Visit, slug: str) -> HttpResponse:
    """Change a landing page, or its last day."""
    published = current()
    found = LandingPage.objects.filter(slug=slug).first()
    if found is None or published is None:
        raise Http404
    ends = timezone.localtime(found.closes_at) - dt.timedelta(days=1) if found.closes_at else None
    said = {"heading": found.heading, "text": found.text, "form": found.form, "asset": found.asset,
            "last_day": ends.date() if ends else None}  # fmt: skip
    posted = request.POST if request.method == "POST" else None
    form = LandingForm(published.notice, posted, fixed=True, initial=said)
    if form.is_bound and form.is_valid():
        change_landing(slug, _landing(form), by=request.actor.name, at=timezone.now())
        messages.success(request, "The page was changed. What came by it keeps the words that stood there then.")
        return redirect("console:landings")
    context = {
        "form": form,
        "found": found,
        "title": found.heading,
        "trail": way_back("console:landings", found.heading),
    }
    return show(request, "web/console/landing_edit.html", context, status=400 if form.errors else 200)


def _landing(form: LandingForm) -> Landing:
    said = form.cleaned_data
    return Landing(said["heading"], said["text"], said["form"], said["asset"], form.closes_at())


def _state(found: LandingPage) -> str:
    if found.closes_at is None:
        return "Open"
    day = timezone.localtime(found.closes_at) - dt.timedelta(days=1)
    return f"{'Ended' if found.closes_at <= timezone.now() else 'Open'}, last day {day:%-d %B %Y}"
