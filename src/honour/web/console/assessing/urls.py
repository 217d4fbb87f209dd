"""The addresses of assessments."""

from __future__ import annotations

from django.urls import path

from honour.web.console.assessing import listing, writing

urlpatterns = [
    path("notice/assessments/", listing.assessments_page, name="assessments"),
    path("notice/assessments/<slug:kind>/<slug:short>", listing.assessment, name="assessment"),
    path("notice/drafts/<int:number>/assessments/<slug:kind>/<slug:short>", writing.write, name="draft-assessment"),
]
