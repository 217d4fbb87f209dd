"""Taking a clause out of a draft, and giving a draft up: each on a page that says what goes and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from honour.drafting.clauses import Opened
from honour.drafting.clauses import remove as remove_clause
from honour.drafting.drafts import throw_away as give_up
from honour.drafting.errors import DraftingError
from honour.notice.editing.clauses import data_of_clause, digest_of_clause, referring_to, standing_alone
from honour.notice.faults import UnreadableNoticeError
from honour.notice.places import WHOLE, clause_of
from honour.notice.source import SourceError
from honour.staff.roles import Part
from honour.web.console.drafts.reading import found_or_404
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.NOTICE_EDITING, "GET", "POST")
def remove(request: Visit, number: int, clause_id: str) -> HttpResponse:
    """Say what goes with a clause; posted, take it out of the draft."""
    reading = found_or_404(number)
    source, notice = reading.loaded.source, reading.loaded.notice
    data = data_of_clause(source, clause_id)
    if data is None or clause_id in (WHOLE, "controller"):
        raise Http404
    errors = ""
    if request.method == "POST":
        try:
            opened = Opened(number, clause_id, request.POST.get("seen", ""))
            remove_clause(opened, by=request.actor.name, at=timezone.now())
        except (DraftingError, SourceError, UnreadableNoticeError) as refusal:
            errors = str(refusal)
        else:
            messages.success(request, "Taken out of the draft. The version that runs still has it.")
            return redirect("console:draft", number=number)
    alone = list(dict.fromkeys(clause_of(place) for place in standing_alone(notice, clause_id)))
    named = dict.fromkeys(clause_of(place) for place in referring_to(notice, clause_id))
    context = {
        "draft": reading.draft,
        "clause_id": clause_id,
        "called": data.get("name") or clause_id,
        "alone": alone,
        "named": [each for each in named if each not in alone],
        "seen": digest_of_clause(data),
        "refusal": errors,
        "trail": reading.trail((f"Take out {clause_id}", "")),
    }
    return show(request, "web/console/drafts/remove.html", context, status=400 if errors else 200)


@page(Part.NOTICE_EDITING, "GET", "POST")
def throw_away(request: Visit, number: int) -> HttpResponse:
    """Say what giving a draft up means; posted, do it."""
    reading = found_or_404(number)
    if request.method == "POST":
        try:
            give_up(number, by=request.actor.name, at=timezone.now())
        except DraftingError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"The draft “{reading.draft.name}” was thrown away.")
        return redirect("console:drafts")
    context = {"draft": reading.draft, "trail": reading.trail(("Throw away", ""))}
    return show(request, "web/console/drafts/throw_away.html", context)
