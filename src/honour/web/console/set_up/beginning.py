"""Taking an empty installation into hands, and the page from which every step is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from honour.staff.joining import add_member
from honour.staff.roles import LEAD, Part
from honour.staff.sessions import enter
from honour.web.console.page import page, show
from honour.web.console.set_up import steps
from honour.web.console.set_up.forms import BeginForm
from honour.web.console.set_up.link import is_empty, is_genuine
from honour.web.frame import site_of
from honour.web.models import FirstRun

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from honour.staff.models import Member
    from honour.web.console.page import Visit

_AT = "web/console/set_up/begin.html"
BY_LINK = "set-up-link"
"""Who adds the first member: whoever held the link."""


@sensitive_post_parameters("chosen")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link make the first account; the link then opens nothing."""
    if not is_empty():
        return redirect("console:set-up")
    if not is_genuine(token):
        return render(request, "web/console/set_up/link_ended.html", {"site": site_of(request)}, status=404)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        first = _take(form)
        if first is None:
            return redirect("console:set-up")
        enter(request, first)
        return redirect(steps.STEPS[0].url)
    return render(request, _AT, {"site": site_of(request), "form": form}, status=400 if form.errors else 200)


def _take(form: BeginForm) -> Member | None:
    """Make the first account and begin the set-up, in one; nothing when somebody else did in the same moment."""
    given = form.cleaned_data
    try:
        with transaction.atomic():
            FirstRun.objects.create(pk=1, begun_at=timezone.now())
            if not is_empty():
                return None
            member, _ = add_member(given["email"], given["name"], [LEAD], given["chosen"], by=BY_LINK)
    except IntegrityError:
        return None
    return member


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def _left(steps_left: int) -> str:
    return f"{_NUMBERS[steps_left]} {'step is' if steps_left == 1 else 'steps are'} left."


@page(Part.STAFF)
def overview(request: Visit) -> HttpResponse:
    """Show every step and how it stands; lead to the next."""
    run = steps.this_run()
    listed = steps.standing(run)
    context = {
        "steps": listed,
        "next": steps.next_step(run),
        "left": sum(not each.done for each in listed),
        "sentence": _left(sum(not each.done for each in listed)),
        "published": steps.is_published(),
        "uploaded": run.uploaded,
    }
    return show(request, "web/console/set_up/overview.html", context)
