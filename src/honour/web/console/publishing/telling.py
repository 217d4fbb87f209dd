"""Telling people, and those whom no message reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from honour.publishing.errors import ProposalError
from honour.publishing.models import PlanRun, Proposal, Telling
from honour.publishing.plan.keeping import latest_plan
from honour.publishing.plan.wording import people
from honour.publishing.telling import (
    begin_telling,
    leave_untold,
    must_be_told,
    tell_again,
    tellings_of,
    told_by_post,
)
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.account.mail_words import why
from honour.web.console.naming import trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

A_PAGE = 50
_NONE_UNREACHED = "Whoever no message reaches appears here, to be written to by post."


@page(Part.PUBLISHING, "GET", "POST")
def tell(request: Visit, number: int) -> HttpResponse:
    """Say who is written to, and write to them."""
    proposal = get_object_or_404(Proposal, pk=number)
    if request.method == "POST":
        try:
            added = begin_telling(number, by=request.actor.name, at=timezone.now())
        except ProposalError as refused:
            messages.error(request, str(refused))
        else:
            said = (
                f"{people(added)} will be written to. The messages leave one by one."
                if added
                else "Everybody was told."
            )
            messages.success(request, said)
        return redirect("console:plan", number)
    run = latest_plan(proposal)
    made = run is not None and run.state == PlanRun.State.DONE
    must = must_be_told(run) if run is not None and made else ()
    asked = run.consequences.filter(kind="asked") if run is not None and made else ()
    context = {
        "proposal": proposal,
        "must": people(len(must)) if must else "",
        "asked": [(row.name, people(row.people)) for row in asked],
        "trail": _trail(proposal, "Tell people"),
    }
    return show(request, "web/console/publishing/tell.html", context)


@page(Part.PUBLISHING, "GET", "POST")
def untold(request: Visit, number: int) -> HttpResponse:
    """List those whom no message reached; send it again, say that they had it by post, or leave them untold."""
    proposal = get_object_or_404(Proposal, pk=number)
    if request.method == "POST":
        by, now = request.actor.name, timezone.now()
        try:
            if request.POST.get("how") == "post":
                told = told_by_post(number, by=by, at=now)
                messages.success(request, f"{people(told)} are recorded as told by post.")
            elif request.POST.get("how") == "again":
                again = tell_again(number, by=by, at=now)
                messages.success(request, f"The messages to {people(again)} are queued again and leave one by one.")
            else:
                leave_untold(number, by=by, at=now)
                messages.success(request, "They stay untold. Their data are not used for what is new.")
        except ProposalError as refused:
            messages.error(request, str(refused))
        return redirect("console:plan", number)
    rows = tellings_of(proposal).filter(state=Telling.State.FAILED).select_related("subject").order_by("pk")
    paged = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    listed = tuple(
        Row(
            (one.subject.public_id, why(one.reason)),
            reverse("console:person", args=[one.subject.public_id]),
        )
        for one in paged
    )
    columns = (Column("Person"), Column("Why"))
    context = {
        "proposal": proposal,
        "count": people(rows.count()),
        "page": paged,
        "table": Table("Not reached by a message", columns, listed, _NONE_UNREACHED),
        "trail": _trail(proposal, "Not told"),
    }
    return show(request, "web/console/publishing/untold.html", context)


def _trail(proposal: Proposal, here: str) -> object:
    return trail(
        ("Notice", reverse("console:notice")),
        ("Plans", reverse("console:plans")),
        (f"Version {proposal.label}", reverse("console:plan", args=[proposal.pk])),
        (here, ""),
    )
