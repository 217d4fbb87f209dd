"""Writing an assessment into a draft: its questions alone, with what it concerns beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.drafting.clauses import Opened, save_clause
from honour.drafting.errors import ChangedMeanwhileError, DraftClosedError
from honour.notice.assessing import KINDS, Assessed
from honour.notice.editing.answers import fields_of
from honour.notice.editing.clauses import data_of_clause, digest_of_clause, shape_for
from honour.notice.editing.guidance import about
from honour.notice.faults import UnreadableNoticeError
from honour.notice.model import BUILT_IN
from honour.notice.source import SourceError
from honour.register.due.periods import add_period
from honour.staff.roles import Part
from honour.web.console.assessing.listing import what_it_concerns
from honour.web.console.drafts.clause import at_fields, compared, findings_of, posted, unprintable
from honour.web.console.drafts.questions import Asking
from honour.web.console.drafts.reading import found_or_404, may_write
from honour.web.console.page import page, refused, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.notice.editing.answers import Fields
    from honour.web.console.drafts.questions import Question
    from honour.web.console.drafts.reading import Reading
    from honour.web.console.page import Visit


@page(Part.NOTICE, "GET", "POST")
def write(request: Visit, number: int, kind: str, short: str) -> HttpResponse:
    """Show the questions of an assessment, or write the answers into the draft."""
    reading = found_or_404(number)
    found = _in_draft(reading, kind, short)
    data = data_of_clause(reading.loaded.source, found.clause)
    before = fields_of(shape_for(found.clause), data or {})
    if request.method != "POST":
        return _show(request, reading, found, _begun(before, found), seen=digest_of_clause(data))
    if Part.NOTICE_EDITING not in request.parts:
        return refused(request, Part.NOTICE_EDITING)
    fields, seen = {**_without(before, found), **posted(request)}, request.POST.get("seen", "")
    errors = unprintable(fields)
    try:
        if not errors:
            save_clause(Opened(number, found.clause, seen), fields, by=request.actor.name, at=timezone.now())
    except ChangedMeanwhileError as meanwhile:
        return compared(request, reading, found.clause, fields, meanwhile)
    except UnreadableNoticeError as refusal:
        errors = at_fields(found.clause, fields, refusal)
    except (SourceError, DraftClosedError) as refusal:
        errors = {"": [str(refusal)]}
    if errors:
        return _show(request, reading, found, fields, seen=seen, errors=errors)
    messages.success(request, f"Written into the draft: {found.called}. It counts once it is published.")
    return redirect("console:draft", number=number)


def _in_draft(reading: Reading, kind: str, short: str) -> Assessed:
    """Give what a draft has to assess. Errors: ``Http404`` for what is in no draft."""
    known = KINDS.get(kind)
    clause = getattr(reading.loaded.notice, known.section).get(short) if known else None
    if known is None or clause is None or short.startswith(BUILT_IN):
        raise Http404
    return Assessed(known, short, clause.name, getattr(clause, known.key), "live")


def _without(before: Fields, found: Assessed) -> Fields:
    """Leave out the answers that a form sends anew: a box that nobody ticks sends nothing."""
    return {name: values for name, values in before.items() if not name.startswith(f"{found.kind.key}.")}


def _begun(before: Fields, found: Assessed) -> Fields:
    """Date the answers today, to be looked at again in a year; what was written before stands to be gone over."""
    now = timezone.now()
    lead = found.kind.key
    again = timezone.localdate(add_period(now, "P1Y"))
    dated = {
        f"{lead}.decided_on": [timezone.localdate(now).isoformat()],
        f"{lead}.review_by": [again.isoformat()],
    }
    return {**before, **dated}


def _show(  # noqa: PLR0913 - what a form shows
    request: Visit,
    reading: Reading,
    found: Assessed,
    fields: Fields,
    *,
    seen: str,
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    said, _ = findings_of(reading, found.clause, fields)
    question = _question(Asking(reading.loaded.notice, fields, errors or {}, said), found)
    asked = question.asked
    names = {each.name for each in asked.every()} if asked else set()
    shape = question.item.shape
    context = {
        "draft": reading.draft,
        "assessed": found,
        "about": about(shape.model, reading.loaded.notice.law) if shape else "",
        "asked": asked,
        "listed": [(each, words) for each in asked.every() for words in each.errors] if asked else [],
        "loose_errors": [words for name, each in (errors or {}).items() if name not in names for words in each],
        "concerns": what_it_concerns(reading.loaded.notice, found),
        "seen": seen,
        "can_write": may_write(request, reading),
        "trail": reading.trail((f"{found.kind.name}: {found.called}", "")),
        "form": {"errors": bool(errors)},
        "clause_url": reverse("console:draft-clause", args=[reading.draft.pk, found.clause]),
    }
    return show(request, "web/console/assessing/write.html", context, status=400 if errors else 200)


def _question(asking: Asking, found: Assessed) -> Question:
    asked = asking.asked(shape_for(found.clause))
    return next(each for each in (*asked.usual, *asked.rare) if each.item.key == found.kind.key)
