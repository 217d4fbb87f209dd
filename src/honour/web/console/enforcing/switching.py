"""Enforcing a purpose, or observing it: a page of its own that says what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.register.enforcing import enforcing
from honour.register.modes import set_mode
from honour.staff.roles import Part
from honour.web.console.enforcing.pages import called
from honour.web.console.naming import trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

MODES = {"observe": True, "enforce": False}


@page(Part.PUBLISHING, "GET", "POST", confirmed=True)
def switch(request: Visit, purpose: str) -> HttpResponse:
    """Say what switching does; posted, switch to the mode that the page named."""
    name, now = called(purpose), timezone.now()
    wanted = MODES.get(request.POST.get("mode", ""))
    if request.method == "POST" and wanted is not None:
        set_mode(purpose, observed=wanted, actor=request.actor.name, at=now)
        said = "is observed from now on" if wanted else "is enforced from now on"
        messages.success(request, f"“{name}” {said}. It is on the ledger.")
        return redirect("console:enforcing-purpose", purpose=purpose)
    context = {
        "name": name,
        "short": purpose,
        "stands": enforcing(purpose, now),
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Enforcing", reverse("console:enforcing")),
            (name, reverse("console:enforcing-purpose", args=[purpose])),
            ("Switch", ""),
        ),
    }
    return show(request, "web/console/enforcing/switch.html", context)
