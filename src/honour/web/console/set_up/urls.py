"""The addresses of the set-up."""

from __future__ import annotations

from django.urls import path

from honour.web.console.set_up import asking, beginning

urlpatterns = [
    path("set-up/", beginning.overview, name="set-up"),
    path("set-up/begin/<str:token>", beginning.begin, name="set-up-begin"),
    path("set-up/file", asking.upload, name="set-up-upload"),
    path("set-up/<slug:name>", asking.step, name="set-up-step"),
]
