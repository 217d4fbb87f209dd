"""Who filled in a form in Welsh is told of a change, asked again, and shown what changed in Welsh."""

from __future__ import annotations

import html
import json
import re

import pytest

from honour.notice.source import read_source
from honour.publishing.answering import link_token
from honour.publishing.into_use import put_into_use
from honour.publishing.models import Proposal, Telling
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.proposing import approve, propose
from honour.publishing.telling import begin_telling, leave_untold, queue_messages
from honour.register.models import Collection, Permission
from honour.register.publishing import publish
from honour.register.wordings import keep_form_wording
from tests.publishing.conftest import AUTHOR, OTHER, following  # noqa: F401 - a fixture by import
from tests.web.conftest import NEW, OLD
from tests.web.test_downloads import send
from tests.web.test_forms_on_the_site import text_of

pytestmark = pytest.mark.promise("S29")

ENGLISH = r"\b(the|what|your|you|we|not|may|changed|version|added|removed|yes|no)\b"


@pytest.fixture
def telling(fellside, wrote, following, clock):  # noqa: F811 - the fixture
    """Somebody who wrote in Welsh and is told of the next version."""
    wrote("dilys@canary.example")
    Collection.objects.update(wording=keep_form_wording(fellside.all[-1], "get-in-touch", "cy"))
    made = propose(following, "next.yaml", by=AUTHOR, at=clock.now)
    make_waiting(clock.now)
    begin_telling(made.pk, by=AUTHOR, at=clock.now)
    queue_messages(clock.now)
    return Telling.objects.get()


def content_of(came) -> str:
    """What stands between the head of a page and its foot."""
    page = came.content.decode()
    return html.unescape(text_of(re.search(r"<main.*</main>", page, re.DOTALL).group()))


def test_the_message_is_in_the_language_of_the_form_and_leads_to_the_page_in_it(telling, clock):
    _, (message,) = send(clock.now)
    assert message.subject == "Gofynnwn am eich cydsyniad i newid"
    assert "Mae ein hysbysiad preifatrwydd yn newid ar 1 Mawrth 2027." in message.body
    assert "Edrych yn ôl ar sut yr atebwyd ymholiad" in message.body
    assert f"/in/cy/changes/{link_token(telling.pk)[:4]}" in message.body
    assert not re.search(r"\b(notice|changes on|you|answer)\b", message.body.partition("http")[0])


def test_who_wrote_in_english_is_told_in_english(fellside, wrote, following, clock):  # noqa: F811 - the fixture
    wrote("asha@canary.example")
    made = propose(following, "next.yaml", by=AUTHOR, at=clock.now)
    make_waiting(clock.now)
    begin_telling(made.pk, by=AUTHOR, at=clock.now)
    queue_messages(clock.now)
    _, (message,) = send(clock.now)
    assert "Our privacy notice changes on 1 March 2027." in message.body
    assert "/in/" not in message.body


def test_the_page_that_asks_again_is_in_welsh_and_so_are_the_words_kept_with_the_answer(telling, client, clock):
    address = f"/in/cy/changes/{link_token(telling.pk)}"
    said = content_of(client.get(address))
    assert "A gawn ni? Eich gwahodd i weminarau a gynhaliwn gyda phartner" in said
    assert "Cewch" in said
    assert "Na chewch" in said
    assert not re.search(ENGLISH, said, re.IGNORECASE)
    assert "Dewiswch un o'r ddau." in content_of(client.post(address, {"purpose": "partner-webinars", "answer": "x"}))
    came = client.post(address, {"purpose": "partner-webinars", "answer": "yes"})
    assert "Eich ateb hyd yma: cawn" in content_of(came)
    proposal = Proposal.objects.get()
    approve(proposal.pk, by=OTHER, at=clock.now)
    leave_untold(proposal.pk, by=AUTHOR, at=clock.now)
    put_into_use(proposal.pk, by=AUTHOR, at=clock.now)
    kept = json.loads(Permission.objects.get(kind=Permission.Kind.CONSENT).wording.text)
    assert kept["language"] == "cy"
    assert kept["choices"] == ["Cewch", "Na chewch"]
    assert kept["question"]["name"] == "Eich gwahodd i weminarau a gynhaliwn gyda phartner"


def test_what_is_not_translated_says_which_language_it_is_in(fellside, wrote, following, client, clock):  # noqa: F811
    wrote("dilys@canary.example")
    thin = read_source(following, "next.yaml").remove(("translations", "cy", "purpose.partner-webinars")).save()
    made = propose(thin, "next.yaml", by=AUTHOR, at=clock.now)
    make_waiting(clock.now)
    begin_telling(made.pk, by=AUTHOR, at=clock.now)
    page = client.get(f"/in/cy/changes/{link_token(Telling.objects.get().pk)}").content.decode()
    assert "Nid yw popeth ar y dudalen hon wedi'i gyfieithu." in html.unescape(page)
    assert 'A gawn ni? <span lang="en-GB">Inviting you to webinars' in page


def test_a_link_that_ended_says_so_in_welsh(client, fellside):
    came = client.get("/in/cy/changes/1:2:3")
    assert came.status_code == 404
    assert not re.search(ENGLISH, content_of(came), re.IGNORECASE)


def test_the_list_of_versions_is_in_welsh(client, fellside):
    said = content_of(client.get("/in/cy/privacy/versions/"))
    assert "Bu 2 o fersiynau o'n hysbysiad" in said
    assert "1 Rhagfyr 2026" in said
    assert not re.search(ENGLISH, said, re.IGNORECASE)


def test_two_versions_that_are_both_in_welsh_are_compared_in_welsh(client, fellside, following, clock):  # noqa: F811
    publish(following, "next.yaml", actor="lead", at=clock.now)
    came = client.get(f"/in/cy/privacy/versions/{NEW}..2027-03-01")
    said = content_of(came)
    assert "Eich gwahodd i weminarau a gynhaliwn gyda phartner Newydd" in said
    assert "Mae pwy bynnag sydd am ddod yn ôl at yr hyn a ofynnodd" in said
    main = re.search(r"<main.*</main>", came.content.decode(), re.DOTALL).group()
    left = re.findall(r'<span lang="en-GB">(.*?)</p>', main, re.DOTALL)
    assert any("Whoever answers sees what went wrong" in each for each in left), "the test of an interest is not public"
    assert not re.search(
        ENGLISH, text_of(re.sub(r'<span lang="en-GB">.*?</p>|class="code".*?</a>', "", main)), re.IGNORECASE
    )


def test_a_version_that_is_in_english_only_is_compared_in_english_and_says_so(client, fellside):
    page = client.get(f"/in/cy/privacy/versions/{OLD}..{NEW}").content.decode()
    assert "Nid yw popeth ar y dudalen hon wedi'i gyfieithu." in html.unescape(page)
    assert '<span lang="en-GB">' in page
    assert ">Beth rydym yn ei gasglu</h2>" in page


def test_a_change_whose_translation_was_left_as_it_was_is_still_shown(client, fellside, following, clock):  # noqa: F811
    path = ("purposes", "enquiries", "text")
    changed = read_source(following, "next.yaml").edit(path, "We answer, and we count how long it took.").save()
    publish(changed, "next.yaml", actor="lead", at=clock.now)
    page = client.get(f"/in/cy/privacy/versions/{NEW}..2027-03-01").content.decode()
    clause = re.search(r'<article[^>]*id="purpose.enquiries".*?</article>', page, re.DOTALL).group()
    assert "Ateb yr hyn a ofynnwch" in html.unescape(clause)
    shown = re.search(r'<span lang="en-GB">(.*?)</p>', clause, re.DOTALL).group(1)
    assert "count how long it took" in text_of(shown)
    assert "Nid yw popeth ar y dudalen hon wedi'i gyfieithu." in html.unescape(page)
