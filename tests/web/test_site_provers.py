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
    assert any("company number" in exhibit.words for exhibit in proof.exhibits)


@pytest.mark.promise("S03")
def test_forms_carry_their_notice_and_every_collection_its_words(state):
    assert state("S03").state == "kept"


@pytest.mark.promise("S03")
def test_kept_words_that_were_changed_afterwards_are_seen(state):
    wording = Wording.objects.first()
    Wording.objects.filter(pk=wording.pk).update(text=wording.text.replace("unless you say no", "whatever you say"))
    assert state("S03").state == "broken"


@pytest.mark.promise("S03")
def test_a_collection_moved_to_another_version_is_seen(state):
    from honour.web.notices import newest_first

    Collection.objects.update(version=newest_first()[-1].number)
    assert state("S03").state == "broken"


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
