"""The list of matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.dealings.matters.waiting import OWNER
from honour.dealings.matters.words import standing
from honour.dealings.models import Matter
from honour.register.hidden import hidden_people
from honour.register.models import TriggerTie
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.companies.listing import people_views
from honour.web.console.matters.forms import MatterFilter
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

A_PAGE = 50  # matters


@page(Part.PEOPLE)
def listed(request: Visit) -> HttpResponse:
    """List matters, those that are open first."""
    form = MatterFilter(request.GET or None)
    rows = Matter.objects.select_related("company")
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if given.get("state"):
        rows = rows.filter(ended_at__isnull=given["state"] == "open")
    if given.get("words"):
        rows = rows.filter(Q(reference__icontains=given["words"]) | Q(what__icontains=given["words"]))
    here = Paginator(rows.order_by(F("ended_at").desc(nulls_first=True), "-pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    people = _people(list(here))
    made = tuple(
        Row(
            (
                row.reference,
                row.get_kind_display(),
                row.what or None,
                row.company.called if row.company else None,
                capfirst(standing(row)),
                people.get(str(row.pk), 0),
            ),
            reverse("console:matter", args=[row.pk]),
        )
        for row in here
    )
    columns = (
        Column("Number"), Column("Kind"), Column("What it is"), Column("Company"), Column("State"),
        Column("People", number=True),
    )  # fmt: skip
    context = {
        "form": form,
        "headline": _headline(),
        "narrowed": bool(request.GET),
        "table": Table("Matters", columns, made, "No matter is like that. Widen the filter."),
        "some": Matter.objects.exists(),
        "pages": here,
        "views": people_views("console:matters"),
        "may_record": Part.MATTERS in request.parts,
    }
    return show(request, "web/console/matters/matters.html", context, 400 if form.errors else 200)


def _headline() -> str:
    total = Matter.objects.count()
    if not total:
        return "No matter is recorded yet."
    opened = Matter.objects.filter(ended_at=None).count()
    if opened == 0:
        return "No matter is open: the day of each is known."
    is_open = "One matter is open" if opened == 1 else f"{opened:,} matters are open"
    return f"{is_open}." if opened == total else f"{is_open}, of {total:,} in all."


def _people(matters: list[Matter]) -> dict[str, int]:
    named = TriggerTie.objects.filter(trigger__owner=OWNER, trigger__reference__in=[str(row.pk) for row in matters])
    seen = named.exclude(subject__in=hidden_people(timezone.now()))
    counted = seen.values_list("trigger__reference").annotate(Count("subject", distinct=True))
    return dict(counted.order_by())
