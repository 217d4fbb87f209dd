"""Holds: what must not be deleted for now, why, who answers for it, and when somebody looks again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.register.errors import HoldRefusedError
from honour.register.holding import Named, end_hold, place_hold, review_hold
from honour.register.holds_committed import on_the_ledger
from honour.register.models import HeldThing, Hold
from honour.register.versions import versions
from honour.staff.models import Member
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.keeping.hold_forms import HoldForm, ReviewForm
from honour.web.console.keeping.views import views
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from honour.web.console.page import Visit


def _seen(request: Visit) -> QuerySet[Hold]:
    """Give the holds that the reader may know of."""
    found = Hold.objects.all()
    return found if Part.SEALED in request.parts else found.filter(sealed=False)


@page(Part.HOLDS)
def holds(request: Visit) -> HttpResponse:
    """List the holds that stand, the next to be looked at first."""
    names, today = Names(), timezone.localdate()
    standing = list(_seen(request).filter(ended_at=None).order_by("review_on", "pk"))
    rows = tuple(
        Row(
            (
                one.matter + (" (secret)" if one.sealed else ""),
                Hold.Kind(one.kind).label,
                names.who(one.owner),
                f"{one.review_on:%-d %B %Y}" + (", overdue" if one.review_on <= today else ""),
                one.things.count(),
            ),
            reverse("console:hold", args=[one.pk]),
        )
        for one in standing
    )
    columns = (
        Column("Matter"), Column("Why"), Column("Answered for by"), Column("Look again"), Column("Things", number=True),
    )  # fmt: skip
    context = {
        "standing": len(standing),
        "late": sum(one.review_on <= today for one in standing),
        "table": Table("Holds that stand", columns, rows, "Nothing is held. A hold is placed on a person’s page."),
        "views": views(request, "console:holds"),
    }
    return show(request, "web/console/keeping/holds.html", context)


@page(Part.HOLDS, "GET", "POST")
def hold(request: Visit, number: int) -> HttpResponse:
    """Show a hold and what it names; posted, keep it until another day."""
    found = _found(request, number)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            review_hold(number, form.cleaned_data["review_on"], by=request.actor.name, at=timezone.now())
            messages.success(request, "Recorded. The hold goes on.")
            return redirect("console:hold", number=number)
        except HoldRefusedError as refused:
            form.add_error("review_on", str(refused))
    context = {
        "hold": found,
        "facts": _facts(found),
        "things": _things(found),
        "form": form,
        "trail": _trail((found.matter, "")),
    }
    return show(request, "web/console/keeping/hold.html", context, status=400 if form.errors else 200)


@page(Part.HOLDS, "GET", "POST")
def end(request: Visit, number: int) -> HttpResponse:
    """Say what ending a hold lets go; posted, end it."""
    found = _found(request, number)
    if request.method == "POST":
        try:
            end_hold(number, by=request.actor.name, at=timezone.now())
            messages.success(request, "The hold has ended. What it kept beyond its date goes tonight.")
        except HoldRefusedError as refused:
            messages.error(request, str(refused))
        return redirect("console:holds")
    context = {
        "hold": found,
        "things": _things(found),
        "trail": _trail((found.matter, reverse("console:hold", args=[number])), ("End it", "")),
    }
    return show(request, "web/console/keeping/hold_end.html", context)


@page(Part.HOLDS, "GET", "POST")
def place(request: Visit, person: str) -> HttpResponse:
    """Place a hold on a person's data: all of them, a category, or a record."""
    known, names = found_or_404(request, person), Names()
    categories = sorted({record.category for record in known.records})
    things = [("all", "Everything we hold about this person")]
    things += [(f"category:{short}", f"{names.of('categories', short)}, all of it") for short in categories]
    things += [
        (
            f"record:{record.id}",
            f"{names.of('categories', record.category)} of {timezone.localtime(record.collected_at):%-d %B %Y}",
        )
        for record in known.records
        if not record.superseded
    ]
    owners = [(f"staff-{pk}", name) for pk, name in Member.objects.filter(is_active=True).values_list("pk", "name")]
    form = HoldForm(
        things, owners, request.POST if request.method == "POST" else None, secret=Part.SEALED in request.parts
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        way, _, which = said["what"].partition(":")
        named = Named(person, which if way == "category" else None, int(which) if way == "record" else None)
        try:
            placed = place_hold(
                Hold.Kind(said["kind"]),
                said["matter"],
                [named],
                owner=said["owner"],
                review_on=said["review_on"],
                by=request.actor.name,
                at=timezone.now(),
                sealed=said.get("sealed", False),
            )
        except HoldRefusedError as refused:
            form.add_error("review_on", str(refused))
        else:
            messages.success(request, "Held. It is not deleted until the hold ends.")
            return redirect("console:hold", number=placed.pk)
    context = {
        "form": form,
        "known": known,
        "trail": trail(
            ("People", reverse("console:people")),
            (person, reverse("console:person", args=[person])),
            ("Hold their data", ""),
        ),
    }
    return show(request, "web/console/keeping/hold_place.html", context, status=400 if form.errors else 200)


def _found(request: Visit, number: int) -> Hold:
    found = _seen(request).filter(pk=number, ended_at=None).first()
    if found is None:
        raise Http404
    return found


def _facts(found: Hold) -> list[tuple[str, str]]:
    names = Names()
    return [
        ("Why", Hold.Kind(found.kind).label),
        ("Answered for by", names.who(found.owner)),
        ("Placed", f"{timezone.localtime(found.placed_at):%-d %B %Y} by {names.who(found.placed_by)}"),
        ("Looked at again on", f"{found.review_on:%-d %B %Y}"),
        ("Secret", "Yes" if found.sealed else "No"),
        *_on_the_ledger(found),
    ]


def _on_the_ledger(found: Hold) -> list[tuple[str, str]]:
    """Say whether the hold says what it said when it was placed, as the ledger can tell."""
    told = on_the_ledger(found)
    if told is None:
        return []
    entry, same = told
    return [("On the ledger", f"Entry {entry:,}: {'as it was placed' if same else 'it said something else then'}")]


def _things(found: Hold) -> Table:
    names, clauses = Names(), versions().clauses

    def what(thing: HeldThing) -> str:
        if thing.record is not None:
            return f"Record {thing.record}"
        return (
            "Everything"
            if thing.category is None
            else names.of("categories", clauses.clause("categories", thing.category))
        )

    rows = tuple(
        Row((thing.subject.public_id, what(thing)), reverse("console:person", args=[thing.subject.public_id]))
        for thing in found.things.select_related("subject").order_by("pk")
    )
    return Table("What it names", (Column("Person"), Column("Data")), rows, "Nothing.")


def _trail(*steps: tuple[str, str]) -> list[object]:
    return list(trail(("Notice", reverse("console:notice")), ("Holds", reverse("console:holds")), *steps))
