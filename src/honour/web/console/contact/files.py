"""Handing a file out: for a purpose, to a role, as a download that no browser opens or guesses at."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from honour.intake.models import Interaction
from honour.register.attachments import open_attachment
from honour.register.errors import UnknownRecordError
from honour.register.models import Attachment
from honour.register.older import older_versions
from honour.staff.roles import Part
from honour.web.console.page import page

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from honour.web.console.page import Visit


@sensitive_variables("opened", "response")
@page(Part.PEOPLE, "POST")
def hand_out(request: Visit, person: str, attachment: str) -> HttpResponseBase:
    """Hand a file out for the purpose that was posted, piece by piece."""
    try:
        opened = open_attachment(request.actor, person, attachment, request.POST.get("purpose", ""), timezone.now())
    except UnknownRecordError as unknown:
        raise Http404 from unknown
    if not opened.allowed:
        told = " ".join(dict.fromkeys(reason.sentence for reason in opened.reasons))
        messages.error(request, f"The file was not opened. {told}")
        return _back(person, attachment)
    response = StreamingHttpResponse(opened.pieces, content_type=opened.media_type)
    response["Content-Length"] = str(opened.size)
    response["Content-Disposition"] = disposition(opened.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def disposition(name: str) -> str:
    """Write the header that makes a browser store a file under its name (RFC 6266, RFC 8187)."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in " ._-") else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _back(person: str, attachment: str) -> HttpResponseBase:
    record = Attachment.objects.filter(public_id=attachment).values_list("record_id", flat=True).first()
    for one in Interaction.objects.filter(subject__public_id=person):
        if record in older_versions([one.record_id]):
            return redirect("console:interaction", person=person, interaction=one.public_id)
    return redirect("console:person", person=person)
