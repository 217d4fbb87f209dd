"""Inviting colleagues during the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from honour.staff.joining import AlreadyHere
from honour.staff.models import Invitation
from honour.web.console.page import show
from honour.web.console.set_up.going import frame_of, go_on, pass_by
from honour.web.console.staff.forms import InviteForm
from honour.web.console.staff.mailing import invite_by, link_of, mail_is_set_up

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit
    from honour.web.models import FirstRun


def step(request: Visit, run: FirstRun) -> HttpResponse:
    """Invite somebody, as often as wanted, then go on."""
    if request.method == "POST" and "on" in request.POST:
        pass_by(run, "colleagues")
        return go_on(request, run, "colleagues")
    form, link = InviteForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = invite_by(form, request.actor.name)
        except AlreadyHere as here:
            form.add_error("email", str(here))
        else:
            form = InviteForm()
            if mail_is_set_up():
                messages.success(request, f"{made.name} is invited. The message leaves once the notice is published.")
            else:
                link = link_of(made)
    invited = Invitation.objects.order_by("name")
    context = {"form": form, "link": link, "invited": invited, "by_mail": mail_is_set_up()}
    context |= frame_of(run, "colleagues")
    return show(request, "web/console/set_up/colleagues.html", context, 400 if form.errors else 200)
