"""Signing in, signing out, choosing a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from honour.staff.events import password_changed
from honour.staff.lockout import FAILURES, is_locked_out, locked_until
from honour.staff.sessions import begin
from honour.web.console.forms import ChangePassword, SignIn
from honour.web.console.page import page, show
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from honour.web.console.page import Visit

WRONG = "The email address and the password do not match. Check both and try again."


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a member in; after too many failures, say when to try again.

    The answer is the same whether or not the address belongs to a member.
    """
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignIn(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            email = form.cleaned_data["email"]
            member = authenticate(request, email=email, password=form.cleaned_data["password"])
            if member is not None:
                login(request, member)
                begin(request)
                return redirect(_next(request))
            status = 429 if is_locked_out(request) else 400
            form.add_error(None, _locked(request, email) if is_locked_out(request) else WRONG)
    context = {"site": site_of(request), "form": form, "next": _next(request)}
    return render(request, "web/console/sign_in.html", context, status=status)


def _locked(request: HttpRequest, email: str) -> str:
    until = timezone.localtime(locked_until(request, email))
    day = "" if until.date() == timezone.localdate() else f" on {until:%A}"
    return (
        f"Signing in failed {FAILURES} times in a row, so it is paused. Try again after {until:%H:%M}{day}. "
        "If you have forgotten your password, ask your privacy lead for a new one."
    )


def _next(request: HttpRequest) -> str:
    """Say where to go after signing in: a page of the console, never another site."""
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    here = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if here and asked.startswith(reverse("console:today")) else reverse("console:today")


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    messages.success(request, "You are signed out.")
    return redirect("console:sign-in")


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
        messages.success(request, "Your password is changed. Anywhere else you were signed in, you are signed out.")
        return redirect("console:today")
    return show(request, "web/console/password.html", {"form": form}, status=400 if form.errors else 200)
