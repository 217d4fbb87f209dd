"""The link by which somebody says that an address is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from honour.intake.links import read_confirmation
from honour.intake.origins import posted_by_our_page
from honour.register.confirming import confirm_address, nothing_to_confirm
from honour.register.models import Identifier, Record
from honour.web.chosen import chosen_on
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # the link itself is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the address is the reader's, and record a yes. Opening the link alone does nothing: machines do."""
    meant, now = read_confirmation(token), timezone.now()
    done = False
    if meant is None:
        state, status = "unknown", 404
    elif meant.ends <= now:
        state, status = "ended", 410
    elif request.method != "POST":
        state, status = "known" if nothing_to_confirm(meant.identifier) else "asked", 200
    elif not posted_by_our_page(request):
        return redirect("confirm", token=token)
    else:
        done = confirm_address(meant.identifier, how="confirmation-link", at=now)
        state, status = ("done", 200) if done else ("gone", 410)
    context = {
        "site": site_of(request),
        "state": state,
        "ended": meant and timezone.localtime(meant.ends),
        **(_about(meant.identifier) if meant is not None and state == "asked" else {}),
    }
    response = render(request, "web/site/confirm.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _about(identifier: int) -> dict[str, object]:
    """Say what hangs on the answer: what a form left open, or that the address came in place of another."""
    typed = Identifier.objects.select_related("record__collection__subject").filter(pk=identifier).first()
    if typed is None or typed.record.collection is None:
        return {}
    instead = Record.objects.filter(superseded_by=typed.record).exists()
    return {**chosen_on(typed.record.collection), "instead": instead}
