"""The addresses of the console."""

from __future__ import annotations

from django.urls import include, path

from honour.web.console import (
    certificates,
    notice,
    people,
    person,
    person_acts,
    person_correcting,
    person_erasing,
    promises,
    records,
    records_systems,
    records_uses,
    today,
    waiting,
)

app_name = "console"

urlpatterns = [
    path("", today.today, name="today"),
    path("", include("honour.web.console.entering.urls")),
    path("", include("honour.web.console.account.urls")),
    path("", include("honour.web.console.staff.urls")),
    path("", include("honour.web.console.site_forms.urls")),
    path("", include("honour.web.console.contact.urls")),
    path("", include("honour.web.console.companies.urls")),
    path("", include("honour.web.console.set_up.urls")),
    path("promises/", promises.board, name="promises"),
    path("promises/examine", promises.examine, name="promises-examine"),
    path("promises/<str:row>", promises.promise, name="promise"),
    path("people/", people.people, name="people"),
    path("", include("honour.web.console.imports.urls")),
    path("", include("honour.web.console.connections.urls")),
    path("people/find", people.find, name="people-find"),
    path("", include("honour.web.console.keeping.urls")),
    path("people/<str:person>", person.person, name="person"),
    path("people/<str:person>/stop", person_acts.stop, name="person-stop"),
    path("people/<str:person>/erase", person_acts.erase, name="person-erase"),
    path("people/<str:person>/records/<int:number>/erase", person_erasing.erase_one, name="record-erase"),
    path("people/<str:person>/records/<int:number>/correct", person_correcting.put_right, name="record-correct"),
    path("requests/", waiting.requests, name="requests"),
    path("", include("honour.web.console.publishing.urls")),
    path("notice/", notice.notice, name="notice"),
    path("notice/register.<str:form>", notice.register, name="notice-register"),
    path("notice/findings", notice.findings, name="notice-findings"),
    path("notice/flow", notice.flow, name="notice-flow"),
    path("notice/versions/", notice.all_versions, name="notice-versions"),
    path("notice/versions/<slug:before>..<slug:after>", notice.difference, name="notice-difference"),
    path("", include("honour.web.console.drafts.urls")),
    path("", include("honour.web.console.assessing.urls")),
    path("", include("honour.web.console.enforcing.urls")),
    path("records/", records.records, name="records"),
    path("records/<int:number>", records.entry, name="entry"),
    path("records/<int:number>/proof", records.proof, name="entry-proof"),
    path("records/uses", records_uses.uses, name="records-uses"),
    path("records/disclosures", records_uses.disclosures, name="records-disclosures"),
    path("records/systems", records_systems.systems, name="records-systems"),
    path("records/exports", records_uses.exports, name="records-exports"),
    path("records/checkpoint", records.checkpoint, name="checkpoint"),
    path("records/certificates/", certificates.certificates, name="certificates"),
    path("records/certificates/<int:number>", certificates.certificate, name="certificate"),
    path("records/export", records.export, name="records-export"),
]
