"""A form that was opened before its reader signed in again, in another tab: its mark is of the time before.

It is shown once more, as it was sent, for the reader to send it by a button. That is as safe as the mark: the browser
says that the form came from a page of ours, nothing is done before the button is pressed, and no other site can frame
the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from honour.staff.grants import opened_by
from honour.web.console.page import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SECRETS = frozenset({"password", "present", "chosen", "code", "answer", "passphrase"})
"""Fields whose values no page repeats."""
_MARK = "csrfmiddlewaretoken"


def is_older(request: HttpRequest, reason: str) -> bool:
    """Say whether a form of the console was refused only because its mark is of an earlier sign-in.

    Arguments: ``reason``, Django's, for which it was refused.
    """
    ours = request.path.startswith(reverse("console:today")) and "HTTP_ORIGIN" in request.META
    return ours and request.user.is_authenticated and reason.endswith("incorrect.")


def older_form(request: HttpRequest) -> HttpResponse:
    """Show the form once more, to be sent as it is, where it can be; somebody who is signing in is led in."""
    if request.path == reverse("console:sign-in"):
        return redirect("console:today")
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name != _MARK]
    kept = not request.FILES and SECRETS.isdisjoint(request.POST)
    context = {"sent": sent if kept else [], "kept": kept, "files": bool(request.FILES)}
    request.parts = frozenset(opened_by(request.user))  # type: ignore[attr-defined, arg-type] # a member: see is_older
    response = show(request, "web/console/entering/older_form.html", context, status=403)
    add_never_cache_headers(response)
    return response
