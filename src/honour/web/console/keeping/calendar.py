"""What goes in the next twelve months, by rule; the list behind each number; and what goes tonight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from honour.retention.calendar import Calendar, leaving, next_months, retention_calendar
from honour.retention.models import Sweep
from honour.retention.sweeps.previewing import preview
from honour.staff.roles import Part
from honour.ui.charts.months import MonthRow, Months
from honour.ui.tables import Column, Row, Table
from honour.web.console.keeping.views import views
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

A_PAGE = 50  # records
NO_RULE = "no-rule"
"""Stands in an address for records that no rule of the notice gives an end."""


@page(Part.NOTICE)
def calendar(request: Visit) -> HttpResponse:
    """Draw what goes in the next twelve months, by rule."""
    if current() is None:
        return show(request, "web/console/notice_none.html")
    found = retention_calendar(timezone.now(), sealed=Part.SEALED in request.parts)
    context = {
        "found": found,
        "chart": _chart(found),
        "last": Sweep.objects.filter(ended_at__isnull=False).order_by("-pk").first(),
        "views": views(request, "console:keeping"),
    }
    return show(request, "web/console/keeping/calendar.html", context)


def called(rule: str) -> str:
    """Say a rule's id as words: it is the only name that a retention rule has."""
    words = rule.removeprefix("honour-").replace("-", " ")
    return f"{words[:1].upper()}{words[1:]}" if words else "No rule gives them an end"


def _chart(found: Calendar) -> Months:
    rows = tuple(
        MonthRow(
            called(one.rule),
            tuple(one.months.get(month, 0) for month in found.months),
            tuple(reverse("console:keeping-month", args=[month, one.rule or NO_RULE]) for month in found.months),
        )
        for one in found.rules
    )
    return Months("Records that go, by rule and month", found.months, rows, "record")


@page(Part.NOTICE)
def month(request: Visit, month: str, rule: str) -> HttpResponse:
    """List the records that go in a month by a rule: whose by opaque id, never what they say."""
    now = timezone.now()
    if (
        not re.fullmatch(r"\d{4}-\d{2}", month)
        or month not in next_months(timezone.localdate(now))
        or current() is None
    ):
        raise Http404
    names, short = Names(), "" if rule == NO_RULE else rule
    listed = leaving(month, short, now, sealed=Part.SEALED in request.parts)
    pages = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    linked = Part.PEOPLE in request.parts
    rows = tuple(
        Row(
            (
                one.person,
                names.of("categories", one.category),
                f"{timezone.localtime(one.due_at):%-d %B %Y}",
            ),
            reverse("console:person", args=[one.person]) if linked else "",
        )
        for one in pages
    )
    columns = (Column("Person"), Column("Data"), Column("Goes on"))
    title = f"{called(short)}, {next(iter(_words([month])))}"
    context = {
        "title": title,
        "count": len(listed),
        "basis": getattr(current().notice.retention.get(short), "basis", None),  # type: ignore[union-attr] # seen above
        "table": Table(title, columns, rows, "Nothing goes by this rule in this month."),
        "pages": pages,
        "trail": trail(("Notice", reverse("console:notice")), ("Retention", reverse("console:keeping")), (title, "")),
    }
    return show(request, "web/console/keeping/month.html", context)


def _words(months: list[str]) -> list[str]:
    from datetime import date

    return [f"{date(int(month[:4]), int(month[5:]), 1):%B %Y}" for month in months]


@page(Part.NOTICE)
def going(request: Visit) -> HttpResponse:
    """Say what tonight's sweep takes: what, how many, by which rule, the oldest."""
    if current() is None:
        return show(request, "web/console/notice_none.html")
    names, found = Names(), preview(timezone.now(), sealed=Part.SEALED in request.parts)
    rows = tuple(
        Row(
            (
                names.of("categories", one.what),
                called(one.rule),
                f"{timezone.localtime(one.oldest):%-d %B %Y}",
                one.records,
            )
        )
        for one in found.going
    )
    lapsing = tuple(Row((names.of("purposes", purpose), count)) for purpose, count in found.lapsing.items())
    own = tuple(
        Row((what, format_html("<code>{}</code>", rule), count))
        for what, rule, count in (
            ("Entries’ contents in the ledger", "honour-trail", found.trail),
            ("What was staged", "honour-staging", found.staged),
            ("Accounts of people who left", "honour-staff-accounts", found.accounts),
        )
    )
    context = {
        "found": found,
        "goes": Table(
            "Records that go",
            (Column("Data"), Column("Rule"), Column("Oldest of"), Column("Records", number=True)),
            rows,
            "No record is past its date.",
        ),
        "lapsing": Table(
            "Records that stay, and are not used for this any more",
            (Column("For"), Column("Records", number=True)),
            lapsing,
            "No purpose of a record ends tonight.",
        ),
        "own": Table(
            "Of Honour’s own", (Column("What"), Column("Rule"), Column("Items", number=True)), own, "Nothing."
        ),
        "views": views(request, "console:keeping-going"),
    }
    return show(request, "web/console/keeping/going.html", context)
