"""Every address of the site: each app publishes its own, this file puts them together."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
