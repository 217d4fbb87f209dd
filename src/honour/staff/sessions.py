"""How long a session lasts: half an hour without a request, a working day in all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth import login, logout
from django.utils import timezone

from honour.staff.models import Member

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=8)
NOTED_EVERY = dt.timedelta(minutes=1)
"""A request notes when it came only this often: a session is not written for every page."""

CONFIRMED_FOR = dt.timedelta(minutes=10)
"""So long after signing in, or showing again who they are, a member may change who may sign in."""

HALFWAY_FOR = dt.timedelta(minutes=5)

CONFIRMED = "confirmed"
STRONGLY = "strongly"
HALFWAY = "halfway"
BEGAN = "began"
SEEN = "seen"


def enter(request: HttpRequest, member: Member, *, strongly: bool = False) -> None:
    """Sign a member in: their session begins, under a new key.

    Arguments: ``strongly``, whether they came by more than one factor.
    """
    login(request, member, backend="django.contrib.auth.backends.ModelBackend")
    request.session[BEGAN] = request.session[SEEN] = request.session[CONFIRMED] = timezone.now().timestamp()
    request.session[STRONGLY] = strongly
    request.session.pop(HALFWAY, None)


def came_strongly(request: HttpRequest) -> bool:
    """Whether this session began with more than one factor."""
    return bool(request.session.get(STRONGLY))


def confirm(request: HttpRequest) -> None:
    """Note that the member has just shown again who they are."""
    request.session[CONFIRMED] = timezone.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the member has shown who they are in the last minutes."""
    since = timezone.now().timestamp() - float(request.session.get(CONFIRMED, 0.0))
    return 0 <= since <= CONFIRMED_FOR.total_seconds()


def go_halfway(request: HttpRequest, member: Member, next_url: str) -> None:
    """Remember who has given the right password and has a second factor to show; they are not signed in."""
    request.session.cycle_key()
    request.session[HALFWAY] = {"member": member.pk, "at": timezone.now().timestamp(), "next": next_url}


def halfway(request: HttpRequest) -> tuple[Member, str] | None:
    """Give who is halfway in, and where they go; after five minutes, or a new password, they begin anew."""
    kept = request.session.get(HALFWAY)
    if not kept or not 0 <= timezone.now().timestamp() - kept["at"] <= HALFWAY_FOR.total_seconds():
        return None
    member = Member.objects.filter(pk=kept["member"], is_active=True).first()
    return (member, str(kept["next"])) if member else None


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
