"""The privacy lead settles from the list of work which notice people were given, after seeing what follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from honour.evidence.models import Payload
from honour.intake.importing.beginning import begin, settle, start
from honour.register.models import Record, Settling
from honour.register.modes import set_mode
from tests.intake.conftest import PLAIN, person, settled, work, written
from tests.web.test_settling_sources import WORK, said

pytestmark = pytest.mark.promise("S18")
PAGE = f"{WORK}/notice"
SAID = {"groups": ["contact~~2026-12-03"], "version": "2026-12-01", "taken": "2026-12-02", "reason": "The till roll"}


@pytest.fixture
def brought(fellside, clock):
    """Two customers of whom nobody knows when they came, so nor with which notice."""
    set_mode("services", observed=True, actor="lead", at=clock.now)
    row = begin([written([person(1), person(2)])], by="staff-1", at=clock.now)
    undated = replace(PLAIN, columns=(*PLAIN.columns[:-1], ""), version="")
    settle(row, undated, by="staff-1", at=clock.now)
    work(row, clock.now)
    start(row, by="staff-1", at=clock.now)
    work(row, clock.now)


def test_the_list_of_work_leads_to_settling_and_is_shorter_afterwards(brought, signed_in, clock):
    lead = signed_in("privacy-lead")
    assert f'href="{PAGE}"' in lead.get(WORK).content.decode()
    assert f'href="{PAGE}"' in lead.get(f"{WORK}/version-unknown").content.decode()
    asked = said(lead.get(PAGE))
    assert "Nobody knows which notice 2 records came with" in asked
    assert "2 records of 2 people, notice not known, brought in on 3 December 2026" in asked
    follows = said(lead.post(PAGE, SAID))
    assert "This says that 2 records came with the notice of 2026-12-01" in follows
    assert "2 may then be used for" in follows
    assert "count as taken on 2 December 2026" in follows
    assert Record.objects.filter(version=None).count() == 2, "nothing is settled before it was seen"
    asked = lead.post(PAGE, {**SAID, "settle": "yes"}, follow=True)
    assert "0 records of 2 settled" in said(asked)
    settled(Settling.objects.get(), clock.now)
    assert "Settled for 2 records: the notice of 2026-12-01" in said(lead.get(asked.wsgi_request.path))
    assert "Nothing that is held for it is refused." in said(lead.get(WORK))
    assert "It is known which notice everybody was given" in said(lead.get(PAGE))
    entry = Payload.objects.get(entry__kind="records:notice-settled").entry_id
    assert "The till roll" in said(lead.get(f"/console/records/{entry}"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"groups": []}, "Choose at least one group of records."),
        ({"version": ""}, "Choose which notice they were given."),
        ({"version": "2031-01-01"}, "is not one of the available choices"),
        ({"taken": ""}, "Say on which day they were taken"),
        ({"taken": "yesterday"}, "Write a day like 2026-12-01."),
        ({"taken": "2026-12-09"}, "still to come"),
        ({"reason": " "}, "Say how you found out."),
        ({"reason": "ask ida@canary.example"}, "Leave out email addresses"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_settled(brought, signed_in, wrong, words):
    lead = signed_in("privacy-lead")
    for pressed in ({}, {"settle": "yes"}):
        came = lead.post(PAGE, {**SAID, **wrong, **pressed})
        assert came.status_code == 400
        assert words in said(came)
    assert Record.objects.filter(version=None).count() == 2


@pytest.mark.parametrize("role", ["support", "marketing", "finance", "auditor"])
def test_nobody_else_settles(brought, signed_in, role):
    client = signed_in(role)
    assert client.post(PAGE, {**SAID, "settle": "yes"}).status_code == 403
    assert f'href="{PAGE}"' not in client.get(WORK).content.decode()
    assert Record.objects.filter(version=None).count() == 2
