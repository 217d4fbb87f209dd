"""The privacy lead settles from the list of work where records came from, after seeing what follows."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from honour.evidence.models import Payload
from honour.intake.importing.beginning import begin, settle, start
from honour.register import settling_work
from honour.register.models import Record, Settling
from honour.register.modes import set_mode
from tests.intake.conftest import PLAIN, person, settled, work, written

pytestmark = pytest.mark.promise("S18")
WORK = "/console/notice/enforcing/services"
PAGE = f"{WORK}/sources"
SAID = {"groups": ["contact~2026-12-01~"], "source": "customers", "reason": "The contract with Canary Mills"}


@pytest.fixture
def brought(fellside, clock):
    """Two customers whose source nobody knows."""
    set_mode("services", observed=True, actor="lead", at=clock.now)
    row = begin([written([person(1), person(2)])], by="staff-1", at=clock.now)
    settle(row, replace(PLAIN, source=""), by="staff-1", at=clock.now)
    work(row, clock.now)
    start(row, by="staff-1", at=clock.now)
    work(row, clock.now)


def said(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_list_of_work_leads_to_settling_and_is_shorter_afterwards(brought, signed_in, clock):
    lead = signed_in("privacy-lead")
    assert f'href="{PAGE}"' in lead.get(WORK).content.decode()
    assert f'href="{PAGE}"' in lead.get(f"{WORK}/source-unknown").content.decode()
    asked = said(lead.get(PAGE))
    assert "Nobody knows where 2 records came from" in asked
    assert "2 records of 2 people, given the notice of 2026-12-01, taken 2 December 2026" in asked
    follows = said(lead.post(PAGE, SAID))
    assert "This says that 2 records came from “Customers and employers”" in follows
    assert "2 may then be used for" in follows
    assert "they have to be told where it came from" in follows
    assert Record.objects.filter(source=None).count() == 2, "nothing is settled before it was seen"
    asked = lead.post(PAGE, {**SAID, "settle": "yes"}, follow=True)
    assert "0 records of 2 settled" in said(asked)
    settled(Settling.objects.get(), clock.now)
    done = lead.get(asked.wsgi_request.path)
    assert "Settled for 2 records: “Customers and employers”" in said(done)
    assert "Nothing that is held for it is refused." in said(lead.get(WORK))
    assert not Record.objects.filter(source=None).exists()
    assert "It is known where everything came from" in said(lead.get(PAGE))
    entry = Payload.objects.get(entry__kind="records:source-settled").entry_id
    assert "The contract with Canary Mills" in said(lead.get(f"/console/records/{entry}"))


def test_choosing_again_loses_nothing_that_was_entered(brought, signed_in):
    page = signed_in("privacy-lead").post(PAGE, {**SAID, "again": "yes"}).content.decode()
    assert "The contract with Canary Mills" in page
    assert page.count("checked") == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"groups": []}, "Choose at least one group of records."),
        ({"groups": ["contact~2020-01-01~"]}, "contact~2020-01-01~ is not one of the available choices"),
        ({"source": ""}, "Choose where they came from."),
        ({"source": "honour-requests"}, "is not one of the available choices"),
        ({"reason": " "}, "Say how you found out."),
        ({"reason": "ask ida@canary.example"}, "Leave out email addresses"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_settled(brought, signed_in, wrong, words):
    came = signed_in("privacy-lead").post(PAGE, {**SAID, **wrong, "settle": "yes"})
    assert came.status_code == 400
    assert words in said(came)
    assert Record.objects.filter(source=None).count() == 2


def test_while_it_is_settled_the_page_says_how_far_it_is_and_asks_nothing_again(brought, signed_in, clock):
    lead = signed_in("privacy-lead")
    shown = lead.post(PAGE, {**SAID, "settle": "yes"})["Location"]
    assert lead.get(PAGE)["Location"] == shown
    assert lead.post(PAGE, {**SAID, "settle": "yes"})["Location"] == shown, "pressed twice, it is asked for once"
    assert "the worker does not run" not in said(lead.get(shown))
    clock.go_on(minutes=1)
    assert "Nobody is at it: the worker does not run" in said(lead.get(shown))
    Settling.objects.update(lease_until=clock.now + dt.timedelta(minutes=1), holder="worker:1", done=1)
    page = lead.get(shown)
    assert "the worker does not run" not in said(page)
    assert '<progress max="2" value="1"' in page.content.decode()


def test_it_can_be_stopped_and_what_is_left_settled_later(brought, signed_in, clock):
    lead = signed_in("privacy-lead")
    shown = lead.post(PAGE, {**SAID, "settle": "yes"})["Location"]
    assert "This was stopped" in said(lead.post(f"{shown}/stop", follow=True))
    assert not settling_work.run_settlings(clock.now, "worker:1")
    assert Record.objects.filter(source=None).count() == 2
    assert Payload.objects.filter(entry__kind="settling:stopped").count() == 1
    assert "It was over already." in said(lead.post(f"{shown}/stop", follow=True))
    row = Settling.objects.get()
    assert (row.state, row.reason) == ("stopped", "")
    lead.post(PAGE, {**SAID, "settle": "yes"})
    assert settled(Settling.objects.latest("pk"), clock.now).state == "done"


def test_how_far_it_is_is_shown_for_its_own_purpose_only(brought, signed_in):
    lead = signed_in("privacy-lead")
    shown = lead.post(PAGE, {**SAID, "settle": "yes"})["Location"]
    assert lead.get(shown.replace("/services/", "/enquiries/")).status_code == 404
    assert lead.get(f"{shown}x").status_code == 404


@pytest.mark.parametrize("role", ["support", "marketing", "finance", "auditor"])
def test_nobody_else_settles(brought, signed_in, role):
    client = signed_in(role)
    assert client.post(PAGE, {**SAID, "settle": "yes"}).status_code == 403
    assert f'href="{PAGE}"' not in client.get(WORK).content.decode()
    assert Record.objects.filter(source=None).count() == 2
