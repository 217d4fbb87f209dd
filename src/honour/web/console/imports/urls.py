"""The addresses of imports."""

from __future__ import annotations

from django.urls import path

from honour.web.console.imports import acts, pages, upload

urlpatterns = [
    path("people/imports/", pages.imports, name="imports"),
    path("people/imports/upload", upload.upload, name="import-upload"),
    path("people/imports/<str:short>", pages.one, name="import"),
    path("people/imports/<str:short>/columns", pages.columns, name="import-columns"),
    path("people/imports/<str:short>/start", acts.start_it, name="import-start"),
    path("people/imports/<str:short>/again", acts.back_to_columns, name="import-again"),
    path("people/imports/<str:short>/cancel", acts.cancel_it, name="import-cancel"),
    path("people/imports/<str:short>/refused.csv", pages.refused, name="import-refused"),
]
