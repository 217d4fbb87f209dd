"""The list of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from honour.dealings.models import Company, Tie
from honour.register.hidden import hidden_people
from honour.staff.roles import Part
from honour.ui.site import NavItem
from honour.ui.tables import Column, Row, Table
from honour.web.console.companies.forms import CompanyFilter
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

A_PAGE = 50  # companies


@page(Part.PEOPLE)
def listed(request: Visit) -> HttpResponse:
    """List companies, filtered by name, number and group."""
    form = CompanyFilter(request.GET or None)
    rows = Company.objects.filter(merged_into=None).select_related("group")
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if given.get("name"):
        rows = rows.filter(Q(name__icontains=given["name"]) | Q(number=given["name"].replace(" ", "").upper()))
    if given.get("group"):
        rows = rows.filter(group=given["group"])
    pages = Paginator(rows.order_by("sole_trader", "name", "pk"), A_PAGE)
    here = pages.get_page(request.GET.get("page"))
    ties = Tie.objects.filter(company__in=[row.pk for row in here]).exclude(subject__in=hidden_people(timezone.now()))
    tied = dict(ties.order_by().values_list("company").annotate(Count("pk")))
    made = tuple(
        Row(
            (row.called, row.number or None, row.group.name if row.group else None, tied.get(row.pk, 0)),
            reverse("console:company", args=[row.public_id]),
        )
        for row in here
    )
    columns = (Column("Company"), Column("Number"), Column("Group"), Column("People", number=True))
    total = Company.objects.filter(merged_into=None).count()
    context = {
        "form": form,
        "headline": "We know one company."
        if total == 1
        else f"We know {total:,} companies."
        if total
        else "No company is known yet.",
        "narrowed": bool(request.GET),
        "table": Table("Companies", columns, made, "No company is like that. Widen the filter."),
        "pages": here,
        "views": people_views("console:companies"),
        "may_change": Part.CONTACT in request.parts,
    }
    return show(request, "web/console/companies/companies.html", context, 400 if form.errors else 200)


def people_views(here: str) -> list[NavItem]:
    """Give the views of people, as tabs."""
    items = (("People", "console:people"), ("Companies", "console:companies"), ("Matters", "console:matters"))
    return [NavItem(label, reverse(url), current=url == here) for label, url in items]
