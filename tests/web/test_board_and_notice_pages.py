"""Today, the promise board, and the notice for those who keep it."""

import re

import pytest
from django.utils import timezone

from honour.evidence.models import KeptProof
from honour.evidence.provers import prove_and_keep
from honour.evidence.work import declared_duties
from honour.evidence.work.worker import enrol
from honour.intake.models import Enquiry
from honour.register.modes import set_mode
from tests.web.conftest import NEW, OLD


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def lead(signed_in, wrote):
    wrote()
    return signed_in("privacy-lead")


def break_promise(row: str, entry: int) -> None:
    KeptProof.objects.filter(row=row).update(
        state="broken",
        figure="1 of 1 use was outside the notice",
        exhibits=[{"words": "A use under no purpose.", "entry": entry, "record": None}],
    )


def test_before_any_examination_nothing_is_proved_and_the_board_says_so(lead):
    said = text_of(lead.get("/console/promises/"))
    assert "0 kept · 0 broken" in said
    assert "Never examined yet" in said


def test_examining_now_fills_the_board(lead):
    came = lead.post("/console/promises/examine", follow=True)
    said = text_of(came)
    assert "Every promise was examined just now." in said
    assert re.search(r"[1-9]\d* kept · 0 broken · \d+ not proved", said)
    assert "Checked at 10:00." in said
    assert "What would prove it:" in said


def test_whoever_does_not_keep_records_reads_the_board_and_starts_nothing(signed_in, wrote):
    client = signed_in("support")
    assert "Examine now" not in text_of(client.get("/console/promises/"))
    assert client.post("/console/promises/examine").status_code == 403


def test_a_broken_promise_stands_first_and_three_steps_lead_to_its_proof(lead, clock):
    prove_and_keep(clock.now)
    from honour.evidence.models import Entry

    entry = Entry.objects.get(kind="person:collected").pk
    break_promise("S16", entry)
    board = lead.get("/console/promises/").content.decode()
    assert "1 broken" in board
    assert board.index("/console/promises/S16") < board.index("/console/promises/S02")
    promise = lead.get("/console/promises/S16")
    assert "A use under no purpose." in text_of(promise)
    assert f"/console/records/{entry}" in promise.content.decode()
    assert f"/console/records/{entry}/proof" in lead.get(f"/console/records/{entry}").content.decode()


def test_a_promise_says_what_it_rests_on_and_how_it_was_tested(lead, clock):
    prove_and_keep(clock.now)
    said = text_of(lead.get("/console/promises/S03"))
    assert "Where we ask for your data, you see why" in said
    assert "Rests on form" in said
    assert "Each form is read as served" in said
    assert "None." in said
    assert "No marketing message has left yet" in text_of(lead.get("/console/promises/S21"))
    unproved = text_of(lead.get("/console/promises/S28"))
    assert "It would be proved by comparing the mails received with the stops recorded" in unproved
    assert lead.get("/console/promises/S99").status_code == 404


def test_a_missed_night_proves_nothing_any_more(lead, clock):
    prove_and_keep(clock.now)
    clock.go_on(hours=27)
    lead.post("/console/sign-in", {"email": "privacy-lead@fellside.example", "password": "three quiet herons"})
    assert "0 kept · 0 broken" in text_of(lead.get("/console/promises/"))


def test_today_says_when_nothing_needs_anybody(lead, clock):
    Enquiry.objects.all().delete()
    enrol(declared_duties(), clock.now)  # a worker runs
    said = text_of(lead.get("/console/"))
    assert "Nothing needs you today" in said
    assert "Nothing was refused in the last seven days." in said


def test_today_shows_broken_promises_and_leads_to_the_board(lead, clock):
    prove_and_keep(clock.now)
    break_promise("S16", 1)
    came = lead.get("/console/")
    assert "one promise is broken" in text_of(came).lower()
    assert 'href="/console/promises/"' in came.content.decode()


def test_today_shows_refusals_to_whom_they_concern(signed_in, wrote, member):
    from django.test import Client

    person = wrote()
    finance = signed_in("finance")
    finance.post(f"/console/people/{person}", {"purpose": "credit-checks"})
    assert "What you were refused in the last seven days" in text_of(finance.get("/console/"))
    assert "Checking credit" in text_of(finance.get("/console/"))
    finance.post(f"/console/people/{person}", {"purpose": "credit-checks"})
    (row,) = finance.get("/console/").context["refusals"].rows
    assert row.cells[1:3] == ("Tom Ashworth", "Checking credit")
    assert row.cells[3]
    assert row.cells[4] == 2, "the same again is one line, with how often"
    other = Client()
    support = member("support", "Una Support")
    other.post("/console/sign-in", {"email": support.email, "password": "three quiet herons"})
    assert "Nothing was refused in the last seven days." in text_of(other.get("/console/"))


def test_the_notice_page_shows_each_purpose_with_its_basis_and_who_acts_for_it(lead):
    said = text_of(lead.get("/console/notice/"))
    assert "Checking credit A legitimate interest" in said
    assert "Privacy lead, Finance" in said
    assert "nothing is wrong with it" in said


def test_a_purpose_that_is_only_observed_says_so(lead, clock):
    set_mode("credit-checks", observed=True, actor="lead", at=clock.now)
    assert "Checking credit Observed only" in text_of(lead.get("/console/notice/"))


def test_findings_are_those_of_the_check_under_todays_law(lead):
    assert "The check finds nothing wrong under the law of today." in text_of(lead.get("/console/notice/findings"))


def test_an_old_notice_shows_its_findings(home, cache_table):
    from honour.register.publishing import publish
    from tests.conftest import EXAMPLES
    from tests.web.conftest import BEFORE, every_error

    old = (EXAMPLES / "fellside" / f"{OLD}.yaml").read_bytes()
    publish(old, "old.yaml", actor="lead", at=BEFORE, as_is=every_error(old, BEFORE))
    from django.test import Client

    from honour.staff.joining import add_member

    add_member("lead@fellside.example", "Lead", ["privacy-lead"], "three quiet herons")
    client = Client()
    client.post("/console/sign-in", {"email": "lead@fellside.example", "password": "three quiet herons"})
    said = text_of(client.get("/console/notice/findings"))
    assert "need another look in version 2018-06-21" in said
    assert "L04" in said
    assert "errors were acknowledged by name" in said


def test_without_a_notice_the_console_says_what_to_do(home, cache_table, client):
    from honour.staff.joining import add_member

    add_member("lead@fellside.example", "Lead", ["privacy-lead"], "three quiet herons")
    client.post("/console/sign-in", {"email": "lead@fellside.example", "password": "three quiet herons"})
    for address in ("/console/notice/", "/console/notice/findings", "/console/notice/flow"):
        assert "No notice is published yet" in text_of(client.get(address))
    for address in (
        "/console/",
        "/console/people/",
        "/console/promises/",
        "/console/notice/versions/",
        "/console/staff/",
    ):
        assert client.get(address).status_code == 200


@pytest.mark.promise("S29")
def test_versions_lead_to_what_changed_and_to_the_ledger(lead):
    came = lead.get("/console/notice/versions/")
    assert f"/console/notice/versions/{OLD}..{NEW}" in came.content.decode()
    assert "The notice has 2 versions" in text_of(came)


@pytest.mark.promise("S29")
@pytest.mark.parametrize("where", ["/console/notice/versions", "/privacy/versions"])
def test_the_comparison_is_by_section_with_signs_for_what_came_and_went(lead, where):
    came = lead.get(f"{where}/{OLD}..{NEW}")
    said = text_of(came)
    assert re.search(r"\d+ clauses differ: \d+ new, \d+ removed, \d+ changed\.", said)
    assert "<ins>" in came.content.decode()
    assert "<del>" in came.content.decode()
    assert "+ added:" in said
    assert 'id="purpose.credit-checks"' in came.content.decode()
    assert ".honour-" not in came.content.decode()  # no clause that is built in
    same = text_of(lead.get(f"{where}/{NEW}..{NEW}"))
    assert "The two say the same." in same
    assert lead.get(f"{where}/{OLD}..1999-01-01").status_code == 404


def test_the_flow_counts_each_person_once_by_source_and_purpose(lead, wrote, fellside):
    from honour.web.console.flowing import people_by_source_and_purpose

    wrote("ben@canary.example")
    counted = people_by_source_and_purpose(fellside.clauses, timezone.now())
    assert counted["website-forms", "enquiries"] == 2
    assert counted["website-forms", "marketing"] == 2
    assert "credit-checks" not in {purpose for _, purpose in counted}


def test_the_flow_shows_who_was_refused(lead, wrote):
    person = wrote()
    lead.post(f"/console/people/{person}", {"purpose": "credit-checks"})
    said = text_of(lead.get("/console/notice/flow"))
    assert "in the last 30 days" in said
    assert "Forms that you send on our website" in said
    assert lead.get("/console/notice/flow?focus=nonsense").status_code == 200
    assert lead.get("/console/notice/flow?focus=purpose.enquiries").status_code == 200


def test_the_lead_decides_who_acts_for_a_purpose_and_it_holds_at_once(lead, member, wrote):
    from django.test import Client

    from honour.evidence.models import Entry

    person = wrote()
    support = member("support")
    other = Client()
    other.post("/console/sign-in", {"email": support.email, "password": "three quiet herons"})
    assert 'value="enquiries"' in other.get(f"/console/people/{person}").content.decode()
    came = lead.get("/console/staff/purposes/enquiries")
    assert "Who acts for “Answering what you ask”" in text_of(came)
    lead.post("/console/staff/purposes/enquiries", {"roles": ["privacy-lead", "finance"]})
    assert 'value="enquiries"' not in other.get(f"/console/people/{person}").content.decode()
    assert other.post(f"/console/people/{person}", {"purpose": "enquiries"}).status_code == 400
    assert Entry.objects.filter(kind="purpose:granted").count() == 1
    assert "Privacy lead, Finance" in text_of(lead.get("/console/staff/"))
    assert lead.post("/console/staff/purposes/enquiries", {"roles": ["auditor"]}).status_code == 400
    assert lead.get("/console/staff/purposes/unheard-of").status_code == 404
