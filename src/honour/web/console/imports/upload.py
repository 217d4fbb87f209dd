"""Putting a list up: it is sealed into staging as it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from honour.intake.importing.beginning import begin_with
from honour.intake.importing.errors import FileRefusedError
from honour.intake.importing.receiving import StagedUpload
from honour.staff.roles import Part
from honour.web.console.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.IMPORTS, "POST")
def upload(request: Visit) -> HttpResponse:
    """Take a list up. Only now, when it is known who sends it, is the body of the request looked at."""
    handler = StagedUpload(request)
    request.upload_handlers = [handler]
    return _uploaded(request, handler)


upload.csrf_exempt = True  # type: ignore[attr-defined] # or the middleware would read the body before the handler is there


@csrf_protect
def _uploaded(request: Visit, handler: StagedUpload) -> HttpResponse:
    given = request.FILES.get("list")
    refused = handler.refused or ("" if given is not None and handler.whole else "Choose the file with the list.")
    try:
        row = None if refused else begin_with(handler.pieces, handler.sniffer, by=request.actor.name, at=timezone.now())
    except FileRefusedError as wrong:
        refused, row = str(wrong), None
    if row is None:
        handler.pieces.drop()
        messages.error(request, refused)
        return redirect("console:imports")
    return redirect("console:import-columns", short=row.public_id)
