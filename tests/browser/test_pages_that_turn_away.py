"""Pages that turn somebody away for now: links that ended, pages that closed, and too many requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import HURRIED, served, told
from tests.browser.test_every_page import examine
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.journey]

MAKE_LINKS = """
import datetime as dt
import secrets
from honour.intake.links import CONFIRMING_LASTS, confirmation_token, download_token
from honour.intake.models import Download
from honour.intake.places import Landing, open_landing
from honour.outreach.preferences.links import preferences_token
from honour.register.models import Identifier
from honour.staff.invitations import invite, token_of, withdraw
known = Identifier.objects.filter(kind="email", record__superseded_by=None, subject__status=0).latest("pk")
print("/preferences/" + preferences_token(known.subject.public_id, known.pk, now - dt.timedelta(days=9)))
print("/confirm/" + confirmation_token(known.pk, now - CONFIRMING_LASTS - dt.timedelta(days=1)))
ended = Download.objects.order_by("pk").first()
Download.objects.filter(pk=ended.pk).update(expires_at=now - dt.timedelta(days=1))
print("/downloads/link/" + download_token(ended))
page = Landing("The fair is over", "What stood here.", "get-in-touch", closes_at=now - dt.timedelta(days=1))
slug = "fair-that-is-over-" + secrets.token_hex(4)  # another run of these tests may have made links here before
open_landing(slug, page, by="staff-1", at=now - dt.timedelta(days=2))
print("/go/" + slug)
invitation = invite("nobody@away.example", "Nobody", ["support"], by="staff-1")
print("/console/join/" + token_of(invitation))
withdraw(invitation, by="staff-1")
"""
NAMES = ("preferences", "confirm", "download", "landing", "invitation")


@pytest.fixture(scope="module")
def links(site) -> dict[str, str]:
    """Links of the demonstration that ended."""
    return dict(zip(NAMES, told(site, MAKE_LINKS), strict=True))


@pytest.fixture(scope="module")
def strict(site) -> Iterator[str]:
    """The same installation served once more, where one sender is taken two forms of in an hour."""
    few = {**HURRIED, "HONOUR_FORMS_AN_HOUR": "2"}
    with served(site.installation, free_port(), "--without-worker", **few) as address:
        yield address


@pytest.mark.parametrize("language", ["", "/in/cy"])
@pytest.mark.parametrize("which", ["preferences", "confirm", "download"])
def test_a_link_that_ended_says_when_and_what_to_do(browse, links, which, language):
    with browse() as (page, noted):
        page.goto(f"{language}{links[which]}")
        assert ("Daeth y ddolen hon i ben ar" if language else "This link ended on") in page.inner_text("main")
        examine(page, noted, "410")


@pytest.mark.parametrize("language", ["", "/in/cy"])
def test_whoever_asks_for_fresh_links_again_and_again_is_told_until_when(browse, links, language):
    with browse() as (page, noted):
        for _ in range(5):
            page.goto(f"{language}{links['download']}")
            page.click("main form button.primary")
        assert ("Anfonwyd digon o ddolenni" if language else "Enough links were sent") in page.inner_text("h1")
        examine(page, noted, "410", "429")


@pytest.mark.promise("S24")
@pytest.mark.parametrize("language", ["", "/in/cy"])
def test_whoever_asks_for_their_preferences_again_and_again_is_told_when_to_come_back(browse, strict, language):
    with browse(address=strict) as (page, noted):
        for _ in range(3):
            page.goto(f"{language}/preferences/")
            page.fill("#id_email", "often@away.example")
            page.click("main form button.primary")
        assert ("Roedd hynny'n ddigon aml" if language else "That was often enough") in page.inner_text("h1")
        assert page.locator("main form").count() == 0
        examine(page, noted, "429")


@pytest.mark.parametrize("language", ["", "/in/cy"])
def test_whoever_sends_many_forms_is_told_when_to_send_this_one_and_loses_nothing(browse, strict, language):
    with browse(address=strict) as (page, noted):
        for _ in range(3):
            page.goto(f"{language}/get-in-touch")
            page.fill("#id_name", "Asha Patel")
            page.fill("#id_email", "often@away.example")
            page.fill("#id_message", "Once more.")
            page.click("main form button.primary")
        said = page.inner_text("main")
        assert (
            "Daeth llawer o ffurflenni o'ch rhwydwaith" if language else "Many forms came from your network"
        ) in said
        assert page.input_value("#id_message") == "Once more."
        examine(page, noted, "429")


@pytest.mark.parametrize("language", ["", "/in/cy"])
def test_a_landing_page_that_closed_says_so(browse, links, language):
    with browse() as (page, noted):
        page.goto(f"{language}{links['landing']}")
        assert ("Daeth y dudalen hon i ben ar" if language else "This page ended on") in page.inner_text("main")
        examine(page, noted, "410")


def test_an_invitation_that_was_withdrawn_says_whom_to_ask(browse, links):
    with browse() as (page, noted):
        page.goto(links["invitation"])
        assert page.locator("main form").count() == 0
        examine(page, noted, "404", "410")


def test_whoever_mistypes_their_password_again_and_again_is_told_when_to_try(browse):
    with browse() as (page, noted):
        page.goto("/console/sign-in")
        for _ in range(12):
            page.fill("#id_email", "mistaken@away.example")
            page.fill("#id_password", "not the word")
            page.click("main button.primary")
            if "429" in " ".join(noted.complaints):
                break
        assert any("429" in said for said in noted.complaints)
        assert "Try again" in page.inner_text("main")
        examine(page, noted, "400", "429")
