"""The addresses of the public site."""

from __future__ import annotations

from django.urls import path

from honour.web.site import (
    changing,
    confirming,
    downloads,
    embedding,
    filling_in,
    home,
    landing,
    notice,
    receipts,
    theme,
    wellknown,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("robots.txt", home.robots),
    path("theme", theme.theme, name="theme"),
    path("get-in-touch", filling_in.get_in_touch, name="get-in-touch"),
    path("forms/<slug:form>", filling_in.fill_in, name="form"),
    path("downloads/", downloads.catalogue, name="downloads"),
    path("downloads/link/<str:token>", downloads.link, name="download-link"),
    path("downloads/link/<str:token>/file", downloads.take_it, name="download-take"),
    path("downloads/link/<str:token>/fresh", downloads.renew, name="download-renew"),
    path("downloads/<slug:slug>", downloads.asset, name="asset"),
    path("downloads/<slug:slug>/file", downloads.free, name="asset-free"),
    path("go/<slug:slug>", landing.landing, name="landing"),
    path("embed.js", embedding.script, name="embed-script"),
    path("embed/<slug:form>", embedding.framed, name="embed"),
    path("embed/<slug:form>/thanks/<str:token>", embedding.thanks, name="embed-thanks"),
    path("embed/<slug:form>/<slug:asset>", embedding.framed, name="embed-asset"),
    path("confirm/<str:token>", confirming.confirm, name="confirm"),
    path("receipt/<str:token>", receipts.receipt, name="receipt"),
    path("receipt/<str:token>/proof.json", receipts.proof, name="receipt-proof"),
    path("changes/<str:token>", changing.change, name="change"),
    path("privacy", notice.privacy, name="privacy"),
    path("privacy/versions/", notice.all_versions, name="privacy-versions"),
    path("privacy/versions/<slug:before>..<slug:after>", notice.difference, name="privacy-difference"),
    path("privacy/versions/<slug:label>", notice.version, name="privacy-version"),
    path("receipt/<str:token>/receipt.jsonld", receipts.linked, name="receipt-linked"),
    path(".well-known/privacy-notice.jsonld", wellknown.linked, name="privacy-linked"),
    path(".well-known/security.txt", wellknown.security, name="security-txt"),
    path(".well-known/privacy-notice.json", notice.machine_readable, name="privacy-json"),
]
