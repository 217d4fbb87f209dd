"""The notice for those who keep it: what runs, what is wrong with it, what changed, where data flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from honour.notice.builtin import is_builtin
from honour.notice.check import check
from honour.notice.model import Notice
from honour.notice.render.ropa import as_file
from honour.notice.render.ropa_book import book
from honour.notice.wording import words_for
from honour.register.versions import versions
from honour.staff.grants import roles_granted
from honour.staff.roles import Part
from honour.ui.site import NavItem
from honour.ui.tables import Column, Row, Table
from honour.web.changes import changed_sections, counted
from honour.web.console.flowing import flow_of
from honour.web.console.naming import trail
from honour.web.console.page import page, show
from honour.web.notices import current, labelled, newest_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from honour.notice.check import Finding
    from honour.notice.model import Purpose
    from honour.register.versions import Published
    from honour.web.console.page import Visit

REGISTER = {
    "xlsx": (book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_file, "text/csv; charset=utf-8"),
}
"""The forms of the register of processing: what writes it, and its kind of file."""

VIEWS = (
    ("Purposes", "console:notice"),
    ("Assessments", "console:assessments"),
    ("Enforcing", "console:enforcing"),
    ("Findings", "console:notice-findings"),
    ("Flow", "console:notice-flow"),
    ("Retention", "console:keeping"),
    ("Versions", "console:notice-versions"),
    ("Drafts", "console:drafts"),
    ("Plans", "console:plans"),
    ("From elsewhere", "console:sources-told"),
)


@page(Part.NOTICE)
def notice(request: Visit) -> HttpResponse:
    """Show the purposes that run: their bases, data, and who may act for each."""
    published = current()
    if published is None:
        return _none(request)
    known = versions()
    rows = tuple(
        Row(
            (
                _called(purpose, observed=short in known.observed),
                _bases(purpose),
                _data(published.notice, short),
                ", ".join(roles_granted(short)) or "Nobody",
            ),
            reverse("privacy") + f"#purpose.{short}",
        )
        for short, purpose in published.notice.purposes.items()
    )
    columns = (
        Column("Purpose"),
        Column("Basis"),
        Column("Data"),
        Column("Who acts for it"),
    )
    wrong = len(_errors(published))
    said = "The notice that runs has one error." if wrong == 1 else f"The notice that runs has {wrong} errors."
    context = {"published": published, "found": wrong, "wrong": said, "table": Table("Purposes", columns, rows)}
    return show(request, "web/console/notice.html", {**context, "views": views("console:notice")})


@page(Part.NOTICE)
def register(request: Visit, form: str) -> HttpResponse:  # noqa: ARG001 - views are given the request
    """Hand out the register of processing (Art 30) of the notice in use, as a workbook or as CSV."""
    published = current()
    if published is None or form not in REGISTER:
        raise Http404
    write, kind = REGISTER[form]
    name = f"register-of-processing-{published.label}.{form}"
    return HttpResponse(
        write(published.notice),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page(Part.NOTICE)
def findings(request: Visit) -> HttpResponse:
    """Show what is wrong with the notice under the law of today."""
    published = current()
    if published is None:
        return _none(request)
    found = check(published.own, at=timezone.localdate())
    rows = tuple(
        Row((one.code, one.severity.capitalize(), _cited(published, one), one.sentence, one.fix, one.source))
        for one in found
    )
    columns = tuple(Column(label) for label in ("Code", "Weight", "Clause", "What is wrong", "What to do", "Source"))
    context = {
        "published": published,
        "found": len(rows),
        "table": Table("Findings", columns, rows, "The check finds nothing wrong under the law of today."),
        "views": views("console:notice-findings"),
    }
    return show(request, "web/console/notice_findings.html", context)


@page(Part.NOTICE)
def flow(request: Visit) -> HttpResponse:
    """Draw where data come from, what for, and who sees them, with the numbers of people."""
    published = current()
    if published is None:
        return _none(request)
    focus = request.GET.get("focus", "")
    context = {
        "flow": flow_of(published.notice, versions().clauses, timezone.now(), focus),
        "views": views("console:notice-flow"),
    }
    return show(request, "web/console/notice_flow.html", context)


@page(Part.NOTICE)
def all_versions(request: Visit) -> HttpResponse:
    """List the published versions, how each was published, and what changed."""
    published = newest_first()
    rows = tuple(
        Row(
            (
                one.label,
                f"{timezone.localtime(one.published_at):%-d %B %Y, %H:%M}",
                f"{one.effective:%-d %B %Y}",
                f"As it was, {len(one.acknowledged)} errors acknowledged" if one.as_is else "Without errors",
                _compare(one, before),
                _entry(one, linked=Part.RECORDS in request.parts),
            ),
            reverse("privacy-version", args=[one.label]),
        )
        for one, before in zip(published, [*published[1:], None], strict=False)
    )
    labels = ("Version", "Published", "Applies from", "How", "What changed", "Ledger")
    context = {
        "count": len(rows),
        "table": Table("Versions", tuple(map(Column, labels)), rows, "None is published yet."),
        "views": views("console:notice-versions"),
    }
    return show(request, "web/console/notice_versions.html", context)


@page(Part.NOTICE)
def difference(request: Visit, before: str, after: str) -> HttpResponse:
    """Show what changed between two versions."""
    one, other = labelled(before), labelled(after)
    if one is None or other is None:
        raise Http404
    sections = changed_sections(one.own, other.own)
    context = {
        "before": one,
        "after": other,
        "sections": sections,
        "counted": counted(sections),
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Versions", reverse("console:notice-versions")),
            (f"{before} to {after}", ""),
        ),
    }
    return show(request, "web/console/notice_difference.html", context)


def _none(request: Visit) -> HttpResponse:
    return show(request, "web/console/notice_none.html")


def views(here: str) -> list[NavItem]:
    """Give the views of the notice, as tabs."""
    return [NavItem(label, reverse(url), current=url == here) for label, url in VIEWS]


def _errors(published: Published) -> Sequence[Finding]:
    return [one for one in check(published.own, at=timezone.localdate()) if one.severity == "error"]


def _bases(purpose: Purpose) -> str:
    kinds = dict.fromkeys(words_for("Basis", "kind", basis.kind) or basis.kind for basis in purpose.bases)
    said = ", ".join(kinds) or "none stated"
    return f"{said[0].upper()}{said[1:]}"


def _data(notice: Notice, purpose: str) -> str:
    """Name the categories that a purpose lists, or say that they are all."""
    listed = notice.categories_of(purpose)
    collected = {short for short in Notice.chosen("all", notice.categories) if notice.categories[short].collected}
    if collected and collected <= listed:
        return "All that is collected"
    return ", ".join(sorted(notice.categories[short].name for short in listed)) or "None stated"


def _called(purpose: Purpose, *, observed: bool) -> SafeString | str:
    """Name a purpose, and say so where it is only observed: what would be refused passes, and is written down."""
    if not observed:
        return purpose.name
    return format_html('{} <span class="badge">Observed only</span>', purpose.name)


def _cited(published: Published, found: Finding) -> SafeString | str:
    """Link a finding to its clause on the page, where the clause has a place there."""
    if found.clause == "notice" or is_builtin(found.clause):
        return found.clause
    url = reverse("privacy-version", args=[published.label])
    return format_html('<a class="code" href="{}#{}">{}</a>', url, found.clause, found.clause)


def _compare(one: Published, before: Published | None) -> SafeString | str:
    if before is None:
        return "The first"
    url = reverse("console:notice-difference", args=[before.label, one.label])
    return format_html('<a href="{}">Compare with {}</a>', url, before.label)


def _entry(one: Published, *, linked: bool) -> SafeString | str:
    if one.entry is None:
        return ""
    if not linked:
        return f"Entry {one.entry}"
    return format_html('<a href="{}">Entry {}</a>', reverse("console:entry", args=[one.entry]), one.entry)
