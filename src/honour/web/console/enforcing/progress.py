"""How far it is with settling what was found out about records, and stopping it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from honour.evidence.work.attending import unattended
from honour.notice.wording import counted
from honour.register.models import Settling
from honour.register.settling_work import stop_settling
from honour.staff.roles import Part
from honour.web.console.enforcing.pages import SETTLED_AT, called
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

State = Settling.State


@page(Part.PUBLISHING)
def progress(request: Visit, purpose: str, short: str) -> HttpResponse:
    """Show what is settled of a purpose's records, how far it is, and what became of it."""
    name = called(purpose)
    row, now = get_object_or_404(Settling, public_id=short, purpose=purpose), timezone.now()
    working = row.state == State.WORKING
    context = {
        "row": row,
        "name": name,
        "working": working,
        "unattended": working and unattended(row, now),
        "done": counted(row.done, "record"),
        "of": counted(row.of, "record"),
        "left": counted(row.of - row.done, "record") if row.done < row.of else "",
        "answer": _answer(row),
        "again": reverse(SETTLED_AT[f"{row.unknown}-unknown"][0], args=[purpose]),
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Enforcing", reverse("console:enforcing")),
            (name, reverse("console:enforcing-purpose", args=[purpose])),
            ("Settling", ""),
        ),
    }
    return show(request, "web/console/enforcing/progress.html", context)


@page(Part.PUBLISHING, "POST")
def stop(request: Visit, purpose: str, short: str) -> HttpResponse:
    """Stop settling; what is settled stays settled."""
    row = get_object_or_404(Settling, public_id=short, purpose=purpose)
    if not stop_settling(row, by=request.actor.name, at=timezone.now()):
        messages.info(request, "It was over already.")
    return redirect("console:enforcing-settling", purpose=purpose, short=short)


def _answer(row: Settling) -> str:
    if row.unknown == "source":
        return f"“{Names().of('sources', row.answer)}”"
    return f"the notice of {row.answer}"
