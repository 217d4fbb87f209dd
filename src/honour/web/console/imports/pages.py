"""The lists that were brought in, and one of them: its columns, its trial, how far it is, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.evidence.work.attending import unattended
from honour.intake.importing.beginning import first_rows, settle
from honour.intake.importing.dates import holds_dates, left_out
from honour.intake.importing.errors import ImportRefusedError, MappingRefusedError
from honour.intake.importing.mapping import Mapping
from honour.intake.importing.masking import masked
from honour.intake.importing.refused import refused_list
from honour.intake.importing.running import WORKING
from honour.intake.models import Import
from honour.register.errors import RegisterError
from honour.register.versions import versions
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.imports.forms import ColumnsForm, FirstRows
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from honour.ui.site import NavItem
    from honour.web.console.page import Visit

State = Import.State
_NEWEST = 50


@page(Part.IMPORTS)
def imports(request: Visit) -> HttpResponse:
    """List the lists that were brought in, newest first, and take another."""
    names = Names()
    rows = tuple(
        Row(
            (
                f"{timezone.localtime(one.made_at):%-d %B %Y, %H:%M}",
                names.who(one.by),
                State(one.state).label,
                one.counts.get("new"),
                sum(one.counts.get("refused", {}).values()) if one.counts else None,
            ),
            reverse("console:import", args=[one.public_id]),
        )
        for one in Import.objects.order_by("-made_at")[:_NEWEST]
    )
    columns = (Column("When"), Column("By"), Column("State"), Column("New people", number=True),
               Column("Rows refused", number=True))  # fmt: skip
    empty = "No list yet. Each one that you bring in stands here, with what became of its rows."
    context = {"table": Table("Lists brought in", columns, rows, empty), "no_notice": current() is None}
    return show(request, "web/console/imports.html", {**context, "trail": _trail("Lists")})


@page(Part.IMPORTS, "GET", "POST")
def columns(request: Visit, short: str) -> HttpResponse:
    """Ask what the columns hold; posted, put the list on trial."""
    row, known, published = _found(short), versions(), current()
    if row.state != State.MAPPING or published is None:
        return redirect("console:import", short=short)
    try:
        headings, cells = first_rows(row, timezone.now())
    except (ImportRefusedError, RegisterError) as wrong:
        return _show(request, row, {"trouble": str(wrong)})
    samples = [[masked(cell) for cell in each] for each in cells]
    posted = request.POST if request.method == "POST" else None
    mapping = Mapping.of_json(row.mapping)
    dated = [] if mapping.holding("date") else [each for each in range(len(headings)) if holds_dates(cells, each)]
    form = ColumnsForm(FirstRows(headings, samples, dated), mapping, published.notice, known, posted)
    if posted is not None and form.is_valid():
        try:
            settle(row, form.mapping(), by=request.actor.name, at=timezone.now())
        except MappingRefusedError as wrong:
            for fault in wrong.faults:
                form.add_error(None, fault)
        else:
            return redirect("console:import", short=short)
    context = {"form": form, "row": row, "trail": _trail("What the columns hold", row)}
    return show(request, "web/console/import_columns.html", context, status=400 if form.errors else 200)


@page(Part.IMPORTS)
def one(request: Visit, short: str) -> HttpResponse:
    """Show a list where it is: on trial, tried, coming in, over."""
    row = _found(short)
    if row.state == State.MAPPING:
        return redirect("console:import-columns", short=short)
    return _show(request, row, {})


def _show(request: Visit, row: Import, more: dict[str, Any]) -> HttpResponse:
    counts = row.counts or row.trial
    context = {
        "row": row,
        "counts": counts,
        "told": _told(counts),
        "reasons": _reasons(counts),
        "unattended": row.state in WORKING and unattended(row, timezone.now()),
        "nobody": not (counts.get("new") or counts.get("matched") or counts.get("records")),
        "unknown": any(code in key for key in counts.get("refused", {}) for code in _UNKNOWN),
        "has_refused": row.pieces.filter(kind="refused").exists(),
        "undated": _undated(row) if row.state == State.CHECKED else [],
        "total": row.trial.get("rows") if row.state != State.CHECKING else None,
        "purposes": _purposes(row),
        "trail": _trail("A list", row),
    }
    return show(request, "web/console/import.html", {**context, **more})


def _purposes(row: Import) -> list[str]:
    names = Names()
    return [names.of("purposes", short) for short in row.mapping.get("purposes", ())]


def _undated(row: Import) -> list[str]:
    """Give the columns of dates that are left out of a list on trial, while nothing says when its data were given."""
    try:
        headings, cells = first_rows(row, timezone.now())
    except (ImportRefusedError, RegisterError):
        return []  # bringing it in will say what is wrong with the file
    return left_out(headings, cells, Mapping.of_json(row.mapping))


_UNKNOWN = ("source-unknown", "version-unknown", "kind-unknown")
"""The codes of rows that come in only where a purpose is observed."""

_COUNTED = (
    ("rows", "Rows read"),
    ("new", "New people"),
    ("matched", "Rows about people who are here already"),
    ("twice", "Rows about people whom the list named before"),
    ("records", "Records written"),
    ("cut", "Rows whose telephone number begins with neither 0 nor +"),
    ("observed", "Records that enforcing would refuse, let pass because a purpose is observed"),
    ("consents", "Consents taken"),
    ("withheld_consents", "Consents not taken: these people said no since, or stopped"),
    ("stopped", "People whom the list says have stopped"),
    ("on_list", "People on the do-not-contact list already; they stay stopped"),
)


def _told(counts: dict[str, Any]) -> list[tuple[str, str]]:
    always = {"rows", "new"}
    return [(words, f"{counts.get(name, 0):,}") for name, words in _COUNTED if counts.get(name) or name in always]


def _reasons(counts: dict[str, Any]) -> Table:
    refused = sorted(counts.get("refused", {}).items(), key=lambda each: -each[1])
    rows = tuple(Row((counts["sentences"][code], number)) for code, number in refused)
    return Table("Rows not taken, by reason", (Column("Why"), Column("Rows", number=True)), rows, "Every row is taken.")


@page(Part.IMPORTS)
def refused(request: Visit, short: str) -> HttpResponseBase:  # noqa: ARG001 - views are given the request
    """Hand out the rows that were not taken, with line and reason."""
    row = _found(short)
    if not row.pieces.filter(kind="refused").exists():
        raise Http404
    response = StreamingHttpResponse(refused_list(row, timezone.now()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rows-not-taken-{short}.csv"'
    return response


def _found(short: str) -> Import:
    row = Import.objects.filter(public_id=short).first()
    if row is None:
        raise Http404
    return row


def _trail(here: str, row: Import | None = None) -> Sequence[NavItem]:
    steps = [("People", reverse("console:people"))]
    if row is not None:
        steps.append(("Lists", reverse("console:imports")))
    return trail(*steps, (here, ""))
