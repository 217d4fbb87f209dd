"""A draft in other languages: which it has, how far each is, and a clause's words beside their translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.drafting.errors import ChangedMeanwhileError, DraftClosedError
from honour.drafting.translating import digest_of_words, save_words, words_in
from honour.notice.faults import UnreadableNoticeError
from honour.notice.reading import load_notice
from honour.notice.source import SourceError
from honour.notice.translating import words_by_clause
from honour.notice.wording.tongue import named, tongues
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.drafts.reading import found_or_404, may_write
from honour.web.console.drafts.words import Words, labelled, words_of
from honour.web.console.naming import Names
from honour.web.console.page import page, refused, show
from honour.web.notices import labelled as published_as

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.notice.model import Notice
    from honour.web.console.drafts.reading import Reading
    from honour.web.console.page import Visit


class LanguageForm(forms.Form):
    """A language to be added."""

    tag = forms.RegexField(
        r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        label="Language",
        max_length=20,
        help_text="Its tag, such as cy for Welsh. In Welsh the headings and labels of the page are there already; in "
        "other languages they stay English.",
        error_messages={
            "required": "Enter the language’s tag, such as cy.",
            "invalid": "Write a tag such as cy or pl.",
        },
    )


@page(Part.NOTICE, "GET", "POST")
def languages(request: Visit, number: int) -> HttpResponse:
    """List a draft's languages and how far each is; posted, go to another one."""
    reading = found_or_404(number)
    notice = reading.loaded.notice
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"tag": _offered(notice)})
    if request.method == "POST" and Part.NOTICE_EDITING not in request.parts:
        return refused(request, Part.NOTICE_EDITING)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["tag"] == notice.language:
            form.add_error("tag", "The notice is written in it.")
        else:
            return redirect("console:draft-language", number, form.cleaned_data["tag"])
    every = words_by_clause(notice)
    total = sum(map(len, every.values()))
    rows = tuple(
        Row((named(tag), tag, _done(every, put), total), reverse("console:draft-language", args=[number, tag]))
        for tag, put in notice.translations.items()
    )
    columns = (Column("Language"), Column("Tag"), Column("Phrases there", number=True), Column("Of", number=True))
    context = {
        "reading": reading,
        "draft": reading.draft,
        "own": named(notice.language),
        "count": len(rows),
        "table": Table("Other languages", columns, rows),
        "form": form if may_write(request, reading) else None,
        "views": reading.tabs("console:draft-languages"),
        "trail": reading.trail(),
    }
    return show(request, "web/console/drafts/languages.html", context, status=400 if form.errors else 200)


@page(Part.NOTICE)
def language(request: Visit, number: int, tag: str) -> HttpResponse:
    """List the clauses with how much of each is there in a language, and what changed since it was translated."""
    reading = found_or_404(number)
    _known(reading, tag)
    notice = reading.loaded.notice
    put = notice.translations.get(tag, {})
    every = words_by_clause(notice)
    stale = _stale(notice, every, _before(reading), tag)
    rows = tuple(
        Row(
            (_called(notice, clause), sum(bool(put.get(clause, {}).get(way)) for way in words), len(words), said),
            reverse("console:draft-words", args=[number, tag, clause]),
        )
        for clause, words in every.items()
        for said in ("Changed since" if clause in stale else "",)
    )
    columns = (Column("Clause"), Column("There", number=True), Column("Of", number=True), Column("State"))
    missing = next((row.url for row in rows if row.cells[1] < row.cells[2] or row.cells[3]), "")
    context = {
        "draft": reading.draft,
        "called": named(tag),
        "left": sum(row.cells[1] < row.cells[2] for row in rows),
        "stale": sum(bool(row.cells[3]) for row in rows),
        "next": missing if may_write(request, reading) else "",
        "table": Table("Clauses", columns, rows),
        "trail": reading.trail(_languages(number), (named(tag), "")),
    }
    return show(request, "web/console/drafts/language.html", context)


@page(Part.NOTICE, "GET", "POST")
def words(request: Visit, number: int, tag: str, clause: str) -> HttpResponse:
    """Show a clause's words with a box for each translation, or write what the boxes say."""
    reading = found_or_404(number)
    _known(reading, tag)
    said = words_by_clause(reading.loaded.notice).get(clause)
    if not said:
        raise Http404
    there = words_in(reading.loaded.source, tag, clause)
    if request.method != "POST":
        return _show(request, reading, tag, clause, said, there)
    if Part.NOTICE_EDITING not in request.parts:
        return refused(request, Part.NOTICE_EDITING)
    typed = {way: request.POST.get(way, "").replace("\r\n", "\n") for way in said}
    seen, by = request.POST.get("seen", ""), request.actor.name
    try:
        save_words(number, tag, clause, typed, seen=seen, by=by, at=timezone.now())
    except ChangedMeanwhileError as meanwhile:
        who = Names().who(meanwhile.by)
        problem = f"{who} translated this clause after you opened it. Yours stands in the boxes; theirs below each."
        return _show(request, reading, tag, clause, said, there, typed=typed, problem=problem)
    except (UnreadableNoticeError, SourceError, DraftClosedError) as refusal:
        return _show(request, reading, tag, clause, said, there, typed=typed, problem=str(refusal))
    messages.success(request, f"Saved in the draft, in {named(tag)}.")
    return redirect("console:draft-language", number, tag)


def _show(  # noqa: PLR0913, PLR0917 - what the page shows
    request: Visit,
    reading: Reading,
    tag: str,
    clause: str,
    said: Words,
    there: Words,
    *,
    typed: Words | None = None,
    problem: str = "",
) -> HttpResponse:
    notice = reading.loaded.notice
    before = words_of(_before(reading), clause)
    context = {
        "draft": reading.draft,
        "called": _called(notice, clause),
        "language": named(tag),
        "tag": tag,
        "own_tag": notice.language,
        "rows": labelled(clause, said, there, typed, before),
        "seen": digest_of_words(there),
        "problem": problem,
        "can_write": may_write(request, reading),
        "trail": reading.trail(
            _languages(reading.draft.pk),
            (named(tag), reverse("console:draft-language", args=[reading.draft.pk, tag])),
            (_called(notice, clause), ""),
        ),
        "form": {"errors": bool(problem)},
    }
    return show(request, "web/console/drafts/words.html", context, status=409 if problem else 200)


def _known(reading: Reading, tag: str) -> None:
    """Errors: ``Http404`` for what is no language, or is the notice's own."""
    if tag == reading.loaded.notice.language or not LanguageForm({"tag": tag}).is_valid():
        raise Http404


def _before(reading: Reading) -> Notice | None:
    """Give the version that the draft began with: what its translations were made from."""
    began = published_as(reading.draft.based_on)
    return load_notice(began.text.encode(), began.label).notice if began else None


def _stale(notice: Notice, every: dict[str, Words], before: Notice | None, tag: str) -> set[str]:
    """Give the clauses whose words changed in the draft while those in a language did not."""
    if before is None:
        return set()
    put, was, said = notice.translations.get(tag, {}), before.translations.get(tag, {}), words_by_clause(before)
    same = {clause for clause, words in put.items() if words and words == was.get(clause)}
    return {clause for clause in same if every.get(clause, {}) != said.get(clause, {})}


def _done(every: dict[str, Words], put: dict[str, dict[str, str]]) -> int:
    return sum(bool(put.get(clause, {}).get(way)) for clause, words in every.items() for way in words)


def _offered(notice: Notice) -> str:
    return next((tag for tag in tongues() if tag not in notice.translations), "")


def _called(notice: Notice, clause: str) -> str:
    by_id = dict(notice.clauses())
    return getattr(by_id.get(clause), "name", None) or ("Title" if clause == "notice" else clause)


def _languages(number: int) -> tuple[str, str]:
    return "Languages", reverse("console:draft-languages", args=[number])
