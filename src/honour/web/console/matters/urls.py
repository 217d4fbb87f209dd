"""The addresses of matters."""

from __future__ import annotations

from django.urls import path

from honour.web.console.matters import listing, matter, recording, tying

urlpatterns = [
    path("matters/", listing.listed, name="matters"),
    path("matters/new/", recording.kinds, name="matter-kinds"),
    path("matters/new/<slug:kind>", recording.new, name="matter-new"),
    path("matters/<int:number>", matter.matter, name="matter"),
    path("matters/<int:number>/end", matter.end, name="matter-end"),
    path("matters/<int:number>/reopen", matter.reopen, name="matter-reopen"),
    path("matters/<int:number>/waits", matter.waits, name="matter-waits"),
    path("people/<str:person>/matters", tying.tied, name="person-matters"),
]
