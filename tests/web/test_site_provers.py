"""What the site proves of itself, and that it sees when it is sabotaged."""

from __future__ import annotations

import dataclasses

import pytest

from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.register.models import Collection, Wording
from honour.web import frame


@pytest.fixture
def state(fellside, wrote, now):
    def of(row):
        return prove(promises()[row], provers()[row], now)

    return of


@pytest.fixture
def wrote(client, fellside):
    from tests.web.test_forms_on_the_site import NEW, issue, send

    assert send(client, str(issue("get-in-touch", NEW))).status_code == 302


@pytest.mark.promise("S01")
def test_pages_forms_and_receipts_say_who_we_are(state):
    proof = state("S01")
    assert proof.state == "kept"
    assert "pages as served" in proof.coverage


@pytest.mark.promise("S01")
def test_a_page_that_forgets_our_number_is_seen(state, monkeypatch):
    whole = frame.identity
    monkeypatch.setattr(frame, "identity", lambda said: dataclasses.replace(whole(said), registration=""))
    proof = state("S01")
    assert proof.state == "broken"
    forgetful = {
        exhibit.words.partition(" does not")[0] for exhibit in proof.exhibits if "company number" in exhibit.words
    }
    assert forgetful >= {"The home page", "The form get-in-touch", "The form complaint"}
    assert any(name.startswith("The receipt of collection") for name in forgetful)


@pytest.mark.promise("S03")
def test_forms_carry_their_notice_and_every_collection_its_words(state):
    assert state("S03").state == "kept"


@pytest.mark.promise("S03")
def test_kept_words_that_were_changed_afterwards_are_seen(state):
    wording = Wording.objects.first()
    Wording.objects.filter(pk=wording.pk).update(text=wording.text.replace("unless you say no", "whatever you say"))
    proof = state("S03")
    assert proof.state == "broken"
    assert any("were changed afterwards" in exhibit.words for exhibit in proof.exhibits)


@pytest.mark.promise("S03")
def test_a_collection_moved_to_another_version_is_seen(state):
    from honour.web.notices import newest_first

    Collection.objects.update(version=newest_first()[-1].number)
    proof = state("S03")
    assert proof.state == "broken"
    assert any("other words than its form has" in exhibit.words for exhibit in proof.exhibits)


@pytest.mark.promise("S03")
def test_a_collection_by_a_form_that_its_version_does_not_have_is_seen(state):
    Collection.objects.update(point="lottery")
    proof = state("S03")
    assert proof.state == "broken"
    assert any("a form that version 2026-12-01 does not have" in exhibit.words for exhibit in proof.exhibits)


@pytest.mark.promise("S03")
@pytest.mark.parametrize(
    ("words", "instead", "fault"),
    [
        ("similar services of ours", "", "does not carry its short notice"),
        ('href="/privacy"', 'href="/elsewhere"', "does not lead to the whole notice"),
        ("email me about similar services", "write to me", "does not offer the choice about marketing"),
        ('type="checkbox"', 'type="checkbox" checked', "has a box ticked beforehand"),
    ],
)
def test_a_form_that_lacks_what_must_stand_there_is_seen(state, monkeypatch, words, instead, fault):
    from honour.web import provers as site

    page_at = site._page_at
    monkeypatch.setattr(site, "_page_at", lambda address: page_at(address).replace(words, instead))
    proof = state("S03")
    assert proof.state == "broken"
    assert any(fault in exhibit.words for exhibit in proof.exhibits)


@pytest.mark.promise("S01")
def test_without_a_notice_nothing_is_proved(db, home, now, client):
    assert prove(promises()["S01"], provers()["S01"], now).state == "not proved"


@pytest.fixture
def everywhere(fellside, clock):
    """Forms on a landing page, for a download, and in a frame."""
    import io

    from honour.intake.assets import Words, add_asset
    from honour.intake.places import Landing, allow_embedding, open_landing
    from tests.web.test_downloads import PDF

    words = Words("data-sheet", "One page", "", "download")
    sheet = add_asset(io.BytesIO(PDF), "a.pdf", words, by="staff-1", at=clock.now)
    open_landing("spring", Landing("By spring", "", "download", sheet), by="staff-1", at=clock.now)
    for form in ("get-in-touch", "download"):
        allow_embedding(form, "https://shop.example", by="staff-1", at=clock.now)


@pytest.mark.promise("S03")
def test_every_place_at_which_a_form_stands_is_read(state, everywhere):
    proof = state("S03")
    assert proof.state == "kept", proof.exhibits
    assert proof.coverage.startswith("7 places")


@pytest.mark.promise("S03")
@pytest.mark.parametrize(
    "place", ["/go/spring", "/downloads/one-page", "/embed/get-in-touch", "/embed/download/one-page"]
)
def test_a_place_without_its_short_notice_is_seen(state, everywhere, monkeypatch, place):
    from honour.web import provers as site

    page_at = site._page_at
    monkeypatch.setattr(site, "_page_at", lambda address: "" if address == place else page_at(address))
    proof = state("S03")
    assert proof.state == "broken"
    assert any("short notice" in exhibit.words for exhibit in proof.exhibits)


@pytest.mark.promise("S03")
def test_a_second_choice_is_seen(state, monkeypatch):
    from honour.web import provers as site

    page_at, more = site._page_at, '<input name="b" type="checkbox"></form>'
    monkeypatch.setattr(site, "_page_at", lambda address: page_at(address).replace("</form>", more))
    assert any("more than one choice" in exhibit.words for exhibit in state("S03").exhibits)


@pytest.mark.promise("S03")
def test_a_frame_open_to_anybody_is_seen(state, everywhere, monkeypatch):
    from honour.web.site import embedding

    monkeypatch.setattr(embedding, "_only_by", lambda response, _: response)
    assert any("may be framed by" in exhibit.words for exhibit in state("S03").exhibits)


@pytest.mark.promise("S03")
def test_a_form_that_sets_a_cookie_is_seen(state, monkeypatch):
    from django.middleware.csrf import get_token

    from honour.web.site import taking

    site_of = taking.site_of
    monkeypatch.setattr(taking, "site_of", lambda request: (get_token(request), site_of(request))[1])
    assert any("sets a cookie" in exhibit.words for exhibit in state("S03").exhibits)


@pytest.mark.promise("S03")
def test_a_collection_that_is_made_a_sale_afterwards_is_seen(state, client, clock):
    from honour.intake.tickets import FIELD, issue

    given = {"name": "A", "email": "a@canary.example", "message": "No.", FIELD: str(issue("complaint", "2026-12-01"))}
    assert client.post("/forms/complaint", given).status_code == 302
    assert state("S03").state == "kept"
    Collection.objects.filter(point="complaint").update(negotiated_sale=True)
    assert any("counted as sales, and as none" in exhibit.words for exhibit in state("S03").exhibits)
