"""Adding and removing second factors: an app, passkeys, recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters

from honour.keyring import SealBrokenError
from honour.staff import factors
from honour.staff.sealing import opened, sealed
from honour.web.console.account.forms import AppCode, NewPasskey
from honour.web.console.entering.second import plain
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

_MAKING = "app-being-added"


@sensitive_post_parameters("code")
@page(None, "GET", "POST", confirmed=True)
def app(request: Visit) -> HttpResponse:
    """Show an app what it has to know, and take its first code; the secret waits sealed meanwhile."""
    secret = _secret(request)
    form = AppCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.add_app(request.user, secret, form.cleaned_data["code"])
        except factors.FactorRefused as refused:
            form.add_error("code", str(refused))
        else:
            request.session.pop(_MAKING, None)
            messages.success(request, "From now on signing in asks for a code of this app.")
            return _then_codes(request)
    address = factors.address_of(request.user, secret)
    context = {
        "form": form,
        "picture": mark_safe(factors.picture_of(address)),  # noqa: S308 - drawn here from our own address
        "groups": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "replaces": factors.factors_of(request.user).app is not None,
    }
    return show(request, "web/console/account/app.html", context, 400 if form.errors else 200)


def _secret(request: Visit) -> str:
    """Give the secret of the app that is being added; a fresh one where there is none."""
    try:
        return opened(str(request.session.get(_MAKING, "")), request.user.pk)
    except SealBrokenError:
        secret = factors.new_secret()
        request.session[_MAKING] = sealed(secret, request.user.pk)
        return secret


@page(None, "GET", "POST", confirmed=True)
def passkey(request: Visit) -> HttpResponse:
    """Add a passkey: the device makes it, we keep its public half."""
    form = NewPasskey(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.add_passkey(request.user, form.cleaned_data["name"], form.cleaned_data["answer"])
        except factors.FactorRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "From now on you can sign in with this passkey.")
            return _then_codes(request)
    return show(request, "web/console/account/passkey.html", {"form": form}, 400 if form.errors else 200)


@page(None, "POST", confirmed=True)
def passkey_challenge(request: Visit) -> HttpResponse:
    """Give the challenge with which a device makes a passkey that signs in by itself."""
    return JsonResponse(plain(webauthn.begin_registration(request.user, passwordless=True)))


@page(None, "GET", "POST", confirmed=True)
def codes(request: Visit) -> HttpResponse:
    """Make fresh recovery codes, and show them this once."""
    if not factors.factors_of(request.user).any:
        return redirect("console:account")
    made = factors.new_codes(request.user) if request.method == "POST" else None
    return show(request, "web/console/account/codes.html", {"codes": made})


@page(None, "GET", "POST", confirmed=True)
def remove(request: Visit, number: int) -> HttpResponse:
    """Remove a factor of one's own."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    factor = Authenticator.objects.filter(pk=number, user=request.user, type__in=kinds).first()
    if factor is None:
        raise Http404
    held = factors.factors_of(request.user)
    last = len(held.passkeys) + (held.app is not None) == 1
    if request.method == "POST":
        factors.remove(request.user, factor, by=request.actor.name)
        messages.success(request, "It is removed and signs nobody in.")
        return redirect("console:account")
    context = {"factor": factor, "is_app": factor.type == Authenticator.Type.TOTP, "last": last}
    return show(request, "web/console/account/remove.html", {**context, "required": factors.is_required(request.user)})


def _then_codes(request: Visit) -> HttpResponse:
    """Lead to the recovery codes of whoever has none yet."""
    return redirect("console:codes" if factors.factors_of(request.user).codes is None else "console:account")
