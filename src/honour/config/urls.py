"""Every address of the site: each app publishes its own, this file puts them together."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("honour.web.urls"))]
if find_spec("honour.api.urls"):
    urlpatterns.insert(0, path("api/", include("honour.api.urls")))

handler400 = "honour.web.errors.bad_request"
handler403 = "honour.web.errors.forbidden"
handler404 = "honour.web.errors.not_found"
handler500 = "honour.web.errors.failed"
