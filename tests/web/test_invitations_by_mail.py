"""Somebody is asked to work here by mail: what the privacy lead sees of it, and what cannot stand in their name."""

from __future__ import annotations

import pytest

from honour.mailroom.models import Outgoing
from honour.staff.models import Invitation

STAFF = "/console/staff/"
UNA = {"name": "Una Reyes", "email": "una@fellside.example", "roles": ["support"]}


@pytest.fixture
def lead(fellside, signed_in, monkeypatch):
    monkeypatch.setenv("HONOUR_SMTP_URL", "smtp://127.0.0.1:25")
    return signed_in("privacy-lead")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"state": Outgoing.State.FAILED, "reason": "answer-550"}, "refused it for good (550)"),
        ({"failure": "ServerUnavailableError"}, "The server could not be reached"),
    ],
)
def test_an_invitation_that_has_not_arrived_is_told_with_why(lead, how, words):
    lead.post(f"{STAFF}invite", UNA)
    one = f"{STAFF}invitations/{Invitation.objects.get().pk}"
    assert "Opens until" in lead.get(STAFF).content.decode()
    assert "has not arrived" not in lead.get(one).content.decode()
    Outgoing.objects.update(**how)
    assert "Has not arrived" in lead.get(STAFF).content.decode()
    told = lead.get(one).content.decode()
    assert "The message with the link has not arrived." in told
    assert words in told
    lead.post(one)
    assert "Opens until" in lead.get(STAFF).content.decode(), "a fresh link is another message"


@pytest.mark.parametrize("name", ["Una\r\nBcc: eve@elsewhere.example", "Una \u202eseyeR", "Una\x1b[31m", "Una\x00"])
def test_a_colleagues_name_is_one_line_that_everybody_reads_alike(lead, name):
    came = lead.post(f"{STAFF}invite", UNA | {"name": name})
    assert came.status_code == 400
    assert not Invitation.objects.exists()


def test_whoever_invites_somebody_reads_what_each_role_does(lead):
    page = lead.get(f"{STAFF}invite").content.decode()
    assert "Support: answers people who write or ring, and puts their details right" in page
    assert "Auditor: reads what was done, and opens nobody’s data" in page
