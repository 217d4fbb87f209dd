"""Other systems that are told of decisions: which, how they answer, and what was told them lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from honour.staff.roles import Part
from honour.systems.models import Webhook, WebhookMessage
from honour.systems.webhooks.keeping import (
    NameRefusedError,
    WebhookRefusedError,
    make_webhook,
    not_taken,
    remove,
    roll_secret,
    send_again,
    send_test,
    set_state,
)
from honour.ui.tables import Column, Row, Table
from honour.web.console.connections.forms import WebhookForm
from honour.web.console.connections.tabs import views
from honour.web.console.may_we import KIND_NAMES
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.ui.site import NavItem
    from honour.web.console.page import Visit

_NEWEST = 50
State = Webhook.State


@sensitive_variables("secret")
@page(Part.CONNECTIONS, "GET", "POST")
def connections(request: Visit) -> HttpResponse:
    """List the systems that are told, and add one; its secret is shown once."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    secret, made = "", None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made, secret = make_webhook(
                said["name"], said["url"], said["kinds"], by=request.actor.name, at=timezone.now()
            )
        except NameRefusedError as refused:
            form.add_error("name", str(refused))
        except WebhookRefusedError as refused:
            form.add_error("url", str(refused))
    if made is not None:
        context = {"hook": made, "secret": secret, "trail": _trail(made.name)}
        return show(request, "web/console/connections/connection_made.html", context)
    rows = tuple(
        Row((hook.name, State(hook.state).label, hook.url, _when(hook.told_at)), _address(hook))
        for hook in Webhook.objects.order_by("name")
    )
    columns = (Column("System"), Column("State"), Column("Address"), Column("Last told"))
    empty = "No system is told yet. One that you add below stands here."
    table = Table("Systems that are told", columns, rows, empty)
    context = {"form": form, "table": table, "views": views("console:connections")}
    return show(request, "web/console/connections/connections.html", context, status=400 if form.errors else 200)


@page(Part.CONNECTIONS)
def connection(request: Visit, short: str) -> HttpResponse:
    """Show one system: what it is told of, and the latest messages with its answers."""
    hook = _found(short)
    sent = hook.messages.order_by("-made_at", "-pk")[:_NEWEST]
    rows = tuple(Row((_when(one.made_at), _how_far(one), one.attempts, one.answer or None)) for one in sent)
    columns = (Column("When"), Column("State"), Column("Tries", number=True), Column("Answer"))
    told = [KIND_NAMES[kind] for kind in hook.kinds] or ["Every decision"]
    facts = [
        ("State", State(hook.state).label + (f". {hook.why}" if hook.why else "")),
        ("Address", hook.url),
        ("Told of", "; ".join(told)),
        ("Last told", _when(hook.told_at) or "Never"),
        ("Failing since", _when(hook.failing_since) or "not failing"),
        ("Added", f"{_when(hook.made_at)}, by {Names().who(hook.made_by)}"),
    ]
    context = {
        "hook": hook,
        "facts": facts,
        "table": Table("Latest messages", columns, rows, "Nothing was told it yet."),
        "not_taken": not_taken(hook).count(),
        "trail": _trail(hook.name),
    }
    return show(request, "web/console/connections/connection.html", context)


@page(Part.CONNECTIONS, "POST")
def act(request: Visit, short: str) -> HttpResponse:
    """Send a test, pause, go on, or send again what was not taken."""
    hook, now = _found(short), timezone.now()
    match request.POST.get("act"):
        case "test":
            send_test(hook, now)
            messages.success(request, "A test is on its way. Its answer stands below in a moment.")
        case "pause":
            set_state(hook, State.PAUSED, by=request.actor.name, at=now)
            messages.success(request, "Paused. What people decide meanwhile waits.")
        case "go-on":
            set_state(hook, State.ACTIVE, by=request.actor.name, at=now)
            messages.success(request, "It is told again, what waited first.")
        case "again":
            count = send_again(hook, now)
            messages.success(
                request, f"{count} messages are sent again." if count != 1 else "One message is sent again."
            )
    return redirect("console:connection", short=short)


@sensitive_variables("secret")
@page(Part.CONNECTIONS, "POST")
def new_secret(request: Visit, short: str) -> HttpResponse:
    """Give a system a new secret, and show it once."""
    hook = _found(short)
    secret = roll_secret(hook, by=request.actor.name, at=timezone.now())
    context = {"hook": hook, "secret": secret, "trail": _trail(hook.name), "new": True}
    return show(request, "web/console/connections/connection_made.html", context)


@page(Part.CONNECTIONS, "GET", "POST")
def removal(request: Visit, short: str) -> HttpResponse:
    """Say what removing a system means; posted, remove it."""
    hook = _found(short)
    if request.method == "POST":
        remove(hook, by=request.actor.name, at=timezone.now())
        messages.success(request, f"Removed. “{hook.name}” is told nothing more.")
        return redirect("console:connections")
    steps = ((hook.name, _address(hook)), ("Remove it", ""))
    context = {"hook": hook, "trail": trail(("Connections", reverse("console:connections")), *steps)}
    return show(request, "web/console/connections/connection_remove.html", context)


def _found(short: str) -> Webhook:
    found = Webhook.objects.filter(public_id=short).first()
    if found is None:
        raise Http404
    return found


def _how_far(one: WebhookMessage) -> str:
    """Say where a message is; of one that was not taken, when it is tried again."""
    label = WebhookMessage.State(one.state).label
    if one.state == WebhookMessage.State.WAITING and one.attempts:
        return f"{label}, tried again {_when(one.run_after)}"
    return label


def _address(hook: Webhook) -> str:
    return reverse("console:connection", args=[hook.public_id])


def _when(at: object) -> str | None:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else None  # type: ignore[arg-type] # a moment or nothing


def _trail(here: str) -> Sequence[NavItem]:
    return trail(("Connections", reverse("console:connections")), (here, ""))
