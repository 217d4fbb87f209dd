"""The addresses of plans, and of telling people where their data came from."""

from __future__ import annotations

from django.urls import path

from honour.web.console.publishing import acts, elsewhere, listing, people, plan, telling

urlpatterns = [
    path("notice/plan", listing.plans, name="plans"),
    path("notice/plan/<int:number>", plan.plan, name="plan"),
    path("notice/plan/<int:number>/again", acts.again, name="plan-again"),
    path("notice/plan/<int:number>/stop", acts.stop, name="plan-stop"),
    path("notice/plan/<int:number>/reason", acts.reason, name="plan-reason"),
    path("notice/plan/<int:number>/approve", acts.approval, name="plan-approve"),
    path("notice/plan/<int:number>/publish", acts.publication, name="plan-publish"),
    path("notice/plan/<int:number>/call-off", acts.calling_off, name="plan-call-off"),
    path("notice/plan/<int:number>/withdraw", acts.withdrawal, name="plan-withdraw"),
    path("notice/plan/<int:number>/tell", telling.tell, name="plan-tell"),
    path("notice/plan/<int:number>/untold", telling.untold, name="plan-untold"),
    path("notice/from-elsewhere/", elsewhere.sources_told, name="sources-told"),
    path("notice/from-elsewhere/<slug:source>", elsewhere.source_told, name="source-told"),
    path("notice/plan/<int:number>/people/<int:consequence>", people.people, name="plan-people"),
]
