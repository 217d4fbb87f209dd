"""Signing in by the organisation's identity provider."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import requests
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from honour.staff.provider import Arrived, Failed, NotOne, begin, finish, member_for
from honour.staff.sessions import enter
from honour.web.console.entering.sign_in import let_in
from honour.web.console.leading import next_page
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

_log = logging.getLogger(__name__)
_KEPT = "provider-next"


@never_cache
@require_GET
def leave_for(request: HttpRequest) -> HttpResponseBase:
    """Send somebody to the identity provider."""
    if settings.HONOUR_SSO is None:
        raise Http404
    request.session[_KEPT] = next_page(request)
    try:
        answer = begin(request, next_page(request))
    except (requests.RequestException, KeyError, ValueError) as error:
        _log.warning("The identity provider cannot be asked: %s", type(error).__name__)
        return _silent(request)
    return _failed(request) if isinstance(answer, Failed) else answer


@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Let in whoever the provider speaks for, if they were invited or work here."""
    if settings.HONOUR_SSO is None:
        raise Http404
    next_url = str(request.session.pop(_KEPT, "")) or next_page(request)
    try:
        answer = finish(request)
    except (requests.RequestException, KeyError, ValueError) as error:
        _log.warning("The identity provider's answer is no good: %s", type(error).__name__)
        return _failed(request)
    if isinstance(answer, Failed) and answer.cancelled:
        messages.info(request, f"You did not sign in with {_name()}.")
        return redirect("console:sign-in")
    if not isinstance(answer, Arrived):
        return _silent(request) if isinstance(answer, Failed) and answer.silent else _failed(request)
    try:
        member = member_for(answer.claims)
    except NotOne as refused:
        return _refused(request, str(refused))
    if answer.claims.strong:
        enter(request, member, strongly=True)
        return redirect(next_url)
    return let_in(request, member, next_url)


def _silent(request: HttpRequest) -> HttpResponse:
    return _refused(request, f"{_name()} does not answer just now. Try again in a minute, or use your password.")


def _failed(request: HttpRequest) -> HttpResponse:
    return _refused(
        request, f"What {_name()} sent back was not an answer that we can trust. Nothing changed. Try again."
    )


def _refused(request: HttpRequest, words: str) -> HttpResponse:
    context = {"site": site_of(request), "words": words}
    return render(request, "web/console/entering/refused.html", context, status=403)


def _name() -> str:
    return str(settings.HONOUR_SSO["name"]) if settings.HONOUR_SSO else ""
