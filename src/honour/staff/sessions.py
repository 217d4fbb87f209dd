"""How long a session lasts: half an hour without a request, a working day in all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=8)
NOTED_EVERY = dt.timedelta(minutes=1)
"""A request notes when it came only this often: a session is not written for every page."""

BEGAN = "began"
SEEN = "seen"


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session that has just been signed in."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()


class SessionLimits:
    """Middleware that signs out whoever has been away too long or signed in too long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, after ending the session if it is over."""
        if request.session.session_key and request.user.is_authenticated:
            now = timezone.now().timestamp()
            began, seen = request.session.get(BEGAN, 0.0), request.session.get(SEEN, 0.0)
            if now - seen > IDLE.total_seconds() or now - began > LONGEST.total_seconds():
                logout(request)
                request.session_ended = True  # type: ignore[attr-defined]
            elif now - seen > NOTED_EVERY.total_seconds():
                request.session[SEEN] = now
        return self.get_response(request)
