"""What data were used for and to whom they were passed on, from the ledger: counted, and one by one."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.evidence.models import Payload
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.naming import Names
from honour.web.console.page import page, show
from honour.web.console.records import views

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from honour.web.console.page import Visit

USED = ("person:read", "person:selected", "person:disclosed", "person:refused")
MOST = 20_000
"""Entries counted at once; the page says so when there are more."""
DAYS = (("7", "the last 7 days"), ("30", "the last 30 days"), ("365", "the last 12 months"))


class PeriodForm(forms.Form):
    """Over which days to count."""

    days = forms.ChoiceField(label="Over", choices=DAYS, required=False)


@page(Part.RECORDS)
def uses(request: Visit) -> HttpResponse:
    """Count the uses of data by purpose, by who used them, and by whether they were allowed."""
    form, days, over = _period(request)
    names, counted, people = Names(), Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    whole = True
    for place, (_, _, _, said, who) in enumerate(_entries(days, USED)):
        whole = place < MOST
        key = str(said.get("purpose", "")), str(said.get("by", "")), _what(said)
        counted[key] += 1
        people[key] += who
    rows = tuple(
        Row((names.of("purposes", purpose), capfirst(names.who(by)), capfirst(what), times, people[purpose, by, what]))
        for (purpose, by, what), times in sorted(counted.items(), key=lambda one: (one[0][0], -one[1]))
    )
    labels = ("Purpose", "By", "Data were", "Times", "People")
    context = {
        "form": form,
        "over": over,
        "used": sum(times for (_, _, what), times in counted.items() if what != _REFUSED),
        "refused": sum(times for (_, _, what), times in counted.items() if what == _REFUSED),
        "whole": whole,
        "table": Table(
            "Uses by purpose",
            tuple(Column(label, number=label in ("Times", "People")) for label in labels),
            rows,
            "Nothing was used in these days. Each time somebody opens data for a purpose, it appears here.",
        ),
        "views": views("console:records-uses"),
    }
    return show(request, "web/console/records_uses.html", context, status=400 if form.errors else 200)


@page(Part.RECORDS)
def disclosures(request: Visit) -> HttpResponse:
    """List each time that data were passed on: to whom, for what, of how many people, on which ground."""
    form, days, over = _period(request)
    names = Names()
    passed = [one for one in _entries(days, USED) if _what(one[3]) == _PASSED_ON]
    rows = tuple(
        Row(
            (
                f"{timezone.localtime(at):%-d %B %Y, %H:%M}",
                names.of("recipients", said.get("recipient")),
                names.of("purposes", said.get("purpose")),
                "; ".join(names.of("categories", each) for each in said.get("categories", ())),
                who,
                ", ".join(str(each).replace("-", " ") for each in said.get("grounds", ())) or None,
                capfirst(names.who(str(said.get("by", "")))),
            ),
            reverse("console:entry", args=[entry]),
        )
        for entry, at, _, said, who in passed[:_LISTED]
    )
    labels = ("When", "To", "For", "Data", "People", "Ground", "By")
    context = {
        "form": form,
        "over": over,
        "count": len(passed),
        "table": Table(
            "Passed on, newest first",
            tuple(Column(label, number=label == "People") for label in labels),
            rows,
            "Nothing was passed on in these days. Data go only to a recipient that the notice names, and each time "
            "appears here.",
        ),
        "views": views("console:records-disclosures"),
    }
    return show(request, "web/console/records_disclosures.html", context, status=400 if form.errors else 200)


@page(Part.RECORDS)
def exports(request: Visit) -> HttpResponse:
    """Lead to everything that can be taken away as a file, with what it is good for."""
    rows = tuple(
        Row((called, what, form), url)
        for called, url, what, form in (
            (
                "The ledger",
                reverse("console:records-export"),
                "Every entry with its proof, for an auditor. “honour verify” checks it without this installation.",
                "JSON lines",
            ),
            (
                "The last checkpoint",
                reverse("console:checkpoint") + "?file",
                "Kept where we cannot reach it, it shows that nothing before it was rewritten.",
                "Signed text",
            ),
            (
                "The register of processing",
                reverse("console:notice-register", args=["xlsx"]),
                "Who uses which data for what, a row for each purpose.",
                "Excel",
            ),
            (
                "The register of processing, plain",
                reverse("console:notice-register", args=["csv"]),
                "The same for other programs.",
                "CSV",
            ),
            ("The notice as linked data", reverse("privacy-linked"), "In the W3C’s privacy vocabulary.", "JSON-LD"),
            ("The notice as data", reverse("privacy-json"), "Every clause with its id.", "JSON"),
        )
    )
    columns = (Column("What"), Column("What it is good for"), Column("Form"))
    context = {"table": Table("Files", columns, rows), "views": views("console:records-exports")}
    return show(request, "web/console/records_exports.html", context)


_USED, _PASSED_ON, _REFUSED = "used", "passed on", "refused"
_LISTED = 500
_Entry = tuple[int, dt.datetime, str, dict[str, Any], int]


def _entries(days: int, kinds: tuple[str, ...]) -> Iterator[_Entry]:
    """Give the entries of the last days that are kept in words: number, time, kind, what it says, how many people."""
    since = timezone.now() - dt.timedelta(days=days)
    rows = Payload.objects.filter(entry__kind__in=kinds, entry__at__gte=since).order_by("-entry_id")
    found = rows.values_list("entry_id", "entry__at", "entry__kind", "content")
    for entry, at, kind, content in found[: MOST + 1].iterator():
        said = json.loads(content)
        if kind == "person:refused":
            said["refusal"] = True
        people = said.get("people")
        yield entry, at, kind, said, people if isinstance(people, int) else 1


def _what(said: dict[str, Any]) -> str:
    if said.get("refusal"):
        return _REFUSED
    return _PASSED_ON if said.get("action") == "disclose" else _USED


def _period(request: Visit) -> tuple[PeriodForm, int, str]:
    form = PeriodForm(request.GET or {"days": "30"})
    chosen = form.cleaned_data["days"] if form.is_valid() else ""
    chosen = chosen or "30"
    return form, int(chosen), dict(DAYS)[chosen]
