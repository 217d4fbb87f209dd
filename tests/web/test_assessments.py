"""Interests are weighed, purposes screened, transfers tested on pages of their own; what is not live does not run."""

from __future__ import annotations

import re

import pytest

from honour.drafting import drafts
from honour.drafting.models import Draft
from honour.gate.question import Actor, Ask
from honour.mailroom.models import Outgoing
from honour.publishing.reviewing import remind
from honour.register.counting import count_uses
from honour.register.publishing import publish
from tests.web.test_writing_the_notice import posted

pytestmark = pytest.mark.promise("S17")
PLACE = "/console/notice/assessments/"


@pytest.fixture
def lead(signed_in):
    return signed_in("privacy-lead")


def used(purpose, at) -> Ask:
    return Ask(Actor("test", "service", {purpose: frozenset({"use"})}), "use", purpose, at)


def headline(page) -> str:
    return re.search(r"<h1>(.*?)</h1>", page.content.decode())[1]


def test_every_assessment_stands_on_one_page_and_is_live(lead):
    page = lead.get(PLACE)
    said = page.content.decode()
    assert re.fullmatch(r"All \d+ assessments are live", headline(page))
    assert "transfer-risk/" in said
    assert "impact-screening/fraud-investigation" in said
    assert "balancing-test/enquiries" in said


def test_past_its_review_it_needs_somebody_is_remembered_and_stops_the_purpose(signed_in, clock, wrote):
    wrote()
    assert count_uses(used("marketing", clock.now)).allowed
    clock.go_on(days=335)
    lead = signed_in("privacy-lead")
    assert "assessments need you" in headline(lead.get(PLACE))
    page = lead.get(f"{PLACE}balancing-test/marketing")
    assert "due to be looked at again" in headline(page)
    assert "the gate lets nobody use data for it" in page.content.decode()
    assert "Balancing test: Telling you about similar services" in lead.get("/console/").content.decode()
    assert remind(clock.now) > 0
    queued = Outgoing.objects.filter(kind="publishing:review").first()
    assert queued is not None
    counted = count_uses(used("marketing", clock.now))
    assert not counted.allowed
    assert counted.refused["balancing-test-past-review"]


def test_looked_at_again_it_is_written_in_a_draft_and_live_once_published(signed_in, clock):
    clock.go_on(days=335)
    lead = signed_in("privacy-lead")
    came = lead.post(f"{PLACE}balancing-test/marketing", {"draft": ""})
    form = came["Location"]
    page = lead.get(form).content.decode()
    assert "What it means for the people" in page
    assert "Lawful basis" in page  # what it is about stands beside it
    sent = posted(page)
    assert sent["balancing_test.decided_on"] == [clock.now.date().isoformat()]
    assert sent["balancing_test.review_by"] == [f"{clock.now:2028-%m-%d}"]
    sent["balancing_test.balance"] = ["They are few, and each can be stopped at once."]
    assert lead.post(form, sent).status_code == 302
    draft = Draft.objects.get()
    test = drafts.loaded(draft).notice.purposes["marketing"].balancing_test
    assert test.balance == "They are few, and each can be stopped at once."
    assert test.safeguards, "what was not changed stays"
    publish(draft.text.encode(), "new.yaml", actor="lead", at=clock.now, as_is={"L22"})
    assert "was assessed, and the assessment is live" in headline(lead.get(f"{PLACE}balancing-test/marketing"))


def test_screening_that_says_too_little_is_found_and_said(lead, fellside):
    form = lead.post(f"{PLACE}impact-screening/accounts", {"draft": ""})["Location"]
    sent = posted(lead.get(form).content.decode())
    refused = lead.post(form, sent)
    assert refused.status_code == 400
    assert "Why" in refused.content.decode() or "Fill this in." in refused.content.decode()
    sent |= {
        "impact_screening.indicators": ["matching"],
        "impact_screening.reasons": ["Two lists are brought together."],
        "impact_screening.decision": ["not-needed"],
        "impact_screening.decided_by": ["Head of operations"],
    }
    assert lead.post(form, sent).status_code == 302
    draft = Draft.objects.get()
    assert "H39" in lead.get(f"/console/notice/drafts/{draft.pk}/findings").content.decode()
    assert "H39" in lead.get(form).content.decode()


def test_a_transfer_is_tested_in_the_same_way(lead, fellside):
    recipient = next(short for short, each in fellside.all[-1].own.recipients.items() if each.transfer_risk)
    page = lead.get(f"{PLACE}transfer-risk/{recipient}").content.decode()
    assert "United States" in page
    form = lead.post(f"{PLACE}transfer-risk/{recipient}", {"draft": ""})["Location"]
    sent = posted(lead.get(form).content.decode())
    sent["transfer_risk.decision"] = ["do-not-proceed"]
    assert lead.post(form, sent).status_code == 302
    assert "H40" in lead.get(f"/console/notice/drafts/{Draft.objects.get().pk}/findings").content.decode()


def test_two_who_write_one_assessment_see_both_texts(lead, fellside):
    form = lead.post(f"{PLACE}balancing-test/marketing", {"draft": ""})["Location"]
    first = posted(lead.get(form).content.decode())
    second = {**first, "balancing_test.balance": ["Mine."]}
    lead.post(form, {**first, "balancing_test.balance": ["Theirs."]})
    came = lead.post(form, second)
    assert came.status_code == 409
    assert "Mine." in came.content.decode()
    assert "Theirs." in came.content.decode()


def test_what_cannot_be_printed_is_said_at_its_question(lead, fellside):
    form = lead.post(f"{PLACE}balancing-test/marketing", {"draft": ""})["Location"]
    came = lead.post(form, {**posted(lead.get(form).content.decode()), "balancing_test.balance": ["Fair\x0bcopied"]})
    assert came.status_code == 400
    said = came.content.decode().partition('id="id_balancing_test.balance_error"')[2].partition("</p>")[0]
    assert "characters that cannot be printed" in said


def test_others_read_and_do_not_write(signed_in):
    auditor = signed_in("auditor")
    assert auditor.get(PLACE).status_code == 200
    assert "Look at it again" not in auditor.get(f"{PLACE}balancing-test/marketing").content.decode()
    assert auditor.post(f"{PLACE}balancing-test/marketing", {"draft": ""}).status_code == 403
    assert not Draft.objects.exists()
    assert auditor.get(f"{PLACE}balancing-test/no-such").status_code == 404
    assert auditor.get(f"{PLACE}horoscope/marketing").status_code == 404
