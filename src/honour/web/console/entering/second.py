"""The second factor: a code or a passkey, after the password; and a passkey alone, which is both in one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from honour.staff.factors import FactorRefused, FactorsPaused, check_code, check_passkey, factors_of
from honour.staff.sessions import enter, halfway
from honour.web.console.entering.forms import Code, PasskeyAnswer
from honour.web.console.leading import next_page
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse


@sensitive_post_parameters("code", "answer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever gave the right password."""
    came = halfway(request)
    if came is None:
        return redirect("console:sign-in")
    member, next_url = came
    form = Code(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                check_code(member, form.cleaned_data["code"])
            except FactorRefused as refused:
                status = say(form, refused)
            else:
                enter(request, member, strongly=True)
                return redirect(next_url)
    context = {"site": site_of(request), "form": form, "passkeys": factors_of(member).passkeys, "next": next_url}
    return render(request, "web/console/entering/second_factor.html", context, status=status)


@never_cache
@require_POST
def passkey_challenge(request: HttpRequest) -> HttpResponse:
    """Give the challenge that a passkey answers: of whoever is halfway in or signed in, or of nobody in particular."""
    came = halfway(request)
    member = came[0] if came else request.user if request.user.is_authenticated else None
    return JsonResponse(plain(webauthn.begin_authentication(member)))


@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in whoever holds a passkey: after the password, or instead of it, since it asked for their finger or PIN."""
    came = halfway(request)
    form = PasskeyAnswer(request.POST)
    if form.is_valid():
        try:
            member = check_passkey(came[0] if came else None, form.cleaned_data["answer"])
        except FactorRefused:
            member = None
        if member is not None and member.is_active:
            enter(request, member, strongly=True)
            return redirect(came[1] if came else next_page(request))
    words = "This passkey does not belong to an account here. Try another, or sign in with your password."
    context = {"site": site_of(request), "words": words}
    return render(request, "web/console/entering/refused.html", context, status=400)


def say(form: forms.Form, refused: FactorRefused) -> int:
    """Put at the field why a code was refused, and until when; give the status of the answer."""
    if isinstance(refused, FactorsPaused):
        until = timezone.localtime(refused.until)
        form.add_error(None, f"Five codes in a row were wrong, so this is paused. Try again after {until:%H:%M}.")
        return 429
    form.add_error("code", str(refused))
    return 400


def plain(options: Any) -> Any:
    """Give the options of a challenge as JSON takes them."""
    return json.loads(json.dumps(options, default=dict))
