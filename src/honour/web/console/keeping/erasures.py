"""Erasures: those that can still be undone, those that are final, and the certificate of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.register.errors import ErasureFinalError
from honour.register.models import Erasure, Record
from honour.register.undoing import undo_category, undo_erasure
from honour.register.versions import versions
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.keeping.views import views
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from honour.web.console.page import Visit

LATEST = 100
REASONS = {
    "request": "They asked for it",
    "due": "Its time was over",
    "mistake": "Taken by mistake",
    "replay": "Begun again after a restore",
}


@page(Part.ERASURE)
def erasures(request: Visit) -> HttpResponse:
    """List the erasures of people and of categories, the newest first; those in their cooling-off can be undone."""
    now, names = timezone.now(), Names()
    parts = _but_for_holds(now, names) + _of_categories(now, names)
    repeated = Q(reason="replay") & ~Q(step=Erasure.Step.INTENDED)  # after a restore; done, they were listed before
    rows = Erasure.objects.filter(record=None).exclude(repeated).select_related("subject").order_by("-pk")
    pending = rows.filter(step=Erasure.Step.INTENDED, final_at__gt=now).count() + len(parts)
    listed = parts + tuple(
        _row(one, "Everything", now, names, _undoing(one.subject.public_id) if _undoable(one, now) else "")
        for one in rows[:LATEST]
    )
    columns = (Column("Person"), Column("Data"), Column("Begun"), Column("Why"), Column("By"), Column("Stands"))
    context = {
        "pending": pending,
        "table": Table("Erasures, newest first", columns, listed, "Nobody has been erased yet."),
        "views": views(request, "console:erasures"),
    }
    return show(request, "web/console/keeping/erasures.html", context)


@page(Part.ERASURE, "GET", "POST")
def undo(request: Visit, person: str) -> HttpResponse:
    """Say what undoing brings back; posted, undo."""
    theirs = Erasure.objects.filter(Q(record=None) | Q(of_all=True), subject__public_id=person)
    waiting = theirs.filter(step=Erasure.Step.INTENDED, final_at__gt=timezone.now()).first()
    if waiting is None:
        raise Http404
    if request.method == "POST":
        return _undone(request, person, lambda: undo_erasure(person, by=request.actor.name, at=timezone.now()))
    context = {
        "erasure": waiting,
        "person": person,
        "trail": trail(("Erasures", reverse("console:erasures")), ("Undo", "")),
    }
    return show(request, "web/console/keeping/erasure_undo.html", context)


def _pending_of_records(now: datetime) -> list[Erasure]:
    pending = Erasure.objects.filter(record__isnull=False, step=Erasure.Step.INTENDED, final_at__gt=now)
    return list(pending.select_related("subject").order_by("-pk"))


def _but_for_holds(now: datetime, names: Names) -> tuple[Row, ...]:
    """Give the erasures that can still be undone of people of whom a hold keeps something, one row for each person."""
    first = {row.subject.public_id: row for row in reversed(_pending_of_records(now)) if row.of_all}
    return tuple(
        _row(one, "Everything; what a hold keeps, when it ends", now, names, _undoing(person))
        for person, one in reversed(first.items())
    )


def _of_categories(now: datetime, names: Names) -> tuple[Row, ...]:
    """Give the erasures of a category that can still be undone, one row for each person and category."""
    clauses = versions().clauses
    rows = [row for row in _pending_of_records(now) if not row.of_all]
    of = dict(Record.objects.filter(pk__in=[row.record for row in rows]).values_list("pk", "category"))
    first = {(row.subject.public_id, of[row.record]): row for row in reversed(rows) if row.record in of}
    return tuple(
        _row(
            one,
            names.of("categories", short := str(clauses.clause("categories", category))),
            now,
            names,
            reverse("console:category-erasure-undo", args=[person, short]),
        )
        for (person, category), one in reversed(first.items())
    )


def _row(one: Erasure, data: str, now: datetime, names: Names, leads_to: str) -> Row:
    cells = (
        one.subject.public_id,
        data,
        f"{timezone.localtime(one.asked_at):%-d %B %Y, %H:%M}",
        REASONS.get(one.reason, one.reason),
        capfirst(names.who(one.asked_by)),
        _stands(one, now),
    )
    return Row(cells, leads_to)


def _undoing(person: str) -> str:
    return reverse("console:erasure-undo", args=[person])


@page(Part.ERASURE, "GET", "POST")
def undo_of_category(request: Visit, person: str, category: str) -> HttpResponse:
    """Say what undoing the erasure of a category brings back; posted, undo."""
    now, names = timezone.now(), Names()
    number = versions().clauses.numbers.categories.get(category, -1)
    waiting = Erasure.objects.filter(
        subject__public_id=person,
        record__in=Record.objects.filter(subject__public_id=person, category=number).values("pk"),
        of_all=False,
        step=Erasure.Step.INTENDED,
        final_at__gt=now,
    ).first()
    if waiting is None:
        raise Http404
    if request.method == "POST":
        return _undone(request, person, lambda: undo_category(person, category, by=request.actor.name, at=now))
    context = {
        "erasure": waiting,
        "person": person,
        "category": names.of("categories", category),
        "trail": trail(("Erasures", reverse("console:erasures")), ("Undo", "")),
    }
    return show(request, "web/console/keeping/erasure_undo.html", context)


def _undoable(one: Erasure, now: object) -> bool:
    return one.step == Erasure.Step.INTENDED and one.final_at is not None and one.final_at > now  # type: ignore[operator]


def _stands(one: Erasure, now: object) -> str:
    """Say how an erasure stands. One that a hold keeps reads as one whose storage is still being cleared."""
    if one.step == Erasure.Step.UNDONE:
        return "Undone"
    if _undoable(one, now):
        return f"Can be undone until {timezone.localtime(one.final_at):%-d %B, %H:%M}"
    return "Final"


def _undone(request: Visit, person: str, take_back: Callable[[], object]) -> HttpResponse:
    """Take an erasure back while that can be done, and say how it went."""
    try:
        take_back()
    except ErasureFinalError as refused:
        messages.error(request, str(refused))
        return redirect("console:erasures")
    messages.success(request, "Undone. Everything is as it was.")
    return redirect("console:person", person=person)
