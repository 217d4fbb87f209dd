"""An invitation's page: whoever opens its link in time chooses a password, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from honour.staff.invitations import InvitationEnded, InvitationRefused, accept, invitation_for, renew
from honour.staff.roles import ROLES
from honour.staff.sessions import enter
from honour.web.console.entering.forms import Join
from honour.web.console.page import listed
from honour.web.console.staff.mailing import mail_invitation, mail_is_set_up
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from honour.staff.models import Invitation

_AT = "web/console/entering/joining.html"
_ENDED = "web/console/entering/invitation_ended.html"


@sensitive_post_parameters("chosen")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password; then they are signed in."""
    try:
        invitation = invitation_for(token)
    except InvitationEnded as ended:
        return _ended(request, ended.invitation, str(ended))
    except InvitationRefused as refused:
        return render(request, _ENDED, {"site": site_of(request), "words": str(refused)}, status=404)
    form = Join(invitation, request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            member = accept(token, name=given["name"], password=given["chosen"])
        except InvitationRefused as refused:
            return render(request, _ENDED, {"site": site_of(request), "words": str(refused)}, status=404)
        enter(request, member)
        messages.success(request, f"Welcome, {member.name}. From now on you sign in with {member.email}.")
        return redirect("console:today")
    roles = listed([ROLES[code].called for code in invitation.roles if code in ROLES])
    context = {"site": site_of(request), "form": form, "invitation": invitation, "roles": roles}
    return render(request, _AT, {**context, "sso": settings.HONOUR_SSO}, status=400 if form.errors else 200)


def _ended(request: HttpRequest, invitation: Invitation, words: str) -> HttpResponse:
    """Say when a link ended, and send a fresh one to the invited address when asked to."""
    can_send = mail_is_set_up()
    if request.method == "POST" and can_send:
        try:
            with transaction.atomic():
                mail_invitation(renew(invitation, by="the-invited"))
        except InvitationRefused as refused:
            words, can_send = str(refused), False
        else:
            sent = "A fresh link is on its way to the address that was invited. It opens for a week."
            return render(request, _ENDED, {"site": site_of(request), "words": sent, "sent": True})
    context = {"site": site_of(request), "words": words, "can_send": can_send}
    return render(request, _ENDED, context, status=410)
