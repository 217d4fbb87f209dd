"""The addresses of drafts."""

from __future__ import annotations

from django.urls import path

from honour.web.console.drafts import clause, file, languages, listing, removing, views

_DRAFT = "notice/drafts/<int:number>"

urlpatterns = [
    path("notice/drafts/", listing.drafts, name="drafts"),
    path(f"{_DRAFT}", views.draft, name="draft"),
    path(f"{_DRAFT}/clauses/<str:clause_id>", clause.edit, name="draft-clause"),
    path(f"{_DRAFT}/new/<slug:section>", clause.new, name="draft-new-clause"),
    path(f"{_DRAFT}/remove/<str:clause_id>", removing.remove, name="draft-remove-clause"),
    path(f"{_DRAFT}/file", file.file, name="draft-file"),
    path(f"{_DRAFT}/languages/", languages.languages, name="draft-languages"),
    path(f"{_DRAFT}/languages/<str:tag>", languages.language, name="draft-language"),
    path(f"{_DRAFT}/languages/<str:tag>/<str:clause>", languages.words, name="draft-words"),
    path(f"{_DRAFT}/findings", views.findings, name="draft-findings"),
    path(f"{_DRAFT}/changes", views.changes, name="draft-changes"),
    path(f"{_DRAFT}/preview", views.preview, name="draft-preview"),
    path(f"{_DRAFT}/throw-away", removing.throw_away, name="draft-throw-away"),
]
