"""Every address of the site is declared: open, behind a link, a token or a role; and whoever lacks that is refused.

An address that nobody declared fails here, so that none is added unseen.
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from honour.evidence.models import Entry
from honour.staff.roles import Part
from tests.web.test_who_may_open_what import OPEN, address

ROOT = Path(__file__).parents[2]

PUBLIC = {
    "home": [], "robots": [], "theme": [], "get-in-touch": [], "form": ["get-in-touch"], "downloads": [],
    "asset": ["sheet"], "asset-free": ["sheet"], "landing": ["spring"], "embed-script": [], "embed": ["get-in-touch"],
    "embed-asset": ["get-in-touch", "sheet"], "preferences": [], "privacy": [], "privacy-versions": [],
    "privacy-difference": ["2018-06-21", "2026-12-01"], "privacy-version": ["2026-12-01"], "privacy-linked": [],
    "security-txt": [], "privacy-json": [],
    "api:openapi-json": [], "api:api-root": [], "api:in_use": [], "api:version": ["2026-12-01"],
}  # fmt: skip
"""Open to everybody."""

LINKED = {
    "download-link": [], "download-take": [], "download-renew": [], "embed-thanks": [], "confirm": [], "stop": [],
    "stop-undo": [], "preferences-of": [], "preferences-choose": [], "preferences-stop": [], "preferences-pause": [],
    "preferences-right": [1], "preferences-details": [1], "receipt": [], "receipt-proof": [], "receipt-linked": [],
    "change": [], "api:receipt": [],
}  # fmt: skip
"""Open to whoever holds the link: its token is the secret. What stands after it in the address is here."""

TOKENS = {
    "api:decide": [], "api:find": [], "api:preferences": ["a" * 20], "api:stop": ["a" * 20], "api:start": [],
    "api:take": [], "api:by_reference": [], "api:one": [1], "api:end": [1], "api:reopen": [1], "api:wait": [1],
}  # fmt: skip
"""Open to services that hold a token."""


def every_address(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from every_address(
                pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            yield f"{space}{pattern.name}", pattern.callback


ADDRESSES = dict(every_address(get_resolver().url_patterns))
CONSOLE = {name.removeprefix("console:"): each for name, each in ADDRESSES.items() if name.startswith("console:")}


def linked(name: str, token: str) -> str:
    before = ["get-in-touch"] if name == "embed-thanks" else []
    return reverse(name, args=[*before, token, *LINKED[name]])


def test_every_address_is_declared_and_by_one_kind_only():
    outside = {name for name in ADDRESSES if not name.startswith("console:")}
    assert sorted([*PUBLIC, *LINKED, *TOKENS]) == sorted(outside)
    for name, view in CONSOLE.items():
        behind = hasattr(view, "part") and (view.part is None or isinstance(view.part, Part))
        assert behind != (name in OPEN), name


def test_a_link_that_nobody_made_opens_nothing_and_changes_nothing(client, fellside):
    before = Entry.objects.count()
    guesses = {"what": "all", "answer": "yes", "List-Unsubscribe": "One-Click"}
    for name in LINKED:
        for token in ("A" * 43, "eyJhbGciOiJub25lIn0", "1:2:3"):
            page = linked(name, token)
            for came in (client.get(page), client.post(page, guesses)):
                assert came.status_code in {302, 404, 405, 422}, (page, came.status_code)
                if came.status_code == 302:
                    assert client.get(came["Location"]).status_code == 404, page
    assert Entry.objects.count() == before


def test_without_a_token_a_service_is_answered_nothing(client, fellside):
    for name, words in TOKENS.items():
        page = reverse(name, args=words)
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}):
            ask = client.get if name in {"api:preferences", "api:by_reference", "api:one"} else client.post
            came = ask(page, headers=headers)
            assert came.status_code == 401, name
    assert not client.cookies


def test_no_page_of_the_console_takes_a_post_that_another_site_could_have_made(fellside, signed_in, wrote):
    """A browser sends the cookie along whoever asks for it; only the token in our own page shows where it came from."""
    signed = signed_in("privacy-lead")
    person = wrote()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed.cookies
    before = Entry.objects.count()
    for name in sorted(CONSOLE):
        came = strict.post(address(name, person), {"act": "test"})
        assert came.status_code in {403, 405}, (name, came.status_code)
    assert Entry.objects.count() == before
    assert strict.get("/console/").status_code == 200, "still signed in, so that it was not for want of that"


def test_every_open_page_says_what_a_browser_may_do_with_it(client, fellside):
    for name, words in PUBLIC.items():
        came = client.get(reverse(name, args=words))
        assert came.status_code in {200, 302, 404, 405}, name
        policy = came["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; ")), name
        assert came["X-Content-Type-Options"] == "nosniff", name
        assert came["X-Frame-Options"] == "DENY", name
        assert came["Referrer-Policy"] == "same-origin", name
        assert came["Cross-Origin-Opener-Policy"] == "same-origin", name


def test_a_host_that_is_not_ours_is_not_answered_nor_repeated(client, fellside):
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:8000"):
        came = client.get("/", HTTP_HOST=host)
        assert came.status_code == 400
        assert b"evil" not in came.content


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client, fellside, member, away):
    assert client.post("/theme", {"theme": "dark", "next": away})["Location"] == "/"
    one = member("support")
    came = client.post(
        f"/console/sign-in?next={away}", {"email": one.email, "password": "three quiet herons", "next": away}
    )
    assert came["Location"] == "/console/"


def test_served_over_https_cookies_and_browsers_stay_with_https(monkeypatch, tmp_path):
    monkeypatch.setenv("HONOUR_HOME", str(tmp_path))
    monkeypatch.setenv("HONOUR_PUBLIC_URL", "https://privacy.fellside.example")
    made = runpy.run_path(str(ROOT / "src/honour/config/settings.py"))
    assert (made["SESSION_COOKIE_SECURE"], made["CSRF_COOKIE_SECURE"], made["SECURE_HSTS_SECONDS"]) == (
        True,
        True,
        31_536_000,
    )
    assert made["SESSION_COOKIE_HTTPONLY"]
    assert made["CSRF_COOKIE_HTTPONLY"]
    assert {made["SESSION_COOKIE_SAMESITE"], made["CSRF_COOKIE_SAMESITE"]} == {"Lax"}
    assert not made["DEBUG"]
    assert made["CSRF_TRUSTED_ORIGINS"] == ["https://privacy.fellside.example"]


def test_a_page_of_the_console_is_kept_nowhere(signed_in):
    came = signed_in("privacy-lead").get("/console/people/")
    assert "no-store" in came["Cache-Control"]
    assert re.search(r"frame-ancestors 'none'", came["Content-Security-Policy"])
