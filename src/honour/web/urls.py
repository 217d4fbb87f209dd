"""The addresses of the public site and of the console."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("console/", include("honour.web.console.urls")),
    path("", include("honour.web.site.urls")),
]
