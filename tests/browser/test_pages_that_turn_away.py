"""Pages that turn somebody away for now: links that ended, and too many requests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.test_every_page import examine

pytestmark = pytest.mark.browser

MAKE_LINKS = """
import datetime as dt
import django
django.setup()
from django.utils import timezone
from honour.intake.links import CONFIRMING_LASTS, confirmation_token, download_token
from honour.intake.models import Download
from honour.outreach.preferences.links import preferences_token
from honour.register.models import Identifier
now = timezone.now()
known = Identifier.objects.filter(kind="email", record__superseded_by=None, subject__status=0).latest("pk")
print("/preferences/" + preferences_token(known.subject.public_id, known.pk, now - dt.timedelta(days=9)))
print("/confirm/" + confirmation_token(known.pk, now - CONFIRMING_LASTS - dt.timedelta(days=1)))
ended = Download.objects.order_by("pk").first()
Download.objects.filter(pk=ended.pk).update(expires_at=now - dt.timedelta(days=1))
print("/downloads/link/" + download_token(ended))
"""


@pytest.fixture(scope="module")
def links(site) -> dict[str, str]:
    """Links of the demonstration that ended."""
    around = {"HONOUR_HOME": str(Path(site.mail).parent), "DJANGO_SETTINGS_MODULE": "honour.config.settings"}
    made = subprocess.run(
        [sys.executable, "-c", MAKE_LINKS], env={**os.environ, **around}, check=True, capture_output=True, text=True
    )
    return dict(zip(("preferences", "confirm", "download"), made.stdout.split(), strict=True))


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
