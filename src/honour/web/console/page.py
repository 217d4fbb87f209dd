"""What every page of the console has: a member who may open it, the frame around it, nothing kept by a browser."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from honour.staff.factors import factors_of, is_required
from honour.staff.grants import actor_for, opened_by
from honour.staff.roles import ROLES, Part
from honour.staff.sessions import came_strongly, is_confirmed
from honour.ui.site import NavItem, Search
from honour.web.frame import site_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

    from honour.gate.question import Actor
    from honour.staff.models import Member


class Visit(HttpRequest):
    """A request of a member who may open the page: what views of the console are given."""

    user: Member
    parts: frozenset[Part]
    actor: Actor


class View(Protocol):
    """A view of the console."""

    part: Part | None

    def __call__(self, request: HttpRequest, **words: Any) -> HttpResponse:
        """Answer a request."""


NAVIGATION = (
    (Part.TODAY, "Today", "console:today"),
    (Part.PROMISES, "Promises", "console:promises"),
    (Part.PEOPLE, "People", "console:people"),
    (Part.REQUESTS, "Requests", "console:requests"),
    (Part.CONTACT, "Contact", "console:contact"),
    (Part.NOTICE, "Notice", "console:notice"),
    (Part.RECORDS, "Records", "console:records"),
)

BESIDE = {
    "console:people": ("console:companies", "console:matters"),
    "console:account": ("console:password",),
}
"""What belongs to a part of the console and stands outside its own addresses."""

ACCOUNT: tuple[tuple[Part | None, str, str], ...] = (
    (None, "Your account", "console:account"),
    (Part.STAFF, "Who works here", "console:staff"),
    (Part.STAFF, "Mail", "console:mail"),
    (Part.STAFF, "Keys", "console:keys"),
    (Part.CONNECTIONS, "Connections", "console:connections"),
)

OPENINGS = {
    Part.TODAY: "This page is",
    Part.PROMISES: "The promise board is",
    Part.PEOPLE: "People’s pages are",
    Part.STOPS: "Recording a stop is",
    Part.ERASURE: "Erasing a person’s data is",
    Part.HOLDS: "Holds are",
    Part.MATTERS: "Recording projects, invoices and cases is",
    Part.SEALED: "This page is",
    Part.REQUESTS: "Requests are",
    Part.CONTACT: "Contact is",
    Part.NOTICE: "The notice is",
    Part.NOTICE_EDITING: "Writing the notice is",
    Part.RECORDS: "The records are",
    Part.STAFF: "This page is",
    Part.PUBLISHING: "Publishing a version is",
    Part.APPROVING: "Approving a version is",
    Part.IMPORTS: "Bringing in lists of people is",
    Part.CONNECTIONS: "Connections are",
}


def page(
    part: Part | None, *methods: str, confirmed: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Put a view behind a part of the console; ``None`` opens it to every member.

    Arguments: ``methods``, the HTTP methods it answers, GET when none is named; ``confirmed``, whether the member
    has to have shown lately that it is still they who sit there: for what changes who may sign in or do what.
    """

    def behind(view: Callable[..., HttpResponseBase]) -> View:
        @require_http_methods([*(methods or ("GET",)), *(("HEAD",) if not methods or "GET" in methods else ())])
        @wraps(view)
        def guarded(request: Visit, **words: Any) -> HttpResponseBase:
            here = request.get_full_path() if "GET" in (methods or ("GET",)) else reverse("console:today")
            away = _turned_away(request, part, here) or (_asked_again(request) if confirmed else None)
            response = away or view(request, **words)
            add_never_cache_headers(response)
            return response

        made = cast("View", guarded)
        made.part = part
        return made

    return behind


def _turned_away(request: Visit, part: Part | None, here: str) -> HttpResponse | None:
    """Answer whoever may not open a page: to sign in, to choose a password, or that the page is for others.

    Arguments: ``here``, where somebody goes on who signs in.
    """
    if not request.user.is_authenticated:
        ended, posted = getattr(request, "session_ended", False), request.method == "POST"
        if ended or posted:
            why = "were signed out because your session had ended" if ended else "are signed out"
            lost = " What you sent was not stored." if posted else ""
            messages.info(request, f"You {why}.{lost} Sign in to go on.")
        return redirect(f"{reverse('console:sign-in')}?{urlencode({'next': here})}")
    opened = opened_by(request.user)
    request.parts = frozenset(opened)
    request.actor = actor_for(request.user)
    if part is not None and opened.get(part, request.actor.name) != request.actor.name:
        request.actor = replace(request.actor, name=opened[part])  # open to them only as somebody's deputy
    if request.user.must_change_password and part is not None:
        return redirect("console:password")
    if part is not None and _lacks_factor(request):
        messages.warning(request, "Your role asks for a second factor. Add one, and everything else opens.")
        return redirect("console:account")
    if part is not None and part not in request.parts:
        return refused(request, part)
    return None


def _asked_again(request: Visit) -> HttpResponse | None:
    """Ask somebody whose sign-in is minutes old to show once more who they are."""
    if is_confirmed(request):
        return None
    here = request.get_full_path() if request.method == "GET" else request.path
    return redirect(f"{reverse('console:confirm')}?{urlencode({'next': here})}")


def _lacks_factor(request: Visit) -> bool:
    """Whether a role asks for a second factor, and the member has none and came by none."""
    return is_required(request.user) and not came_strongly(request) and not factors_of(request.user).any


def refused(request: Visit, part: Part) -> HttpResponse:
    """Say for whom a page is, and in which role the member is here."""
    theirs = [kind.called for kind in ROLES.values() if part in kind.parts]
    held = [ROLES[code].called for code in request.user.roles.values_list("code", flat=True) if code in ROLES]
    return show(
        request,
        "web/console/refused.html",
        {"opening": OPENINGS[part], "open_to": listed(theirs), "held": listed(held)},
        status=403,
    )


def show(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Render a page of the console in its frame."""
    return render(request, template, {**frame(request), **(context or {})}, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give what stands around a page of the console for whoever is signed in."""
    around: dict[str, Any] = {"site": site_of(request, reverse("console:today"))}
    parts: frozenset[Part] = getattr(request, "parts", frozenset())
    if not request.user.is_authenticated:
        return around
    around["nav"] = [
        NavItem(label, reverse(url), current=_within(request, url, *BESIDE.get(url, ())))
        for part, label, url in NAVIGATION
        if part in parts
    ]
    around["member_name"] = request.user.name
    around["account"] = [
        NavItem(label, reverse(url), current=_within(request, url, *BESIDE.get(url, ())))
        for part, label, url in ACCOUNT
        if part is None or part in parts
    ]
    around["stays_at"] = reverse("console:account")
    around["sign_out_url"] = reverse("console:sign-out")
    if Part.PEOPLE in parts:
        around["search"] = Search(reverse("console:people-find"))
    return around


def _within(request: HttpRequest, *urls: str) -> bool:
    """Tell whether the page is one of these, or stands below one. Everything stands below Today: only itself counts."""
    today = reverse("console:today")
    return any(request.path == at if at == today else request.path.startswith(at) for at in map(reverse, urls))


def listed(words: list[str]) -> str:
    """Join words as a sentence lists them."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
