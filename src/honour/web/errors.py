"""Pages for what goes wrong: in the look of the rest, without a word of anybody's data or of how this is built."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from honour.intake.uploads.errors import TooLargeError
from honour.notice.wording import say
from honour.register.unavailable import UNAVAILABLE
from honour.web.console.entering.older_form import is_older, older_form
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest

_SMALLER = "Go back and send something smaller: a PDF instead of pictures, or fewer pages."
_LATER = 60  # seconds


def _page(request: HttpRequest, status: int, title: str, *sentences: str, home: bool = True) -> HttpResponse:
    inside = request.path.startswith(reverse("console:today"))
    context: dict[str, Any] = {
        "title": title,
        "sentences": sentences,
        "home": home and not inside,
        "inside": inside,
        "site": site_of(request),
    }
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense, or that is larger than the page takes."""
    if isinstance(exception, RequestDataTooBig):
        most = (
            say("It takes {size} MB at most.", size=exception.megabytes) if isinstance(exception, TooLargeError) else ""
        )
        return _page(
            request,
            413,
            say("That is too large to send here"),
            " ".join(filter(None, (say("Nothing was stored."), most, say(_SMALLER)))),
        )
    return _page(
        request, 400, say("We could not make sense of that"), say("Go back to the page you came from and try again.")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names the argument
    """Answer a request for what is not the reader's."""
    return _page(request, 403, say("This page is not open to you"), say("If you think it should be, tell us."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came back without the mark which shows that it is ours, or with one of an earlier sign-in."""
    if is_older(request, reason):
        return older_form(request)
    return _page(
        request,
        403,
        "We did not take that form",
        "Nothing was stored. Your browser did not send the cookie that tells us the form came from this site.",
        "Allow cookies for this site, open the form again and send it once more. "
        "That cookie does nothing else, and lasts until you delete it or a year has gone by.",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names the argument
    """Answer a request for what is not there."""
    return _page(
        request,
        404,
        say("There is no page at this address"),
        say("It may have moved, or the address has a slip in it."),
    )


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django names the argument
    """Answer when something of ours broke; needs no database, so that it can say so whatever broke.

    What may pass by itself, a busy database or a full disk, is answered with 503 and when to come back.
    """
    sentence = say("Something on our side went wrong. If you sent a form, it was stored whole or not at all.")
    later = say("Wait a minute, then try again.")
    context = {"title": say("That did not work"), "sentences": (sentence, later), "home": True}
    page = render_to_string("web/error.html", context, request=None)
    if isinstance(sys.exception(), UNAVAILABLE):
        return HttpResponse(page, status=503, headers={"Retry-After": str(_LATER)})
    return HttpResponse(page, status=500)
