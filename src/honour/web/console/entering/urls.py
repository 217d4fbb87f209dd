"""The addresses of coming in and going out."""

from __future__ import annotations

from django.urls import path

from honour.web.console.entering import joining, provider, second, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-in/second", second.second_factor, name="second-factor"),
    path("sign-in/passkey", second.passkey, name="passkey"),
    path("sign-in/passkey/challenge", second.passkey_challenge, name="passkey-challenge"),
    path("sign-in/provider", provider.leave_for, name="provider"),
    path("sign-in/provider/back", provider.come_back, name="provider-callback"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("join/<str:token>", joining.join, name="join"),
]
