"""Pages that turn somebody away for now, or ask once more: links that ended, too many requests, a change to answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.test_every_page import NARROW, examine

pytestmark = pytest.mark.browser

MAKE_LINKS = """
import datetime as dt
import django
django.setup()
from django.utils import timezone
from honour.cli.demo.next_version import next_version
from honour.intake.links import CONFIRMING_LASTS, confirmation_token, download_token
from honour.intake.models import Download
from honour.outreach.preferences.links import preferences_token
from honour.publishing.answering import link_token
from honour.publishing.models import Telling
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.proposing import propose
from honour.publishing.telling import begin_telling, queue_messages
from honour.register.models import Identifier, NoticeVersion
now = timezone.now()
known = Identifier.objects.filter(kind="email", record__superseded_by=None, subject__status=0).latest("pk")
print("/preferences/" + preferences_token(known.subject.public_id, known.pk, now - dt.timedelta(days=9)))
print("/confirm/" + confirmation_token(known.pk, now - CONFIRMING_LASTS - dt.timedelta(days=1)))
ended = Download.objects.order_by("pk").first()
Download.objects.filter(pk=ended.pk).update(expires_at=now - dt.timedelta(days=1))
print("/downloads/link/" + download_token(ended))
second = NoticeVersion.objects.latest("number").text.encode()
proposal = propose(next_version(second), "next.yaml", by="staff-2", at=now)
make_waiting(now)
begin_telling(proposal.pk, by="staff-1", at=now)
queue_messages(now)
print("/changes/" + link_token(Telling.objects.exclude(asked=0).earliest("pk").pk))
"""


@pytest.fixture(scope="module")
def links(site) -> dict[str, str]:
    """Links of the demonstration that ended, and one to answer a change."""
    around = {"HONOUR_HOME": str(Path(site.mail).parent), "DJANGO_SETTINGS_MODULE": "honour.config.settings"}
    made = subprocess.run(
        [sys.executable, "-c", MAKE_LINKS], env={**os.environ, **around}, check=True, capture_output=True, text=True
    )
    return dict(zip(("preferences", "confirm", "download", "change"), made.stdout.split(), strict=True))


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


def test_an_address_that_stood_on_many_forms_gets_no_more_for_now(browse):
    with browse() as (page, noted):
        for _ in range(5):
            page.goto("/in/cy/get-in-touch")
            page.fill("#id_name", "Asha Patel")
            page.fill("#id_email", "often@turned-away.example")
            page.fill("#id_message", "Faint?")
            page.click("main form button.primary")
        assert "Roedd y cyfeiriad hwn ar sawl ffurflen o fewn yr awr" in page.inner_text("main")
        assert page.input_value("#id_message") == "Faint?"
        examine(page, noted, "429")


@pytest.mark.promise("S29")
def test_a_change_is_answered_on_a_phone_without_scripts(browse, links):
    with browse(java_script_enabled=False, viewport=NARROW) as (page, _):
        page.goto(links["change"])
        question = page.locator(".question").first
        boxes = [question.locator(f"button[value={answer}]").bounding_box() for answer in ("yes", "no")]
        assert len({(box["width"], box["height"]) for box in boxes}) == 1, "yes and no weigh the same"
        question.locator("button[value=no]").click()
        assert "You said no" in page.inner_text("main")
        page.locator(".question").first.locator("button[value=yes]").click()
        assert "You said yes" in page.inner_text("main")
        assert page.context.cookies() == []


@pytest.mark.promise("S29")
def test_the_page_of_a_change_is_open_to_everybody(browse, links):
    with browse() as (page, noted):
        page.goto(links["change"])
        examine(page, noted)
        page.click(".question button[value=no]")
        examine(page, noted)
        page.goto(f"{links['change']}x")
        examine(page, noted, "404")
