"""Whose data came from somebody else, how far telling them is, and holding or letting it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.publishing.errors import SourceError
from honour.publishing.from_elsewhere import (
    hold_source,
    informings,
    release_source,
    sources_concerned,
    told_of_source_by_post,
)
from honour.publishing.models import HeldSource, Informing
from honour.publishing.plan.wording import people
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.account.mail_words import why
from honour.web.console.naming import Names, trail
from honour.web.console.notice import views
from honour.web.console.page import page, refused, show
from honour.web.console.publishing.telling import A_PAGE
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

_AHEAD = (Informing.State.WAITING, Informing.State.LATE)


@page(Part.NOTICE)
def sources_told(request: Visit) -> HttpResponse:
    """List the sources of which people are told, and how far that is."""
    held = set(HeldSource.objects.values_list("source", flat=True))
    rows, ahead = [], 0
    for source, counts in sources_concerned():
        waiting = sum(counts[state] for state in _AHEAD)
        ahead += waiting
        first = informings().filter(source=source, state__in=_AHEAD).aggregate(first=Min("due_by"))["first"]
        cells = (
            _called(source),
            f"{waiting:,}, held" if source in held else waiting,
            f"{timezone.localtime(first):%-d %B %Y}" if first else None,
            counts["told"] + counts["posted"],
            counts["failed"],
        )
        rows.append(Row(cells, reverse("console:source-told", args=[source])))
    columns = (
        Column("Source"), Column("To be told", number=True), Column("The first by"), Column("Told", number=True),
        Column("Not reached", number=True),
    )  # fmt: skip
    empty = "When data come from somebody else than the person, whoever is to be told of it appears here."
    context = {
        "ahead": ahead,
        "views": views("console:sources-told"),
        "table": Table("Data from elsewhere", columns, tuple(rows), empty),
    }
    return show(request, "web/console/publishing/sources_told.html", context)


@page(Part.NOTICE, "GET", "POST")
def source_told(request: Visit, source: str) -> HttpResponse:
    """Show how far telling people of one source is; whoever may publish holds it, lets it go, or says it was posted."""
    rows = informings().filter(source=source)
    if not rows.exists():
        raise Http404
    may = Part.PUBLISHING in request.parts
    if request.method == "POST":
        if not may:
            return refused(request, Part.PUBLISHING)
        try:
            messages.success(request, _act(request, source))
        except SourceError as wrong:
            messages.error(request, str(wrong))
        return redirect("console:source-told", source)
    held = HeldSource.objects.filter(source=source).first()
    failed = rows.filter(state=Informing.State.FAILED).select_related("subject").order_by("pk")
    paged = Paginator(failed, A_PAGE).get_page(request.GET.get("page"))
    listed = tuple(
        Row(
            (one.subject.public_id, why(one.reason)),
            reverse("console:person", args=[one.subject.public_id]),
        )
        for one in paged
    )
    states = [(state.label, rows.filter(state=state).count()) for state in Informing.State]
    ahead = rows.filter(state__in=_AHEAD)
    empty = "Every message that left has arrived."
    context = {
        "called": _called(source),
        "may": may,
        "held": held,
        "held_by": Names().who(held.held_by) if held else "",
        "states": [(label, people(count)) for label, count in states if count],
        "ahead": ahead.count(),
        "first": ahead.aggregate(first=Min("due_by"))["first"],
        "unreached": failed.count(),
        "page": paged,
        "table": Table("Not reached", (Column("Person"), Column("Why")), listed, empty),
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Data from elsewhere", reverse("console:sources-told")),
            (_called(source), ""),
        ),
    }
    return show(request, "web/console/publishing/source_told.html", context)


def _act(request: Visit, source: str) -> str:
    """Do what was pressed, and say it. Errors: ``SourceError``."""
    by, now = request.actor.name, timezone.now()
    match request.POST.get("act"):
        case "hold":
            hold_source(source, request.POST.get("reason", ""), by=by, at=now)
            return "Nobody is told of this source until you let it go."
        case "tell":
            return f"{people(release_source(source, by=by, at=now))} will be told. The messages leave one by one."
        case "post":
            return f"{people(told_of_source_by_post(source, by=by, at=now))} are recorded as told by post."
    raise SourceError("Choose what is to be done.")


def _called(source: str) -> str:
    """Give the source's name in the notice in use; its id where that no longer names it."""
    published = current()
    declared = published.notice.sources.get(source) if published else None
    return declared.name if declared else source
