"""The records list every connected system, from the rows of those that are told and those that ask."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.systems.models import Token, Webhook
from honour.systems.tokens import make_token, revoke_token

PAGE = "/console/records/systems"


@pytest.fixture
def connected(fellside, clock):
    Webhook.objects.create(
        name="Shop",
        url="https://shop.example/h",
        root_version=1,
        made_by="staff-1",
        made_at=clock.now,
        told_at=clock.now,
    )
    made = [
        make_token(name, {}, scopes=["people"], now=clock.now, days=days, made_by="staff-1")
        for name, days in (("Helpdesk", 30), ("Shop", 1), ("Old shop", 30))
    ]
    revoke_token(made[2][0].prefix, now=clock.now, by="staff-1")
    Token.objects.filter(service="Shop").update(used_on=clock.now.date())
    clock.now += dt.timedelta(days=2)


def rows(client):
    return [row.cells for row in client.get(PAGE).context["table"].rows]


def test_each_connection_stands_with_its_state_and_when_it_was_last_heard_of(connected, signed_in):
    lead = signed_in("privacy-lead")
    assert rows(lead) == [
        ("Helpdesk", "Asks", "Open until 2 January 2027", "Never"),
        ("Old shop", "Asks", "Revoked on 3 December 2026", "Never"),
        ("Shop", "Asks", "Ended on 4 December 2026", "3 December 2026"),
        ("Shop", "Is told of decisions", "Told of decisions", "3 December 2026"),
    ]
    page = lead.get(PAGE).content.decode()
    assert "3 systems are connected" in page
    assert "/console/connections/tokens/" in page


def test_the_auditor_reads_it_without_addresses_and_without_a_way_to_change_it(connected, signed_in):
    page = signed_in("auditor").get(PAGE).content.decode()
    assert "Helpdesk" in page
    assert "shop.example" not in page
    assert "/console/connections" not in page


@pytest.mark.parametrize("role", ["support", "marketing", "finance"])
def test_nobody_else_reads_it(fellside, signed_in, role):
    assert signed_in(role).get(PAGE).status_code == 403


def test_without_any_it_says_so(fellside, signed_in):
    assert "No system is connected" in signed_in("auditor").get(PAGE).content.decode()
