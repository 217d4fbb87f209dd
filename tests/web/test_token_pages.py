"""Systems that ask, in the console: the privacy lead makes their tokens, sees what they open, and revokes them."""

from __future__ import annotations

import json
import re

import pytest

from honour.evidence.models import Payload
from honour.systems.models import Token
from honour.systems.tokens import holder_of

PAGES = "/console/connections/tokens/"
SAID = {
    "service": "Shop",
    "grant-enquiries": ["use", "contact"],
    "grant-services": ["use"],
    "scopes": ["people"],
    "days": "30",
    "per_minute": "120",
}


def said(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def lead(signed_in):
    return signed_in("privacy-lead")


def test_a_token_is_made_shown_once_used_and_revoked(lead, clock, client):
    assert "No system asks" in said(lead.get(PAGES))
    made = lead.post(f"{PAGES}new", SAID)
    secret = re.search(r"hon_[\w-]+", made.content.decode())[0]
    token = Token.objects.get()
    assert (token.grants, token.scopes, token.per_minute) == (
        {"enquiries": ["contact", "use"], "services": ["use"]},
        ["people"],
        120,
    )
    assert (token.expires_at - token.made_at).days == 30
    page = f"{PAGES}{token.pk}"
    assert secret not in lead.get(page).content.decode() + lead.get(PAGES).content.decode()
    assert "“Shop” may ask" in said(lead.get(page))
    assert "Last used Never" in said(lead.get(page))
    asked = json.dumps({"action": "use", "purpose": "enquiries"})
    answer = client.post("/api/v1/decisions", asked, "application/json", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 200
    assert "3 December 2026" in said(lead.get(PAGES))
    assert "stops at once" in said(lead.get(f"{page}/revoke"))
    assert holder_of(secret, clock.now), "looking at the page revokes nothing"
    assert "opens nothing any more" in said(lead.post(f"{page}/revoke", follow=True))
    assert holder_of(secret, clock.now) is None
    kinds = ["token:issued", "token:revoked"]
    entries = [json.loads(each.content) for each in Payload.objects.filter(entry__kind__in=kinds).order_by("pk")]
    assert [each["token"] for each in entries] == [token.pk, token.pk]
    assert all(each["by"].startswith("staff-") for each in entries)
    assert secret not in json.dumps(entries)


def test_what_is_granted_for_one_purpose_is_not_for_another_nor_for_one_of_honours_own(lead, client, clock):
    made = lead.post(f"{PAGES}new", {**SAID, "grant-honour-rights": ["use"]})
    secret = re.search(r"hon_[\w-]+", made.content.decode())[0]
    assert holder_of(secret, clock.now).actor.grants == {
        "enquiries": frozenset({"use", "contact"}),
        "services": frozenset({"use"}),
    }
    page = said(lead.get(f"{PAGES}{Token.objects.get().pk}"))
    assert "Answering what you ask Use data; Write to or ring people" in page or (
        "Answering what you ask Write to or ring people; Use data" in page
    )
    for purpose, refused in (("enquiries", False), ("services", True)):
        asked = json.dumps({"action": "contact", "purpose": purpose})
        answer = client.post("/api/v1/decisions", asked, "application/json", HTTP_AUTHORIZATION=f"Bearer {secret}")
        codes = {reason["code"] for reason in answer.json()["reasons"]}
        assert ("action-not-granted" in codes) == refused, purpose


def test_an_ended_token_is_listed_as_ended(lead, clock):
    lead.post(f"{PAGES}new", SAID)
    assert "One system’s token is open" in said(lead.get(PAGES))
    Token.objects.update(expires_at=clock.now)
    assert "No system asks" in said(lead.get(PAGES))
    assert "Ended on 3 December 2026" in said(lead.get(PAGES))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"service": ""}, "Give the system’s name."),
        ({"grant-enquiries": [], "grant-services": [], "scopes": []}, "A token that opens nothing is of no use"),
        ({"grant-enquiries": ["erase"]}, "is not one of the available choices"),
        ({"days": "9000"}, "is not one of the available choices"),
        ({"per_minute": "0"}, "Enter 1 or more."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_no_token_is_made(lead, wrong, words):
    came = lead.post(f"{PAGES}new", {**SAID, **wrong})
    assert came.status_code == 400
    assert words in said(came)
    assert not Token.objects.exists()


@pytest.mark.parametrize("role", ["support", "marketing", "finance", "auditor"])
def test_nobody_else_makes_sees_or_revokes_tokens(lead, signed_in, role):
    lead.post(f"{PAGES}new", SAID)
    token = Token.objects.get()
    lead.post("/console/sign-out")
    client = signed_in(role)
    for page in (PAGES, f"{PAGES}new", f"{PAGES}{token.pk}", f"{PAGES}{token.pk}/revoke"):
        assert client.get(page).status_code == 403
    assert client.post(f"{PAGES}new", SAID).status_code == 403
    assert client.post(f"{PAGES}{token.pk}/revoke").status_code == 403
    assert Token.objects.get().revoked_at is None
    assert Token.objects.count() == 1


def test_a_token_that_is_not_there_has_no_page(lead):
    assert lead.get(f"{PAGES}7").status_code == 404
    assert lead.post(f"{PAGES}7/revoke").status_code == 404


def test_who_signed_in_long_ago_shows_once_more_who_they_are(lead, clock):
    clock.go_on(minutes=20)
    came = lead.get(f"{PAGES}new")
    assert came.status_code == 302
    assert came["Location"].startswith("/console/account/confirm")
    lead.post(f"{PAGES}new", SAID)
    assert not Token.objects.exists()
