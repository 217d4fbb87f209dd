"""The addresses of a member's own account."""

from __future__ import annotations

from django.urls import path

from honour.web.console.account import confirming, factors, keys, mail, own, undelivered

urlpatterns = [
    path("password", own.password, name="password"),
    path("account/", own.account, name="account"),
    path("account/confirm", confirming.confirm, name="confirm"),
    path("account/elsewhere", own.elsewhere, name="elsewhere"),
    path("account/app", factors.app, name="app"),
    path("account/passkey", factors.passkey, name="passkey-add"),
    path("account/passkey/challenge", factors.passkey_challenge, name="passkey-new-challenge"),
    path("account/codes", factors.codes, name="codes"),
    path("account/factors/<int:number>", factors.remove, name="factor-remove"),
    path("keys/", keys.keys, name="keys"),
    path("mail/", mail.mail, name="mail"),
    path("mail/not-delivered", undelivered.undelivered, name="mail-undelivered"),
    path("mail/not-delivered/<slug:message>", undelivered.message, name="mail-message"),
]
