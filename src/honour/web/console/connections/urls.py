"""The addresses of connections."""

from __future__ import annotations

from django.urls import path

from honour.web.console.connections import pages, tokens

urlpatterns = [
    path("connections/", pages.connections, name="connections"),
    path("connections/tokens/", tokens.tokens, name="tokens"),
    path("connections/tokens/new", tokens.make, name="token-new"),
    path("connections/tokens/<int:number>", tokens.token, name="token"),
    path("connections/tokens/<int:number>/revoke", tokens.revoke, name="token-revoke"),
    path("connections/<str:short>", pages.connection, name="connection"),
    path("connections/<str:short>/act", pages.act, name="connection-act"),
    path("connections/<str:short>/secret", pages.new_secret, name="connection-secret"),
    path("connections/<str:short>/remove", pages.removal, name="connection-remove"),
]
