"""What was assessed, how each assessment stands today, and one of them in full."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from honour.drafting import drafts
from honour.drafting.models import Draft
from honour.notice.assessing import KINDS, Assessed, assessments
from honour.notice.editing.answers import fields_of
from honour.notice.editing.guidance import about
from honour.notice.editing.shapes import Shape, shape_of
from honour.notice.wording import day_in_words, words_for
from honour.notice.writing import as_data
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.drafts.questions import Asking, said_of
from honour.web.console.naming import trail
from honour.web.console.notice import views
from honour.web.console.page import page, refused, show
from honour.web.notices import current

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from honour.notice.assessing import Standing
    from honour.notice.model import Notice
    from honour.web.console.page import Visit

STANDINGS: dict[Standing, str] = {
    "missing": "Missing",
    "past-review": "Past its review",
    "against": "Says not yet",
    "not-yet": "Dated later",
    "live": "Live",
    "unasked": "Not asked for",
}


class AgainForm(forms.Form):
    """In which draft an assessment is to be written."""

    draft = forms.ChoiceField(label="In which draft", required=False)

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        kept = [(str(one.pk), one.name) for one in drafts.open_drafts()]
        self.fields["draft"].choices = [*kept, ("", "A new one")]  # type: ignore[attr-defined]
        if not kept:
            self.fields["draft"].widget = forms.HiddenInput()


@page(Part.NOTICE)
def assessments_page(request: Visit) -> HttpResponse:
    """List the assessments of the notice in use, those that need somebody first."""
    published = current()
    if published is None:
        return show(request, "web/console/notice_none.html")
    today = timezone.localdate()
    found = assessments(published.own, today)
    written = [one for one in found if one.standing != "unasked"]
    needing = [one for one in written if one.needs_somebody]
    context = {
        "count": len(written),
        "needing": needing,
        "first": _address(needing[0]) if needing else "",
        "tables": [
            _table(kind.name, about(_shape_within(kind.section, kind.key).model, published.own.law), of_kind)
            for kind in KINDS.values()
            if (of_kind := [one for one in written if one.kind == kind])
        ],
        "unasked": [(one.called, _address(one)) for one in found if one.standing == "unasked"],
        "views": views("console:assessments"),
    }
    return show(request, "web/console/assessing/assessments.html", context)


@page(Part.NOTICE, "GET", "POST")
def assessment(request: Visit, kind: str, short: str) -> HttpResponse:
    """Show one assessment as it was written; posted, open it to be written anew, in a draft."""
    published = current()
    found = _found(published.own, kind, short, timezone.localdate()) if published else None
    if published is None or found is None:
        raise Http404
    form = AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and Part.NOTICE_EDITING not in request.parts:
        return refused(request, Part.NOTICE_EDITING)
    if request.method == "POST" and form.is_valid():
        return redirect("console:draft-assessment", _draft(request, form, found), kind, short)
    context = {
        "assessed": found,
        "standing": STANDINGS[found.standing],
        "said": answers_of(published.own, found),
        "concerns": what_it_concerns(published.own, found),
        "form": form if Part.NOTICE_EDITING in request.parts else None,
        "version": published.label,
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Assessments", reverse("console:assessments")),
            (f"{found.kind.name}: {found.called}", ""),
        ),
    }
    return show(request, "web/console/assessing/assessment.html", context, status=400 if form.errors else 200)


def answers_of(notice: Notice, found: Assessed) -> list[tuple[str, str | SafeString]]:
    """Give what an assessment says, question by question; empty where there is none."""
    if found.written is None:
        return []
    shape = _shape_within(found.kind.section, found.kind.key)
    asked = Asking(notice, fields_of(shape, as_data(found.written))).asked(shape)
    usual = {each.item.label: each.item.kind for each in asked.usual}
    said = [(label, words) for label, words in said_of(asked).items() if words and label in usual]
    return [(label, _shown(words, usual[label])) for label, words in said]


def _shown(words: str, kind: str) -> str | SafeString:
    """Write a day in words, and lines as a list."""
    if kind == "day":
        return day_in_words(date.fromisoformat(words))
    if kind == "lines":
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in words.splitlines())))
    return words


def what_it_concerns(notice: Notice, found: Assessed) -> list[tuple[str, str]]:
    """Give in a few lines what is being assessed: the data, the people, the basis; or who receives what, and where."""
    clause = getattr(notice, found.kind.section)[found.short]
    shape = shape_of(found.kind.section)
    said = said_of(Asking(notice, fields_of(shape, as_data(clause))).asked(shape))
    within = next(item.label for item in shape.items if item.key == found.kind.key)
    wanted = {item.label for item in shape.items if item.key in _CONCERNS[found.kind.section]}
    return [
        (label, words)
        for label, words in said.items()
        if words and not label.startswith(f"{within}:") and (label in wanted or label.endswith((": Basis", "interest")))
    ]


_CONCERNS = {
    "purposes": ("text", "categories", "subjects", "sources"),
    "recipients": ("text", "named", "purposes", "categories", "country", "safeguard"),
}


def _draft(request: Visit, form: AgainForm, found: Assessed) -> int:
    chosen = form.cleaned_data["draft"]
    if chosen:
        return Draft.objects.get(pk=int(chosen)).pk
    published = current()
    assert published is not None  # noqa: S101 - the page was found in it
    name = f"{found.kind.name}: {found.called}"[:100]
    day = timezone.localdate()
    return drafts.start_from(published, name=name, effective=day, by=request.actor.name, at=timezone.now()).pk


def _found(notice: Notice, kind: str, short: str, at: date) -> Assessed | None:
    every = assessments(notice, at)
    return next((one for one in every if one.kind.code == kind and one.short == short), None)


def _table(name: str, what: str, found: Iterable[Assessed]) -> tuple[str, Table]:
    rows = tuple(
        Row(
            (
                one.called,
                STANDINGS[one.standing],
                _decision(one),
                f"{one.written.decided_on:%-d %B %Y}" if one.written else None,
                f"{one.written.review_by:%-d %B %Y}" if one.written else None,
                one.written.decided_by if one.written else None,
            ),
            _address(one),
        )
        for one in sorted(found, key=lambda one: not one.needs_somebody)
    )
    labels = ("For", "Stands", "It comes to", "Decided on", "To be looked at again by", "Decided by")
    return what, Table(name, tuple(map(Column, labels)), rows)


def _decision(one: Assessed) -> str | None:
    if one.written is None:
        return None
    words = words_for(type(one.written).__name__, "decision", one.written.decision) or one.written.decision
    return f"{words[0].upper()}{words[1:]}"


def _address(one: Assessed) -> str:
    return reverse("console:assessment", args=[one.kind.code, one.short])


def _shape_within(section: str, key: str) -> Shape:
    shape = next(item.shape for item in shape_of(section).items if item.key == key)
    assert shape is not None  # noqa: S101 - every assessment is a part of its clause
    return shape
