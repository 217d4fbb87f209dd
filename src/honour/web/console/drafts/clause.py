"""A clause of a draft as a form: opened, rows added and removed, saved, compared where somebody else saved first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.drafting.clauses import Opened, add, save_clause
from honour.drafting.errors import ChangedMeanwhileError, DraftClosedError
from honour.notice.editing.answers import Fields, fields_of, id_from, with_row, without_row
from honour.notice.editing.clauses import data_of_clause, digest_of_clause, field_at, shape_for
from honour.notice.editing.guidance import about
from honour.notice.faults import UnreadableNoticeError
from honour.notice.model import SECTIONS
from honour.notice.places import WHOLE, path_of
from honour.notice.source import SourceError
from honour.notice.source.text import UNPRINTABLE
from honour.staff.roles import Part
from honour.web.changes import HEADINGS
from honour.web.console.drafts.comparing import both_texts
from honour.web.console.drafts.questions import Asking
from honour.web.console.drafts.reading import found_or_404, may_write
from honour.web.console.naming import Names
from honour.web.console.page import page, refused, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.notice.check import Finding
    from honour.web.console.drafts.reading import Reading
    from honour.web.console.page import Visit

_IN_A_FORM = {
    "is missing": "Fill this in.",
    "is no period": "Write a number and years, months, weeks or days, such as 6 years.",
}
"""What is said of a fault at its field, which takes other words than the file does; by how the fault ends."""
_UNPRINTABLE_SAYS = "This has characters that cannot be printed, as text copied from elsewhere may. Type it again."
_SLUG_SAYS = "Write lower case words and numbers with hyphens between them, such as credit-checks."


@page(Part.NOTICE, "GET", "POST")
def edit(request: Visit, number: int, clause_id: str) -> HttpResponse:
    """Show a clause's form, or write what it says."""
    reading = found_or_404(number)
    source = reading.loaded.source
    data = data_of_clause(source, clause_id)
    if data is None and not (request.method == "POST" and path_of(clause_id)):
        raise Http404
    if request.method != "POST":
        fields = fields_of(shape_for(clause_id), data or {})
        return _show(request, reading, clause_id, fields, seen=digest_of_clause(data))
    if Part.NOTICE_EDITING not in request.parts:
        return refused(request, Part.NOTICE_EDITING)
    fields, seen = posted(request), request.POST.get("seen", "")
    rearranged = _rearranged(request, fields)
    if rearranged is not None:
        return _show(request, reading, clause_id, rearranged, seen=seen)
    if errors := unprintable(fields):
        return _show(request, reading, clause_id, fields, seen=seen, errors=errors)
    return _save(request, reading, clause_id, fields, seen)


def _save(request: Visit, reading: Reading, clause_id: str, fields: Fields, seen: str) -> HttpResponse:
    number = reading.draft.pk
    try:
        save_clause(Opened(number, clause_id, seen), fields, by=request.actor.name, at=timezone.now())
    except ChangedMeanwhileError as meanwhile:
        return compared(request, reading, clause_id, fields, meanwhile)
    except UnreadableNoticeError as refusal:
        return _show(request, reading, clause_id, fields, seen=seen, errors=at_fields(clause_id, fields, refusal))
    except (SourceError, DraftClosedError) as refusal:
        return _show(request, reading, clause_id, fields, seen=seen, errors={"": [str(refusal)]})
    messages.success(request, "Saved in the draft.")
    return redirect("console:draft-clause", number=number, clause_id=clause_id)


@page(Part.NOTICE_EDITING, "GET", "POST")
def new(request: Visit, number: int, section: str) -> HttpResponse:
    """Show the form of a clause that is to be added, or add it."""
    reading = found_or_404(number)
    key = section.replace("-", "_")
    if not (key in SECTIONS or path_of(section)):
        raise Http404
    shape = shape_for(f"{SECTIONS[key]}.new" if key in SECTIONS else section)
    if request.method != "POST":
        return _show(request, reading, "", fields_of(shape, {}), section=section)
    fields = posted(request)
    rearranged = _rearranged(request, fields)
    if rearranged is not None:
        return _show(request, reading, "", rearranged, section=section)
    if errors := unprintable(fields):
        return _show(request, reading, "", fields, section=section, errors=errors)
    clause_id = section
    if key in SECTIONS:
        taken = getattr(reading.loaded.notice, key)
        typed = (fields.get("id") or [""])[-1].strip()
        named = (fields.get("name") or fields.get("text") or [""])[-1]
        clause_id = f"{SECTIONS[key]}.{typed or id_from(named[:50], taken)}"
    try:
        add(number, clause_id, fields, by=request.actor.name, at=timezone.now())
    except UnreadableNoticeError as refusal:
        errors = at_fields(clause_id, fields, refusal)
        if any(fault.path == path_of(clause_id) for fault in refusal.faults):
            errors = {"id": [_SLUG_SAYS]}
        return _show(request, reading, "", fields, section=section, errors=errors)
    except (SourceError, DraftClosedError) as refusal:
        return _show(request, reading, "", fields, section=section, errors={"id": [str(refusal)]})
    messages.success(request, "Added to the draft.")
    return redirect("console:draft-clause", number=number, clause_id=clause_id)


def posted(request: Visit) -> Fields:
    """Give a clause's fields as they were sent."""
    left_out = {"csrfmiddlewaretoken", "seen", "do"}
    return {name: request.POST.getlist(name) for name in request.POST if name not in left_out}


def unprintable(fields: Fields) -> dict[str, list[str]]:
    """Give, by field, that it holds what no file of a notice may."""
    return {name: [_UNPRINTABLE_SAYS] for name, said in fields.items() if any(map(UNPRINTABLE.search, said))}


def _rearranged(request: Visit, fields: Fields) -> Fields | None:
    """Give the fields with a row more or less, where that was asked for; ``None`` where it was to be saved."""
    act, _, name = request.POST.get("do", "").partition(":")
    if act == "add":
        return with_row(fields, name)
    if act == "again":
        return fields
    if act == "drop":
        of, _, row = name.rpartition(".")
        return without_row(fields, of, row)
    return None


def at_fields(clause_id: str, fields: Fields, refusal: UnreadableNoticeError) -> dict[str, list[str]]:
    """Give what is wrong by the field it concerns; under the empty name what concerns none."""
    shape, lead = shape_for(clause_id), path_of(clause_id)
    errors: dict[str, list[str]] = defaultdict(list)
    for fault in refusal.faults:
        within = fault.path[: len(lead)] == lead
        name = field_at(shape, fields, fault.path[len(lead) :]) if within else ""
        asked = next((said for end, said in _IN_A_FORM.items() if name and fault.problem.endswith(end)), "")
        errors[name].append(asked or f"{fault.problem}. {fault.fix}.")
    return dict(errors)


def _show(  # noqa: PLR0913 - what a form shows
    request: Visit,
    reading: Reading,
    clause_id: str,
    fields: Fields,
    *,
    seen: str = "",
    section: str = "",
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    key = section.replace("-", "_")
    shape = shape_for(clause_id or (f"{SECTIONS[key]}.new" if key in SECTIONS else section))
    findings, loose = findings_of(reading, clause_id, fields) if clause_id else ({}, [])
    asked = Asking(reading.loaded.notice, fields, errors or {}, findings).asked(shape)
    called = (fields.get("name") or fields.get("title") or [""])[-1] or HEADINGS.get(key, "") or _from_id(clause_id)
    if clause_id == WHOLE:
        called = "The notice as a whole"
    heading = HEADINGS[str(path_of(clause_id)[0]) if clause_id and path_of(clause_id) else key or WHOLE]
    context = {
        "reading": reading,
        "draft": reading.draft,
        "clause_id": clause_id,
        "section": heading,
        "called": called,
        "about": about(shape.model, reading.loaded.notice.law),
        "asked": asked,
        "listed": [(each, words) for each in asked.every() for words in each.errors],
        "loose_errors": [
            words
            for name, said in (errors or {}).items()
            if name != "id" and name not in {each.name for each in asked.every()}
            for words in said
        ],
        "id_errors": (errors or {}).get("id", []) if not clause_id else [],
        "needs_id": not clause_id and key in SECTIONS,
        "id_typed": (fields.get("id") or [""])[-1],
        "loose": loose,
        "counted": reading.counted(clause_id) if clause_id else "",
        "seen": seen,
        "can_write": may_write(request, reading),
        "can_remove": bool(clause_id) and clause_id not in (WHOLE, "controller"),
        "trail": reading.trail((called if clause_id else f"New: {heading}", "")),
        "form": {"errors": bool(errors)},
    }
    return show(request, "web/console/drafts/clause.html", context, status=400 if errors else 200)


def _from_id(clause_id: str) -> str:
    """Call a clause that has no name by its id, in words."""
    words = clause_id.rpartition(".")[2].replace("-", " ")
    return f"{words[:1].upper()}{words[1:]}"


def findings_of(reading: Reading, clause_id: str, fields: Fields) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Give the findings of a clause by the field they concern, and those that concern it as a whole."""
    shape, lead = shape_for(clause_id), path_of(clause_id)
    names: dict[str, list[Finding]] = defaultdict(list)
    loose: list[Finding] = []
    for finding, path in reading.found:
        if finding.clause == clause_id:
            name = field_at(shape, fields, path[len(lead) :])
            (names[name] if name else loose).append(finding)
    return dict(names), loose


def compared(
    request: Visit, reading: Reading, clause_id: str, fields: Fields, meanwhile: ChangedMeanwhileError
) -> HttpResponse:
    """Show both texts of a clause that somebody else saved first, and let the second choose."""
    context = {
        "draft": reading.draft,
        "clause_id": clause_id,
        "by": Names().who(meanwhile.by),
        "removed": meanwhile.there is None,
        "pairs": both_texts(reading.loaded.notice, clause_id, fields),
        "hidden": [(name, value) for name, values in fields.items() for value in values],
        "seen": digest_of_clause(data_of_clause(reading.loaded.source, clause_id)),
        "here": reverse("console:draft-clause", args=[reading.draft.pk, clause_id]),
        "trail": reading.trail((clause_id, "")),
    }
    return show(request, "web/console/drafts/compare.html", context, status=409)
