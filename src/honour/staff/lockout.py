"""Locking out after repeated failures: every try is counted before its password is looked at; django-axes asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.helpers import get_client_ip_address
from axes.signals import user_locked_out

from honour.staff import attempts, events

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest, HttpResponse

    from honour.staff.models import Member

FROM_ONE_PLACE = 50
"""How many failures in a row, whoever they claim to be, pause signing in from one place."""

_KIND = "sign-in"
_PLACE = "sign-in-place"


class CountedTries(AbstractAxesHandler, AxesBaseHandler):  # type: ignore[misc] # django-axes carries no types
    """Counts tries per address and place, and per place, in the database that all processes share.

    A try is counted first and looked at afterwards: of a thousand at the same instant, five are looked at. One address
    is never paused for what others try from elsewhere, or anybody could shut its owner out.
    """

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Count a try, once for a request, and say whether it is one too many."""
        tries = getattr(request, "counted_tries", None)
        if tries is None:
            place = attempts.take(_PLACE, _place(request), FROM_ONE_PLACE)
            own = None if place.refused else attempts.take(_KIND, _who(request, _email(credentials)))
            tries = place if own is None or (place.last and not own.spent) else own
            request.counted_tries = tries  # type: ignore[attr-defined]
        return bool(tries.refused)

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Give the failures in a row."""
        return attempts.counted(_KIND, _who(request, _email(credentials))).count

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
    ) -> None:
        """Begin the pause with the last failure that is allowed."""
        tries = getattr(request, "counted_tries", None)
        if request is None or tries is None:
            return
        if tries.refused:
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return
        request.axes_failures_since_start = tries.count  # type: ignore[attr-defined]
        if tries.last:
            request.axes_locked_out = True  # type: ignore[attr-defined]
            email = _email(credentials)
            events.locked_out(email)
            user_locked_out.send(sender, request=request, username=email, ip_address=get_client_ip_address(request))

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Member, **_: Any) -> None:  # noqa: ARG002 - a signal's
        """Forget the failures of whoever has signed in."""
        attempts.forget(_KIND, _who(request, user.email))
        attempts.give_back(_PLACE, _place(request))

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Member | None, **_: Any) -> None:
        """Nothing is counted when somebody signs out."""


def locked_until(request: HttpRequest, email: str) -> dt.datetime:
    """Say when somebody who is locked out may try again."""
    own = attempts.counted(_KIND, _who(request, email))
    place = attempts.counted(_PLACE, _place(request), FROM_ONE_PLACE)
    return max((tries.until for tries in (own, place) if tries.spent), default=own.until)


def is_locked_out(request: HttpRequest) -> bool:
    """Whether the attempt that this request made was refused for too many failures."""
    return bool(getattr(request, "axes_locked_out", False))


def keep_page(request: HttpRequest, original_response: HttpResponse, credentials: Any = None) -> HttpResponse:  # noqa: ARG001 - django-axes calls it so
    """Let the sign-in page answer for itself: django-axes would put a page of its own in its place."""
    return original_response


def _email(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("email") or (credentials or {}).get("username") or "").lower()


def _who(request: HttpRequest, email: str) -> str:
    return f"{email}\n{_place(request)}"


def _place(request: HttpRequest) -> str:
    return str(get_client_ip_address(request))
