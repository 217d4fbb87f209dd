"""The addresses of companies."""

from __future__ import annotations

from django.urls import path

from honour.web.console.companies import company, listing, tying

urlpatterns = [
    path("companies/", listing.listed, name="companies"),
    path("companies/new", company.new, name="company-new"),
    path("companies/<str:company>", company.company, name="company"),
    path("companies/<str:company>/edit", company.edit, name="company-edit"),
    path("companies/<str:company>/merge", company.merged, name="company-merge"),
    path("people/<str:person>/company", tying.tied, name="person-company"),
]
