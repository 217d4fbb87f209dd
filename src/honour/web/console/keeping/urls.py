"""The addresses of keeping and holding."""

from __future__ import annotations

from django.urls import path

from honour.web.console.keeping import calendar, erasures, holds, waiting

urlpatterns = [
    path("notice/keeping/", calendar.calendar, name="keeping"),
    path("notice/keeping/going", calendar.going, name="keeping-going"),
    path("notice/keeping/waiting", waiting.waiting, name="keeping-waiting"),
    path("notice/keeping/waiting/<slug:trigger>/<slug:category>", waiting.whose, name="keeping-waiting-whose"),
    path("notice/keeping/<str:month>/<slug:rule>", calendar.month, name="keeping-month"),
    path("notice/holds/", holds.holds, name="holds"),
    path("notice/holds/<int:number>", holds.hold, name="hold"),
    path("notice/holds/<int:number>/end", holds.end, name="hold-end"),
    path("notice/erasures/", erasures.erasures, name="erasures"),
    path("notice/erasures/<str:person>/undo", erasures.undo, name="erasure-undo"),
    path("notice/erasures/<str:person>/undo/<slug:category>", erasures.undo_of_category, name="category-erasure-undo"),
    path("people/<str:person>/hold", holds.place, name="person-hold"),
]
