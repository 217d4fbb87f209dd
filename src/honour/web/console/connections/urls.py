"""The addresses of connections."""

from __future__ import annotations

from django.urls import path

from honour.web.console.connections import pages

urlpatterns = [
    path("connections/", pages.connections, name="connections"),
    path("connections/<str:short>", pages.connection, name="connection"),
    path("connections/<str:short>/act", pages.act, name="connection-act"),
    path("connections/<str:short>/secret", pages.new_secret, name="connection-secret"),
    path("connections/<str:short>/remove", pages.removal, name="connection-remove"),
]
