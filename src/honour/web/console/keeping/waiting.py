"""Records whose date nobody can know: they wait for an event that nobody has recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from honour.dealings.matters.kinds import SAID, kind_for
from honour.notice.wording import words_for
from honour.register.due.unfed import RECORDED, count_unfed, list_unfed, unfed
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.keeping.views import views
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

A_PAGE = 50  # records
MOST = 5_000
"""Records of a list."""
_NOTHING_WAITS = "Nothing waits here for an event that nobody has recorded."


@page(Part.NOTICE)
def waiting(request: Visit) -> HttpResponse:
    """Say how many records wait for what nobody has recorded, by event and data."""
    if current() is None:
        return show(request, "web/console/notice_none.html")
    now, names = timezone.now(), Names()
    found = unfed(now)
    may_record = Part.MATTERS in request.parts
    rows = tuple(
        Row(
            (
                _event(one.trigger),
                names.of("categories", one.category),
                f"{timezone.localtime(one.oldest):%-d %B %Y}",
                one.records,
                *((_record_one(one.trigger),) if may_record else ()),
            ),
            reverse("console:keeping-waiting-whose", args=[one.trigger, one.category]),
        )
        for one in found
    )
    columns = (
        Column("Counted from"), Column("Data"), Column("Oldest of"), Column("Records", number=True),
        *((Column("What to do"),) if may_record else ()),
    )  # fmt: skip
    context = {
        "count": count_unfed(now),
        "table": Table("What waits for nothing recorded", columns, rows, _NOTHING_WAITS),
        "views": views(request, "console:keeping-waiting"),
    }
    return show(request, "web/console/keeping/waiting.html", context)


@page(Part.NOTICE)
def whose(request: Visit, trigger: str, category: str) -> HttpResponse:
    """List whose records wait for an event that nobody has recorded: by opaque id, never what they say."""
    names = Names()
    if trigger not in RECORDED or current() is None:
        raise Http404
    listed = list_unfed(trigger, category, timezone.now(), MOST)
    pages = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    linked = Part.PEOPLE in request.parts
    rows = tuple(
        Row(
            (person, f"{timezone.localtime(at):%-d %B %Y}"),
            reverse("console:person", args=[person]) if linked else "",
        )
        for person, at in pages
    )
    title = f"{names.of('categories', category)}, counted from {_event(trigger)[:1].lower()}{_event(trigger)[1:]}"
    context = {
        "title": title,
        "count": len(listed),
        "table": Table(title, (Column("Person"), Column("Came on")), rows, _NOTHING_WAITS),
        "pages": pages,
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Retention", reverse("console:keeping")),
            ("Dates not known", reverse("console:keeping-waiting")),
            (names.of("categories", category), ""),
        ),
    }
    return show(request, "web/console/keeping/whose.html", context)


def _event(trigger: str) -> str:
    words = words_for("RetentionRule", "trigger", trigger) or trigger
    return f"{words[:1].upper()}{words[1:]}"


def _record_one(trigger: str) -> str:
    kind = kind_for(trigger)
    if kind is None:
        return ""
    return format_html('<a href="{}">Record {}</a>', reverse("console:matter-new", args=[kind]), SAID[kind].a)
