"""Asking somebody to work here, sending the link afresh, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from honour.staff.invitations import InvitationRefused, renew, withdraw
from honour.staff.joining import AlreadyHere
from honour.staff.models import Invitation
from honour.staff.roles import ROLES, Part
from honour.web.console.page import page, show
from honour.web.console.staff.forms import InviteForm
from honour.web.console.staff.mailing import invite_by, link_of, mail_invitation, mail_is_set_up, why_not_there
from honour.web.console.staff.members import status, way

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

_SHOWN = "web/console/staff/invited.html"


@page(Part.STAFF, "GET", "POST", confirmed=True)
def invite_somebody(request: Visit) -> HttpResponse:
    """Invite somebody: by mail, or, where none is set up, with a link that is shown once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invite_by(form, request.actor.name)
        except AlreadyHere as here:
            form.add_error("email", str(here))
        else:
            return _sent(request, made)
    context = {"form": form, "by_mail": mail_is_set_up(), "trail": way("Invite somebody")}
    return show(request, "web/console/staff/invite.html", context, status(form))


@page(Part.STAFF, "GET", "POST", confirmed=True)
def invitation(request: Visit, number: int) -> HttpResponse:
    """Send an invitation afresh, or take it back."""
    one = Invitation.objects.filter(pk=number).first()
    if one is None:
        raise Http404
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw(one, by=request.actor.name)
        messages.success(request, f"The invitation to {one.name} is taken back. Its link opens nothing.")
        return redirect("console:staff")
    if request.method == "POST":
        try:
            with transaction.atomic():
                fresh = renew(one, by=request.actor.name)
                mail_invitation(fresh)
        except InvitationRefused as refused:
            messages.error(request, str(refused))
        else:
            return _sent(request, fresh)
    context = {
        "one": one,
        "roles": [ROLES[code].name for code in one.roles if code in ROLES],
        "ended": timezone.now() >= one.expires_at,
        "by_mail": mail_is_set_up(),
        "missing": why_not_there(one),
        "trail": way(one.name),
    }
    return show(request, "web/console/staff/invitation.html", context)


def _sent(request: Visit, one: Invitation) -> HttpResponse:
    if mail_is_set_up():
        until = f"{timezone.localtime(one.expires_at):%-d %B}"
        messages.success(request, f"The invitation to {one.name} is on its way. Its link opens once, until {until}.")
        return redirect("console:staff")
    return show(request, _SHOWN, {"one": one, "link": link_of(one), "trail": way(one.name)})
