"""Other systems that ask: the token of each is made, looked at and revoked here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from honour.notice.builtin import is_builtin
from honour.staff.roles import Part
from honour.systems.models import Token
from honour.systems.tokens import TokenError, make_token, revoke_token
from honour.ui.tables import Column, Row, Table
from honour.web.console.connections.tabs import views
from honour.web.console.connections.token_form import ACTION_NAMES, TokenForm, scope_name
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.ui.site import NavItem
    from honour.web.console.page import Visit


@page(Part.CONNECTIONS)
def tokens(request: Visit) -> HttpResponse:
    """List the tokens, those that open something first."""
    now = timezone.now()
    known = sorted(Token.objects.all(), key=lambda each: (not _lives(each, now), each.service.lower(), each.pk))
    living = sum(_lives(each, now) for each in known)
    rows = tuple(
        Row(
            (each.service, f"{each.prefix}…", _state(each, now), _day(each.used_on) or "Never"),
            reverse("console:token", args=[each.pk]),
        )
        for each in known
    )
    columns = (Column("System"), Column("Token begins"), Column("State"), Column("Last used"))
    context = {
        "living": living,
        "table": Table("Tokens", columns, rows, "No system asks yet. One that you make a token for stands here."),
        "views": views("console:tokens"),
    }
    return show(request, "web/console/connections/tokens.html", context)


@sensitive_variables("secret")
@page(Part.CONNECTIONS, "GET", "POST", confirmed=True)
def make(request: Visit) -> HttpResponse:
    """Ask what a system's token opens; posted, make it and show its secret, this once."""
    published = current()
    purposes = published.notice.purposes.items() if published else ()
    named = [(short, each.name) for short, each in purposes if not is_builtin(short)]
    form = TokenForm(named, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            token, secret = make_token(
                said["service"],
                said["grants"],
                now=timezone.now(),
                days=said["days"],
                made_by=request.actor.name,
                scopes=said["scopes"],
                per_minute=said["per_minute"],
            )
        except TokenError as refused:
            form.add_error(None, str(refused))
        else:
            context = {"token": token, "secret": secret, "trail": _trail((token.service, ""))}
            return show(request, "web/console/connections/token_made.html", context)
    context = {"form": form, "trail": _trail(("A new token", ""))}
    return show(request, "web/console/connections/token_new.html", context, status=400 if form.errors else 200)


@page(Part.CONNECTIONS)
def token(request: Visit, number: int) -> HttpResponse:
    """Show what a token opens, how often and until when."""
    found, now, names = _found(number), timezone.now(), Names()
    rows = tuple(
        Row((names.of("purposes", purpose), "; ".join(ACTION_NAMES.get(each, each) for each in actions)))
        for purpose, actions in found.grants.items()
    )
    facts = [
        ("Begins", f"{found.prefix}…"),
        ("State", _state(found, now)),
        ("Made", _day(timezone.localdate(found.made_at))),
        ("Last used", _day(found.used_on) or "Never"),
        ("Requests a minute", f"{found.per_minute:,} at most"),
        ("May also", "; ".join(scope_name(scope) for scope in found.scopes) or "nothing"),
    ]
    context = {
        "token": found,
        "lives": _lives(found, now),
        "facts": facts,
        "table": Table("What it may ask", (Column("Purpose"), Column("To")), rows, "It may ask for no purpose."),
        "trail": _trail((found.service, "")),
    }
    return show(request, "web/console/connections/token.html", context)


@page(Part.CONNECTIONS, "GET", "POST", confirmed=True)
def revoke(request: Visit, number: int) -> HttpResponse:
    """Say what revoking a token means; posted, revoke it."""
    found = _found(number)
    if request.method == "POST":
        revoke_token(found.prefix, now=timezone.now(), by=request.actor.name)
        messages.success(request, f"Revoked. The token of “{found.service}” opens nothing from now on.")
        return redirect("console:token", number=number)
    steps = ((found.service, reverse("console:token", args=[number])), ("Revoke it", ""))
    context = {"token": found, "trail": _trail(*steps)}
    return show(request, "web/console/connections/token_revoke.html", context)


def _found(number: int) -> Token:
    found = Token.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _lives(token: Token, now: dt.datetime) -> bool:
    return token.revoked_at is None and now < token.expires_at


def _state(token: Token, now: dt.datetime) -> str:
    if token.revoked_at is not None:
        return f"Revoked on {_day(timezone.localdate(token.revoked_at))}"
    ends = _day(timezone.localdate(token.expires_at))
    return f"Open until {ends}" if _lives(token, now) else f"Ended on {ends}"


def _day(day: dt.date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _trail(*steps: tuple[str, str]) -> Sequence[NavItem]:
    connections = ("Connections", reverse("console:connections"))
    return trail(connections, ("Systems that ask", reverse("console:tokens")), *steps)
