"""A member's own account: what they sign in with, where they are signed in, for whom they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from honour.staff.deputies import live
from honour.staff.events import password_changed
from honour.staff.factors import codes_left, factors_of, is_required
from honour.staff.leaving import end_sessions
from honour.web.console.account.forms import ChangePassword
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(None)
def account(request: Visit) -> HttpResponse:
    """Show how somebody signs in, and what they may change about it."""
    me = request.user
    roles = [role.name for role in me.roles.order_by("name")]
    context = {
        "who": f"{me.name}, {me.email}" + (f" · {', '.join(roles)}" if roles else ""),
        "factors": factors_of(me),
        "codes_left": codes_left(me),
        "required": is_required(me),
        "sso": settings.HONOUR_SSO if SocialAccount.objects.filter(user=me).exists() else None,
        "has_password": me.has_usable_password(),
        "stands_in": live().filter(deputy=me).order_by("ends"),
        "stood_in_by": live().filter(absent=me).order_by("ends"),
        "passkeys_work": request.is_secure() or request.get_host().partition(":")[0] == "localhost",
    }
    return show(request, "web/console/account/account.html", context)


@sensitive_post_parameters("present", "chosen")
@page(None, "GET", "POST")
def password(request: Visit) -> HttpResponse:
    """Let a member choose a password; other sessions of theirs end."""
    form = ChangePassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["chosen"])
        request.user.must_change_password = False
        request.user.save(update_fields=["password", "must_change_password"])
        password_changed(request.user)
        update_session_auth_hash(request, request.user)
        end_sessions(request.user, but=request.session.session_key)
        messages.success(request, "Your password is changed. Anywhere else you were signed in, you are signed out.")
        return redirect("console:today")
    return show(request, "web/console/account/password.html", {"form": form}, status=400 if form.errors else 200)


@page(None, "POST")
def elsewhere(request: Visit) -> HttpResponse:
    """End every other session of a member's."""
    ended = end_sessions(request.user, but=request.session.session_key)
    said = {0: "You were signed in nowhere else.", 1: "One other session is ended."}
    messages.success(request, said.get(ended, f"{ended} other sessions are ended."))
    return redirect("console:account")
