"""Every page of the console that stands by itself is led to from Today: a page that only its address opens is none."""

from __future__ import annotations

import re

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from tests.web.test_every_address import CONSOLE
from tests.web.test_who_may_open_what import OPEN

BY_A_FORM = {"confirm", "passkey-add", "set-up"}
"""What something else asks for: the password once more, a device's key; or setting up, while nobody works here."""


def standing_alone(client) -> set[str]:
    """Give the names of the pages that need nothing in their address and answer whoever asks for them."""
    found = set()
    for name in CONSOLE.keys() - OPEN - BY_A_FORM:
        try:
            page = reverse(f"console:{name}")
        except NoReverseMatch:
            continue
        if client.get(page).status_code == 200:
            found.add(name)
    return found


def led_to(client, start: str) -> set[str]:
    """Follow the links from a page on, one address of each kind; give the names of what they open."""
    seen, waiting = set(), [start]
    while waiting:
        page = waiting.pop()
        name = resolve(page).url_name
        if name not in seen:
            seen.add(name)
            waiting += re.findall(r'href="(/console/[^"?#]*)', client.get(page).content.decode("utf-8", "replace"))
    return seen


@pytest.mark.promise("K01")
def test_every_page_that_stands_by_itself_is_led_to_from_today(fellside, signed_in, wrote):
    wrote()
    client = signed_in("privacy-lead")
    alone = standing_alone(client)
    assert len(alone) > 20
    reached = led_to(client, reverse("console:today"))
    assert sorted(alone - reached) == []


def test_the_navigation_marks_where_each_page_stands(fellside, signed_in, wrote):
    wrote()
    client = signed_in("privacy-lead")
    unmarked = []
    for name in standing_alone(client):
        came = client.get(reverse(f"console:{name}"))
        beside_the_page = came.content.partition(b'<div class="page">')[0]
        if came["Content-Type"].startswith("text/html") and b'aria-current="page"' not in beside_the_page:
            unmarked.append(name)
    assert unmarked == []
