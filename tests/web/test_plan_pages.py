"""A privacy lead proposes, somebody else approves, people are told and answer, and the version is published."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from honour.cli.demo.next_version import next_version
from honour.mailroom.models import Outgoing
from honour.publishing.answering import link_token
from honour.publishing.models import PlanRun, Proposal, Telling
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.telling import begin_telling, follow_messages, queue_messages
from honour.register.models import NoticeVersion
from tests.conftest import EXAMPLES
from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S29")]


@pytest.fixture
def file():
    return next_version((EXAMPLES / "fellside/2026-12-01.yaml").read_bytes())


@pytest.fixture
def signed_in(member):
    """Each role signed in once, in a browser of its own."""
    clients = {}

    def sign_in(role):
        if role not in clients:
            one, clients[role] = member(role), Client()
            came = clients[role].post("/console/sign-in", {"email": one.email, "password": PASSWORD})
            assert came.status_code == 302, came.content
        return clients[role]

    return sign_in


@pytest.fixture
def proposed(fellside, wrote, signed_in, file):
    """A version proposed by the privacy lead, its plan made."""
    wrote("asha@canary.example")
    lead = signed_in("privacy-lead")
    came = lead.post("/console/notice/plan", {"file": SimpleUploadedFile("next.yaml", file)})
    assert came.status_code == 302, came.content.decode()
    make_waiting(timezone.now())
    return Proposal.objects.get()


def page(proposal, act=""):
    return f"/console/notice/plan/{proposal.pk}{act}"


def test_the_plan_shows_each_clause_beside_what_follows(proposed, signed_in):
    said = signed_in("privacy-lead").get(page(proposed)).content.decode()
    assert "1 person must be told before their data are used" in said
    assert "UK GDPR Art 13(3)" in said
    assert "1 person must be asked for consent" in said
    assert "canary" not in said


def test_whoever_is_only_asked_for_consent_is_written_to_from_the_plan_too(proposed, signed_in):
    PlanRun.objects.get().consequences.exclude(kind="asked").delete()
    lead = signed_in("privacy-lead")
    assert f'href="{page(proposed, "/tell")}">Ask people</a>' in lead.get(page(proposed)).content.decode()
    said = lead.get(page(proposed, "/tell")).content.decode()
    assert "Nobody has to be told before version 2027-03-01 is used" in said
    assert "<li>1 person: " in said
    lead.post(page(proposed, "/tell"))
    assert Telling.objects.get().asked
    assert "Ask people" not in lead.get(page(proposed)).content.decode()


def test_a_plan_under_way_says_how_far_it_is_and_can_be_stopped(proposed, signed_in, clock):
    PlanRun.objects.update(state=PlanRun.State.WAITING, done=40, of=100)
    lead = signed_in("privacy-lead")
    said = lead.get(page(proposed)).content.decode()
    assert "40 %" in said
    assert "Look again</a>" in said
    assert "http-equiv" not in said, "it would take their place from those who hear it read"
    assert "the worker does not run" not in said
    clock.go_on(minutes=1)
    assert "the worker does not run" in lead.get(page(proposed)).content.decode()
    lead.post(page(proposed, "/stop"))
    assert PlanRun.objects.get().state == PlanRun.State.CANCELLED


def test_a_file_that_is_no_notice_is_refused_at_the_form(fellside, signed_in):
    lead = signed_in("privacy-lead")
    for bytes_ in (b"\x00\xff", b"[1, 2", b"honour: 1"):
        came = lead.post("/console/notice/plan", {"file": SimpleUploadedFile("x.yaml", bytes_)})
        assert came.status_code == 400
    assert not Proposal.objects.exists()


def test_only_the_privacy_lead_proposes(fellside, signed_in, file):
    came = signed_in("support").post("/console/notice/plan", {"file": SimpleUploadedFile("next.yaml", file)})
    assert came.status_code == 403


def test_the_author_sees_no_way_to_approve_and_a_colleague_does(proposed, signed_in):
    lead = signed_in("privacy-lead")
    assert "/approve" not in lead.get(page(proposed)).content.decode()
    lead.post(page(proposed, "/approve"))
    proposed.refresh_from_db()
    assert proposed.approved_by == ""
    colleague = signed_in("finance")
    assert "/approve" in colleague.get(page(proposed)).content.decode()
    colleague.post(page(proposed, "/approve"))
    proposed.refresh_from_db()
    assert proposed.approved_by


def test_the_people_of_a_consequence_are_opaque_ids(proposed, signed_in):
    row = PlanRun.objects.get().consequences.filter(kind="asked").first()
    said = signed_in("support").get(page(proposed, f"/people/{row.pk}")).content.decode()
    assert "/console/people/" in said
    assert "asha" not in said


def told(proposed, now):
    begin_telling(proposed.pk, by="staff-1", at=now)
    queue_messages(now)
    Outgoing.objects.update(state=Outgoing.State.SENT, ended_at=now)
    follow_messages(now)


def test_a_version_goes_its_whole_way(proposed, signed_in):
    now = timezone.now()
    lead = signed_in("privacy-lead")
    assert lead.post(page(proposed, "/publish"), {"at": ""}).status_code == 400
    assert "1 person must be told" in lead.get(page(proposed, "/tell")).content.decode()
    lead.post(page(proposed, "/tell"))
    told(proposed, now)
    signed_in("finance").post(page(proposed, "/approve"))
    form = lead.get(page(proposed, "/publish")).content.decode()
    assert "It says that it applies from 1 March 2027." in form
    assert 'value="2027-03-01T00:00"' in form, "the day that people were told stands there already"
    later = timezone.localtime(now + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    lead = signed_in("privacy-lead")
    lead.post(page(proposed, "/publish"), {"at": later})
    assert "cancellable until then" in lead.get(page(proposed)).content.decode()
    lead.post(page(proposed, "/call-off"))
    assert lead.post(page(proposed, "/publish"), {"at": ""}).status_code == 302
    assert NoticeVersion.objects.filter(label="2027-03-01").exists()
    assert "Another version came into use" not in lead.get(page(proposed)).content.decode()


def test_the_link_asks_with_equal_weight_sets_no_cookie_and_answers_by_post_only(proposed, client):
    told(proposed, timezone.now())
    telling = Telling.objects.get()
    address = f"/changes/{link_token(telling.pk)}"
    came = client.get(address)
    said = came.content.decode()
    assert said.count('<button class="button" name="answer"') == 2
    assert not came.cookies
    assert client.get(address, {"purpose": "partner-webinars", "answer": "yes"}).status_code == 200
    elsewhere = client.post(
        address, {"purpose": "partner-webinars", "answer": "yes"}, HTTP_ORIGIN="https://evil.example"
    )
    assert elsewhere["Location"] == address, "nobody says yes from another site's page"
    telling.refresh_from_db()
    assert (telling.agreed, telling.declined) == (0, 0)
    assert client.post(address, {"purpose": "partner-webinars", "answer": "yes"}).status_code == 200
    telling.refresh_from_db()
    assert telling.agreed == 1
    assert client.post(address, {"purpose": "partner-webinars", "answer": "maybe"}).status_code == 400


def test_an_altered_link_says_that_it_opens_nothing(proposed, client):
    assert client.get("/changes/1:2:3").status_code == 404


def test_where_nobody_else_could_approve_the_page_says_what_to_do(proposed, signed_in, member):
    lead = signed_in("privacy-lead")
    said = lead.get(page(proposed)).content.decode()
    assert 'href="/console/staff/invite"' in said
    assert "second_approver = false" in said
    member("auditor")
    assert "second_approver = false" in lead.get(page(proposed)).content.decode(), "an auditor approves nothing"
    member("finance")
    assert "second_approver = false" not in lead.get(page(proposed)).content.decode()


def test_today_names_whom_no_message_reached_until_they_were_written_to_by_post(proposed, signed_in):
    now = timezone.now()
    begin_telling(proposed.pk, by="staff-1", at=now)
    queue_messages(now)
    lead = signed_in("privacy-lead")
    waits = "No message about version 2027-03-01 reached 1 person."
    assert waits not in lead.get("/console/").content.decode()
    Outgoing.objects.update(state=Outgoing.State.FAILED, ended_at=now)
    follow_messages(now)
    assert f'<a href="{page(proposed, "/untold")}">{waits}</a>' in lead.get("/console/").content.decode()
    lead.post(page(proposed, "/untold"), {"how": "again"})
    assert waits not in lead.get("/console/").content.decode(), "it is on its way again"
    Outgoing.objects.update(state=Outgoing.State.FAILED, reason="answer-550", ended_at=now)
    follow_messages(now)
    assert "The receiver’s server refused it for good (550)" in lead.get(page(proposed, "/untold")).content.decode()
    lead.post(page(proposed, "/untold"), {"how": "post"})
    assert waits not in lead.get("/console/").content.decode()
