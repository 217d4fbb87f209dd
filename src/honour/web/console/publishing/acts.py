"""What is done with a proposed version; what cannot be undone has a page of its own that says what happens."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from honour.publishing.errors import ProposalError
from honour.publishing.into_use import obstacles, put_into_use
from honour.publishing.models import Proposal
from honour.publishing.plan.keeping import cancel_plan, latest_plan
from honour.publishing.proposing import approve, call_off, give_reason, plan_again, schedule, withdraw
from honour.publishing.saying import words_of
from honour.staff.roles import Part
from honour.web.console.naming import trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from honour.web.console.page import Visit


class TimeForm(forms.Form):
    """When a version is published."""

    at = forms.DateTimeField(
        label="When",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": "Enter a day and a time, like 2027-03-01 09:00."},
    )

    def __init__(self, applies: dt.date, *args: Any) -> None:
        super().__init__(*args)
        where, told = timezone.get_default_timezone_name(), ""
        if applies > timezone.localdate():
            told = f"It says that it applies from {applies:%-d %B %Y}. "
            self.initial["at"] = timezone.make_aware(dt.datetime.combine(applies, dt.time()))
        self.fields["at"].help_text = f"{told}Leave it empty to publish at once. Times are those of {where}."


@page(Part.PUBLISHING, "POST")
def again(request: Visit, number: int) -> HttpResponse:
    """Have the plan made anew."""
    return _done(request, number, lambda: plan_again(get_object_or_404(Proposal, pk=number), timezone.now()))


@page(Part.PUBLISHING, "POST")
def stop(request: Visit, number: int) -> HttpResponse:
    """Stop the plan that is being made."""
    run = latest_plan(get_object_or_404(Proposal, pk=number))
    if run is not None and cancel_plan(run):
        messages.success(request, "The plan is stopped. Nothing was changed.")
    return redirect("console:plan", number)


@page(Part.PUBLISHING, "POST")
def reason(request: Visit, number: int) -> HttpResponse:
    """Keep why a basis is swapped."""
    clause, words = request.POST.get("clause", ""), request.POST.get("reason", "")
    return _done(
        request,
        number,
        lambda: give_reason(number, clause, words, by=request.actor.name, at=timezone.now()),
        "The reason is kept with the version, for whoever approves it to read.",
    )


@page(Part.APPROVING, "POST")
def approval(request: Visit, number: int) -> HttpResponse:
    """Approve a version."""
    act = lambda: approve(number, by=request.actor.name, at=timezone.now())  # noqa: E731 - named for what follows
    return _done(request, number, act, "You approved this version. The ledger says so.")


@page(Part.PUBLISHING, "GET", "POST")
def publication(request: Visit, number: int) -> HttpResponse:
    """Say what publishing does, and publish: at once, or at a time until which it can be called off."""
    proposal = get_object_or_404(Proposal, pk=number)
    form = TimeForm(words_of(proposal).notice.effective, request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, now = form.cleaned_data["at"], timezone.now()
        try:
            if at:
                schedule(number, at, by=request.actor.name, at=now)
                messages.success(request, f"It is published on {timezone.localtime(at):%-d %B, %H:%M}.")
            else:
                put_into_use(number, by=request.actor.name, at=now)
                messages.success(request, f"Version {proposal.label} is published.")
        except ProposalError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("console:plan", number)
    run = latest_plan(proposal)
    goes = sum(row.records for row in run.consequences.filter(kind="goes")) if run else 0
    context = {
        "proposal": proposal,
        "form": form,
        "goes": goes,
        "obstacles": obstacles(proposal, timezone.now()) if proposal.is_open else [],
        "trail": _trail(proposal, "Publish"),
    }
    return show(request, "web/console/publishing/publish.html", context, 400 if form.errors else 200)


@page(Part.PUBLISHING, "POST")
def calling_off(request: Visit, number: int) -> HttpResponse:
    """Call a scheduled publication off."""
    act = lambda: call_off(number, by=request.actor.name, at=timezone.now())  # noqa: E731 - as above
    return _done(request, number, act, "The publication is called off. The version in use stays.")


@page(Part.PUBLISHING, "GET", "POST")
def withdrawal(request: Visit, number: int) -> HttpResponse:
    """Take a version off the table."""
    proposal = get_object_or_404(Proposal, pk=number)
    if request.method == "POST":
        act = lambda: withdraw(number, by=request.actor.name, at=timezone.now())  # noqa: E731 - as above
        return _done(request, number, act, "The version is withdrawn.")
    context = {"proposal": proposal, "trail": _trail(proposal, "Withdraw")}
    return show(request, "web/console/publishing/withdraw.html", context)


def _done(request: Visit, number: int, act: Callable[[], object], said: str = "") -> HttpResponse:
    """Do something and go back to the plan, which says what came of it."""
    get_object_or_404(Proposal, pk=number)
    try:
        act()
    except ProposalError as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect("console:plan", number)


def _trail(proposal: Proposal, here: str) -> object:
    return trail(
        ("Notice", reverse("console:notice")),
        ("Plans", reverse("console:plans")),
        (f"Version {proposal.label}", reverse("console:plan", args=[proposal.pk])),
        (here, ""),
    )
