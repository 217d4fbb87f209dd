"""Looking at a draft: its clauses, what the check finds, what changes, the page as it would be served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from honour.notice.builtin import with_builtin
from honour.notice.model import SECTIONS
from honour.notice.model.notice import SINGLE
from honour.notice.render.html import fragment
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.changes import HEADINGS, changed_sections, counted
from honour.web.console.drafts.reading import Reading, found_or_404, may_write
from honour.web.console.page import page, show
from honour.web.frame import site_of
from honour.web.notices import current, labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from honour.notice.check import Finding
    from honour.web.console.page import Visit

ORDER = ("controller", *SECTIONS, *SINGLE[1:])


@dataclass(frozen=True)
class ClauseGroup:
    """A section of the draft: its heading, its clauses, and whether one can be added."""

    id: str
    heading: str
    clauses: tuple[tuple[str, str, str], ...]
    can_add: bool


@page(Part.NOTICE)
def draft(request: Visit, number: int) -> HttpResponse:
    """Show the clauses of a draft, section by section, with what the check finds in each."""
    reading = found_or_404(number)
    can_write = may_write(request, reading)
    context = {
        **_frame(reading, "console:draft"),
        "parts": list(_parts(reading)),
        "can_write": can_write,
        "whole": reading.counted("notice"),
    }
    return show(request, "web/console/drafts/draft.html", context)


def _parts(reading: Reading) -> Iterator[ClauseGroup]:
    notice = reading.loaded.notice
    counts: dict[str, str] = {}
    for finding, _ in reading.found:
        counts.setdefault(finding.clause, reading.counted(finding.clause))
    for section in ORDER:
        if section in SECTIONS:
            word = SECTIONS[section]
            ids = [(f"{word}.{short}", clause) for short, clause in getattr(notice, section).items()]
        else:
            clause = getattr(notice, section)
            ids = [(section.replace("_", "-"), clause)] if clause is not None else []
        clauses = tuple((each, _called(each, clause), counts.get(each, "")) for each, clause in ids)
        yield ClauseGroup(section.replace("_", "-"), HEADINGS[section], clauses, section in SECTIONS or not ids)


def _called(clause_id: str, clause: object) -> str:
    name = getattr(clause, "name", None)
    if name:
        return str(name)
    words = (getattr(clause, "text", None) or "").strip()
    if words and clause_id.startswith("statement."):
        return words if len(words) <= 80 else f"{words[:77]}…"  # noqa: PLR2004 - a line
    last = clause_id.rpartition(".")[2].replace("-", " ")
    return last[:1].upper() + last[1:]


class CheckForm(forms.Form):
    """Under which law, and on which day, the check is made."""

    law = forms.ChoiceField(
        label="Law",
        choices=[("", "The notice's own"), ("uk", "United Kingdom"), ("eu", "European Union")],
        required=False,
    )
    at = forms.DateField(
        label="As on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 2027-03-01."},
    )


@page(Part.NOTICE)
def findings(request: Visit, number: int) -> HttpResponse:
    """Show what is wrong with a draft, under the law and on the day that were chosen."""
    reading = found_or_404(number)
    form = CheckForm(request.GET or {"law": "", "at": reading.day.isoformat()})
    asked = form.cleaned_data if form.is_valid() else {}
    found = reading.checked(asked.get("law") or None, asked.get("at") or reading.day)
    rows = tuple(
        Row((one.code, one.severity.capitalize(), _linked(reading, one), one.line, one.sentence, one.fix, one.source))
        for one, _ in found
    )
    labels = ("Code", "Weight", "Clause", "Line", "What is wrong", "What to do", "Source")
    columns = tuple(Column(label, number=label == "Line") for label in labels)
    context = {
        **_frame(reading, "console:draft-findings"),
        "count": len(rows),
        "form": form,
        "table": Table("Findings", columns, rows, "The check finds nothing wrong."),
    }
    return show(request, "web/console/drafts/findings.html", context, status=400 if form.errors else 200)


@page(Part.NOTICE)
def changes(request: Visit, number: int) -> HttpResponse:
    """Show what a draft changes in the version that runs."""
    reading = found_or_404(number)
    before = labelled(reading.draft.based_on) or current()
    sections = changed_sections(before.own, reading.loaded.notice) if before else []
    context = {
        **_frame(reading, "console:draft-changes"),
        "before": before,
        "sections": sections,
        "counted": counted(sections),
    }
    return show(request, "web/console/drafts/changes.html", context)


@page(Part.NOTICE)
def preview(request: Visit, number: int) -> HttpResponse:
    """Show the page as it would be served."""
    reading = found_or_404(number)
    context = {
        "site": site_of(request),
        "notice": reading.loaded.notice,
        "draft": reading.draft,
        "article": SafeString(fragment(with_builtin(reading.loaded.notice))),
    }
    return render(request, "web/console/drafts/preview.html", context)


def _frame(reading: Reading, here: str) -> dict[str, object]:
    return {
        "reading": reading,
        "draft": reading.draft,
        "views": reading.tabs(here),
        "trail": reading.trail(),
    }


def _linked(reading: Reading, found: Finding) -> SafeString:
    url = reverse("console:draft-clause", args=[reading.draft.pk, found.clause])
    return format_html('<a class="code" href="{}">{}</a>', url, found.clause)
