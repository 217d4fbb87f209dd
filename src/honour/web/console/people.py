"""Finding people: by an exact identifier, posted, so that it never stands in an address or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from honour.register.finding import find_anywhere
from honour.register.hidden import visible_people
from honour.register.overview import overview
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.companies.listing import people_views
from honour.web.console.naming import Names
from honour.web.console.page import page, show
from honour.web.console.person_forms import FindForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.PEOPLE)
def people(request: Visit) -> HttpResponse:
    """Say how many people data are held about, and ask whom to find."""
    return show(request, "web/console/people.html", _around(FindForm()))


@sensitive_post_parameters("identifier")
@page(Part.PEOPLE, "POST")
def find(request: Visit) -> HttpResponse:
    """Find by an exact identifier: one person opens, several are listed, nobody is said."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return show(request, "web/console/people.html", _around(form), status=400)
    found = find_anywhere(form.cleaned_data["identifier"], actor=request.actor, at=timezone.now())
    if len(found.people) == 1:
        return redirect("console:person", person=found.people[0])
    context = {**_around(FindForm()), "searched": True, "table": _several(found.people)}
    return show(request, "web/console/people.html", context)


def _around(form: FindForm) -> dict[str, Any]:
    held = visible_people(timezone.now()).count()
    return {"form": form, "held": held, "views": people_views("console:people")}


def _several(people: Sequence[str]) -> Table:
    """List people who share an identifier, by nothing that says who they are."""
    names = Names()
    known = [overview(person) for person in people]
    rows = tuple(
        Row(
            (
                each.person,
                names.of("subjects", each.kind),
                f"{timezone.localtime(each.since):%-d %B %Y}",
                len(each.records),
            ),
            reverse("console:person", args=[each.person]),
        )
        for each in known
    )
    columns = (Column("Person"), Column("Kind"), Column("Known since"), Column("Records", number=True))
    return Table("People with this identifier", columns, rows)
