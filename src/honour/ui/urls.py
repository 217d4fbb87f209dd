"""The specimen's addresses, for development only."""

from __future__ import annotations

from django.urls import path

from honour.ui import specimen

urlpatterns = [
    path("specimen/", specimen.console, name="specimen"),
    path("specimen/public/", specimen.public, name="specimen-public"),
    path("specimen/sign-in/", specimen.sign_in, name="specimen-sign-in"),
]
