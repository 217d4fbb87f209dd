"""Showing again who one is, before changing who may sign in or do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from honour.staff import attempts
from honour.staff.factors import FactorRefused, check_code, check_passkey, factors_of
from honour.staff.sessions import confirm as note_confirmed
from honour.web.console.account.forms import ConfirmPassword
from honour.web.console.entering.forms import Code, PasskeyAnswer
from honour.web.console.entering.second import say
from honour.web.console.leading import next_page
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from honour.web.console.page import Visit

_KIND = "confirm"


@sensitive_post_parameters("present", "code", "answer")
@page(None, "GET", "POST")
def confirm(request: Visit) -> HttpResponse:
    """Ask for the password; of whoever has none here, for a code or a passkey, or that they sign in anew."""
    me, status = request.user, 200
    has_password, held = me.has_usable_password(), factors_of(me)
    form: forms.Form = ConfirmPassword(request.POST or None) if has_password else Code(request.POST or None)
    if request.method == "POST":
        if "answer" in request.POST:
            if _right_passkey(request):
                return _go_on(request)
            form = ConfirmPassword() if has_password else Code()
            form.full_clean()
            status = 400
        elif form.is_valid():
            status = _check(request, form)
            if status == 200:  # noqa: PLR2004 - HTTP's own number
                return _go_on(request)
        else:
            status = 400
    context = {"form": form, "next": next_page(request), "has_password": has_password, "factors": held}
    return show(request, "web/console/account/confirm.html", {**context, "sso": settings.HONOUR_SSO}, status)


def _check(request: Visit, form: forms.Form) -> int:
    if isinstance(form, Code):
        try:
            check_code(request.user, form.cleaned_data["code"])
        except FactorRefused as refused:
            return say(form, refused)
        return 200
    tries = attempts.take(_KIND, request.user.opaque_id)
    if tries.refused:
        until = timezone.localtime(tries.until)
        form.add_error(None, f"Five wrong passwords in a row, so this is paused. Try again after {until:%H:%M}.")
        return 429
    if not request.user.check_password(form.cleaned_data["present"]):
        form.add_error("present", "This is not the password you have now.")
        return 400
    attempts.forget(_KIND, request.user.opaque_id)
    return 200


def _right_passkey(request: Visit) -> bool:
    form = PasskeyAnswer(request.POST)
    if not form.is_valid():
        return False
    try:
        check_passkey(request.user, form.cleaned_data["answer"])
    except FactorRefused:
        return False
    return True


def _go_on(request: Visit) -> HttpResponse:
    note_confirmed(request)
    return redirect(next_page(request))
