"""The promise board, and each promise with its clause, its test and what breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.evidence.provers import latest_proofs, prove_and_keep
from honour.staff.roles import Part
from honour.web.console.board import board_groups, checked_at, headline, last_days
from honour.web.console.naming import trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

OWNER = "Privacy lead"
"""Who answers for the promises until a notice names somebody for each."""


@page(Part.PROMISES)
def board(request: Visit) -> HttpResponse:
    """Show how every promise stood when it was last examined, and on each of the last thirty days."""
    now = timezone.now()
    proofs = latest_proofs(now)
    context = {
        "headline": headline(proofs),
        "checked": checked_at(now),
        "groups": board_groups(proofs, last_days(now), OWNER),
        "may_examine": Part.RECORDS in request.parts,
    }
    return show(request, "web/console/promises.html", context)


@page(Part.RECORDS, "POST")
def examine(request: Visit) -> HttpResponse:
    """Examine every promise now, instead of waiting for the night."""
    prove_and_keep(timezone.now())
    messages.success(request, "Every promise was examined just now.")
    return redirect("console:promises")


@page(Part.PROMISES)
def promise(request: Visit, row: str) -> HttpResponse:
    """Show one promise: what it rests on, how it is tested, over what, and each exception."""
    now = timezone.now()
    proof = next((one for one in latest_proofs(now) if one.promise.id == row), None)
    if proof is None:
        raise Http404
    context = {
        "proof": proof,
        "checked": checked_at(now),
        "clauses": _linked(proof.clause),
        "days": last_days(now).get(row, ()),
        "may_see_records": Part.RECORDS in request.parts,
        "trail": trail(("Promises", reverse("console:promises")), (row, "")),
    }
    return show(request, "web/console/promise.html", context)


def _linked(cited: str) -> list[tuple[str, str]]:
    """Give the clauses that a promise rests on, each with its place on the notice's page where it has one."""
    published = current()
    known = {clause for clause, _ in published.notice.clauses()} if published else set()
    where = reverse("privacy")
    return [(clause, f"{where}#{clause}" if clause in known else "") for clause in cited.split(", ")]
