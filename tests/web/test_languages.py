"""The notice in several languages on the site and in drafts: translated clause by clause, one version for all."""

from __future__ import annotations

import re

import pytest

from honour.drafting import drafts
from honour.drafting.models import Draft
from tests.web.test_writing_the_notice import posted

pytestmark = pytest.mark.promise("S29")


@pytest.fixture
def lead(signed_in):
    return signed_in("privacy-lead")


@pytest.fixture
def draft(lead):
    lead.post("/console/notice/drafts/", {"name": "Spring review", "effective": "2027-03-01"})
    return Draft.objects.get()


def place(draft, *more) -> str:
    return "/".join((f"/console/notice/drafts/{draft.pk}/languages", *more))


def test_the_site_offers_each_language_under_its_own_name(client, fellside):
    page = client.get("/privacy").content.decode()
    assert '<a href="/in/cy/privacy" lang="cy" hreflang="cy">Cymraeg</a>' in page
    welsh = client.get("/in/cy/privacy")
    assert welsh.status_code == 200
    said = welsh.content.decode()
    assert '<html lang="cy"' in said
    assert "<title>Hysbysiad preifatrwydd" in said
    assert "Beth rydym yn ei gasglu" in said
    assert "a gyhoeddwyd ar" in said
    assert '<a href="/privacy" lang="en-GB" hreflang="en-GB">English</a>' in said


def test_a_clause_is_translated_beside_its_words_and_kept_with_the_draft(lead, draft):
    assert "English and one other language" in lead.get(place(draft, "")).content.decode()
    assert "Every clause is in Cymraeg" in lead.get(place(draft, "cy")).content.decode()
    form = place(draft, "cy", "purpose.enquiries")
    page = lead.get(form).content.decode()
    assert "Answering what you ask" in page
    sent = posted(page)
    assert sent["name"] == ["Ateb yr hyn a ofynnwch"]
    assert lead.post(form, sent).status_code == 302
    assert Draft.objects.get().text == draft.text, "saving what the page shows changes nothing"
    assert lead.post(form, sent | {"name": ["Ateb"]}).status_code == 302
    notice = drafts.loaded(Draft.objects.get()).notice
    assert notice.translations["cy"]["purpose.enquiries"]["name"] == "Ateb"
    assert notice.purposes["enquiries"].name == "Answering what you ask"


def test_words_that_changed_since_they_were_translated_are_pointed_out(lead, draft):
    clause = f"/console/notice/drafts/{draft.pk}/clauses/purpose.enquiries"
    lead.post(clause, posted(lead.get(clause).content.decode()) | {"name": ["Replying to you"]})
    page = lead.get(place(draft, "cy")).content.decode()
    assert "1 clause changed since it was put into Cymraeg" in page
    page = lead.get(place(draft, "cy", "purpose.enquiries")).content.decode()
    assert "Changed since. It said:" in page


def test_another_language_begins_empty_and_its_gaps_are_found(lead, draft):
    assert lead.post(place(draft, ""), {"tag": "Polish!"}).status_code == 400
    assert lead.post(place(draft, ""), {"tag": "en-GB"}).status_code == 400
    assert lead.post(place(draft, ""), {"tag": "pl"})["Location"] == place(draft, "pl")
    form = place(draft, "pl", "purpose.enquiries")
    sent = posted(lead.get(form).content.decode()) | {"name": ["Odpowiedzi"]}
    assert lead.post(form, sent).status_code == 302
    assert "H42" in lead.get(f"/console/notice/drafts/{draft.pk}/findings").content.decode()
    emptied = posted(lead.get(form).content.decode()) | {"name": [""]}
    assert lead.post(form, emptied).status_code == 302
    assert "purpose.enquiries" not in drafts.loaded(Draft.objects.get()).notice.translations.get("pl", {})


def test_the_second_of_two_translators_loses_nothing(lead, draft):
    form = place(draft, "cy", "purpose.enquiries")
    sent = posted(lead.get(form).content.decode())
    lead.post(form, sent | {"name": ["Un"]})
    came = lead.post(form, sent | {"name": ["Dau"]})
    assert came.status_code == 409
    said = re.sub(r"\s+", " ", came.content.decode())
    assert ">Dau</textarea>" in said.replace("> Dau", ">Dau")
    assert "Un</span>" in said
    assert drafts.loaded(Draft.objects.get()).notice.translations["cy"]["purpose.enquiries"]["name"] == "Un"


def test_only_the_lead_translates(signed_in, client, fellside, draft):
    client.post("/console/sign-out")
    auditor = signed_in("auditor")
    form = place(draft, "cy", "purpose.enquiries")
    assert auditor.get(form).status_code == 200
    assert auditor.post(form, {"name": "X", "seen": ""}).status_code == 403
    assert auditor.post(place(draft, ""), {"tag": "pl"}).status_code == 403
    assert auditor.get(place(draft, "cy", "purpose.no-such")).status_code == 404
    assert auditor.get(place(draft, "en-GB")).status_code == 404
