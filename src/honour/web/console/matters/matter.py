"""One matter: what is known of it, whose data wait for it; its end, its reopening, what else is to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.dealings.matters import act_unless, end_matter, let_wait, reopen_matter, waiting_people
from honour.dealings.matters.errors import MatterRefusedError
from honour.dealings.matters.kinds import SAID, Kind, first_moment, last_moment
from honour.dealings.matters.words import called, day, standing
from honour.dealings.models import Matter
from honour.register.versions import versions
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.matters.forms import EndForm, LetWaitForm
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.ui.site import NavItem
    from honour.web.console.page import Visit

A_PAGE = 25  # people


@page(Part.PEOPLE)
def matter(request: Visit, number: int) -> HttpResponse:
    """Show a matter, and whose data wait for it, by number."""
    row, names, clauses = found(number), Names(), versions().clauses
    said = SAID[Kind(row.kind)]
    here = Paginator(waiting_people(row), A_PAGE).get_page(request.GET.get("page"))
    people = tuple(
        Row(
            (one.public_id, names.of("subjects", clauses.clause("kinds", one.kind))),
            reverse("console:person", args=[one.public_id]),
        )
        for one in here
    )
    known = [("Kind", row.get_kind_display()), ("What it is", row.what or "Not said")]
    if said.began:
        known.append((said.began, day(row.started_at)))
    known.append((said.ended, day(row.ended_at) if row.ended_at else "Not known"))
    context = {
        "row": row,
        "said": said,
        "headline": f"{called(row)} {standing(row)}",
        "known": known,
        "table": Table(
            "Whose data wait for it", (Column("Person"), Column("Kind")), people, "Nobody’s. Tie people on their pages."
        ),
        "pages": here,
        "may_record": Part.MATTERS in request.parts,
        "trail": way_back((called(row), "")),
    }
    return show(request, "web/console/matters/matter.html", context)


@page(Part.MATTERS, "GET", "POST")
def end(request: Visit, number: int) -> HttpResponse:
    """End a matter on a day, or put that day right."""
    row, now = found(number), timezone.now()
    form = EndForm(Kind(row.kind), request.POST if request.method == "POST" else None, initial=_ended(row))
    if request.method == "POST" and form.is_valid():

        def act() -> int:
            return end_matter(row.pk, ended_at=last_moment(form.cleaned_data["ended"]), by=request.actor.name, now=now)

        try:
            acted = act_unless(form.asks_about, act, now)
            if acted.kept:
                messages.success(request, f"Kept. {_records(acted.done)}")
                return redirect("console:matter", number=number)
        except MatterRefusedError as refused:
            form.add_error("ended", str(refused))
    return _shown(request, row, form, "web/console/matters/end.html", SAID[Kind(row.kind)].act)


@page(Part.MATTERS, "GET", "POST")
def reopen(request: Visit, number: int) -> HttpResponse:
    """Say what reopening means; posted, let the matter go on."""
    row = found(number)
    if request.method == "POST":
        moved = reopen_matter(row.pk, by=request.actor.name, now=timezone.now())
        messages.success(request, f"It {SAID[Kind(row.kind)].open} again. {_records(moved)}")
        return redirect("console:matter", number=number)
    return _shown(request, row, None, "web/console/matters/reopen.html", "Reopen it")


@page(Part.MATTERS, "GET", "POST")
def waits(request: Visit, number: int) -> HttpResponse:
    """Let records wait for a matter that came within some days and wait for what nobody has recorded."""
    row, now = found(number), timezone.now()
    form = LetWaitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        since, until = first_moment(form.cleaned_data["since"]), last_moment(form.cleaned_data["until"])

        def act() -> int:
            return let_wait(row, since, until, by=request.actor.name, now=now)

        if until < since:
            form.add_error("until", "The second day lies before the first. Look at both again.")
        elif (acted := act_unless(form.asks_about, act, now)).kept:
            messages.success(
                request, f"{_counted(acted.done)} now for it." if acted.done else "No record came then that waits."
            )
            return redirect("console:matter", number=number)
    return _shown(request, row, form, "web/console/matters/waits.html", "What else waits")


def found(number: int) -> Matter:
    """Give a matter. Errors: ``Http404``."""
    row = Matter.objects.select_related("company").filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def way_back(*steps: tuple[str, str]) -> Sequence[NavItem]:
    """Give the way back from a page about matters."""
    return trail(("People", reverse("console:people")), ("Matters", reverse("console:matters")), *steps)


def _shown(request: Visit, row: Matter, form: Any, template: str, step: str) -> HttpResponse:
    context = {
        "row": row,
        "called": called(row),
        "said": SAID[Kind(row.kind)],
        "people": waiting_people(row).count(),
        "form": form,
        "trail": way_back((called(row), reverse("console:matter", args=[row.pk])), (step, "")),
    }
    return show(request, template, context, 400 if form is not None and form.errors else 200)


def _ended(row: Matter) -> dict[str, Any]:
    return {"ended": timezone.localdate(row.ended_at)} if row.ended_at else {}


def _records(moved: int) -> str:
    return "The date of one record follows it." if moved == 1 else f"The dates of {moved:,} records follow it."


def _counted(records: int) -> str:
    return "One record waits" if records == 1 else f"{records:,} records wait"
