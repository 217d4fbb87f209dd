"""The privacy lead settles from the list of work where records came from, after seeing what follows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from honour.evidence.models import Payload
from honour.intake.importing.beginning import begin, settle, start
from honour.register.models import Record
from honour.register.modes import set_mode
from tests.intake.conftest import PLAIN, person, work, written

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


def test_the_list_of_work_leads_to_settling_and_is_shorter_afterwards(brought, signed_in):
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
    done = lead.post(PAGE, {**SAID, "settle": "yes"}, follow=True)
    assert "Settled for 2 records" in said(done)
    assert "Nothing that is held for it is refused." in said(done)
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


@pytest.mark.parametrize("role", ["support", "marketing", "finance", "auditor"])
def test_nobody_else_settles(brought, signed_in, role):
    client = signed_in(role)
    assert client.post(PAGE, {**SAID, "settle": "yes"}).status_code == 403
    assert f'href="{PAGE}"' not in client.get(WORK).content.decode()
    assert Record.objects.filter(source=None).count() == 2
