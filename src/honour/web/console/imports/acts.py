"""What is done with a list once its columns are told: let it come in, change the columns, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from honour.intake.importing.beginning import again, cancel, start
from honour.intake.importing.errors import ImportRefusedError
from honour.intake.models import Import
from honour.staff.roles import Part
from honour.web.console.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.IMPORTS, "POST")
def start_it(request: Visit, short: str) -> HttpResponse:
    """Let a tried list come in."""
    row = _found(short)
    try:
        start(row, by=request.actor.name, at=timezone.now())
    except ImportRefusedError as refused:
        messages.error(request, str(refused))
    return redirect("console:import", short=short)


@page(Part.IMPORTS, "POST")
def back_to_columns(request: Visit, short: str) -> HttpResponse:
    """Go back to what the columns hold, before anything is written."""
    row = _found(short)
    try:
        again(row, timezone.now())
    except ImportRefusedError as refused:
        messages.error(request, str(refused))
    return redirect("console:import", short=short)


@page(Part.IMPORTS, "POST")
def cancel_it(request: Visit, short: str) -> HttpResponse:
    """Stop a list; what has come in stays."""
    row = _found(short)
    try:
        cancel(row, by=request.actor.name, at=timezone.now())
    except ImportRefusedError as refused:
        messages.error(request, str(refused))
    return redirect("console:import", short=short)


def _found(short: str) -> Import:
    row = Import.objects.filter(public_id=short).first()
    if row is None:
        raise Http404
    return row
