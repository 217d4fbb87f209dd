"""The promise board, and each promise with its clause, its test and what breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from honour.evidence.provers import prove_all
from honour.staff.roles import Part
from honour.web.console.board import board_groups, checked_at, headline
from honour.web.console.naming import trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

OWNER = "Privacy lead"
"""Who answers for the promises until a notice names somebody for each."""


@page(Part.PROMISES)
def board(request: Visit) -> HttpResponse:
    """Show how every promise stands."""
    proofs = prove_all(timezone.now())
    context = {"headline": headline(proofs), "checked": checked_at(proofs), "groups": board_groups(proofs, {}, OWNER)}
    return show(request, "web/console/promises.html", context)


@page(Part.PROMISES)
def promise(request: Visit, row: str) -> HttpResponse:
    """Show one promise: what it rests on, how it is tested, over what, and each exception."""
    proofs = prove_all(timezone.now())
    proof = next((one for one in proofs if one.promise.id == row), None)
    if proof is None:
        raise Http404
    context = {
        "proof": proof,
        "checked": checked_at([proof]),
        "may_see_records": Part.RECORDS in request.parts,
        "trail": trail(("Promises", reverse("console:promises")), (row, "")),
    }
    return show(request, "web/console/promise.html", context)
