"""The people of one consequence, by their opaque ids, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse

from honour.publishing.models import KeptConsequence
from honour.publishing.plan.keeping import consequence_of
from honour.publishing.plan.wording import sentence
from honour.register.models import Subject
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.naming import trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

A_PAGE = 50


@page(Part.PEOPLE)
def people(request: Visit, number: int, consequence: int) -> HttpResponse:
    """List who is concerned. Who they are is opened on each person's page, for a purpose."""
    row = get_object_or_404(
        KeptConsequence.objects.select_related("run__proposal"), pk=consequence, run__proposal=number
    )
    one = consequence_of(row)
    paged = Paginator(one.who, A_PAGE).get_page(request.GET.get("page"))
    ids = dict(Subject.objects.filter(pk__in=list(paged)).values_list("pk", "public_id"))
    rows = tuple(Row((ids[pk],), reverse("console:person", args=[ids[pk]])) for pk in paged if pk in ids)
    proposal = row.run.proposal
    context = {
        "sentence": sentence(one),
        "article": one.article,
        "page": paged,
        "table": Table("People", (Column("Person"),), rows, "Nobody on this page is held any more."),
        "trail": trail(
            ("Plans", reverse("console:plans")),
            (f"Version {proposal.label}", reverse("console:plan", args=[proposal.pk])),
            ("People", ""),
        ),
    }
    return show(request, "web/console/publishing/people.html", context)
