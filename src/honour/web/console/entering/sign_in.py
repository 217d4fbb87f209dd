"""Signing in with a password, and signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from honour.staff.factors import factors_of
from honour.staff.lockout import is_locked_out, locked_until
from honour.staff.models import Member
from honour.staff.sessions import enter, go_halfway
from honour.web.console.entering.forms import SignIn
from honour.web.console.leading import next_page
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WRONG = "The email address and the password do not match. Check both and try again."


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a member in, or ask for their second factor; after too many failures, say when to try again.

    The answer is the same whether or not the address belongs to a member.
    """
    if request.user.is_authenticated:
        return redirect(next_page(request))
    form = SignIn(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            email = form.cleaned_data["email"]
            member = authenticate(request, email=email, password=form.cleaned_data["password"])
            if member is not None:
                return let_in(request, member, next_page(request))
            status = 429 if is_locked_out(request) else 400
            form.add_error(None, _locked(request, email) if is_locked_out(request) else WRONG)
    context = {"site": site_of(request), "form": form, "next": next_page(request), "sso": settings.HONOUR_SSO}
    context["nobody"] = request.method != "POST" and not Member.objects.exists()
    return render(request, "web/console/entering/sign_in.html", context, status=status)


def let_in(request: HttpRequest, member: Member, next_url: str) -> HttpResponse:
    """Sign in whoever has shown one factor, unless they have a second to show first."""
    if factors_of(member).any:
        go_halfway(request, member, next_url)
        return redirect("console:second-factor")
    enter(request, member)
    return redirect(next_url)


def _locked(request: HttpRequest, email: str) -> str:
    until = timezone.localtime(locked_until(request, email))
    day = "" if until.date() == timezone.localdate() else f" on {until:%A}"
    return (
        f"Signing in failed too often in a row, so it is paused. Try again after {until:%H:%M}{day}. "
        "If you have forgotten your password, ask your privacy lead for a new one."
    )


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    messages.success(request, "You are signed out.")
    return redirect("console:sign-in")
