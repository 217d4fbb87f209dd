"""The addresses of the site's forms, downloads and landing pages."""

from __future__ import annotations

from django.urls import path

from honour.web.console.site_forms import assets, forms, landings, sale

urlpatterns = [
    path("contact/forms/", forms.listed, name="forms"),
    path("contact/forms/<slug:short>", forms.one, name="form"),
    path("contact/forms/<slug:short>/sale", sale.sale, name="form-sale"),
    path("contact/forms/<slug:short>/sites", forms.allow, name="form-allow"),
    path("contact/forms/<slug:short>/sites/end", forms.end, name="form-end"),
    path("contact/downloads/", assets.listed, name="assets"),
    path("contact/downloads/new", assets.new, name="asset-new"),
    path("contact/downloads/<slug:slug>", assets.one, name="asset"),
    path("contact/downloads/<slug:slug>/withdraw", assets.withdraw, name="asset-withdraw"),
    path("contact/landing-pages/", landings.listed, name="landings"),
    path("contact/landing-pages/new", landings.new, name="landing-new"),
    path("contact/landing-pages/<slug:slug>", landings.edit, name="landing-edit"),
]
