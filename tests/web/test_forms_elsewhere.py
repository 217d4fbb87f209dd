"""Forms on landing pages, and in frames on other sites."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from honour.intake.assets import Words, add_asset, withdraw_asset
from honour.intake.models import Arrival, Download
from honour.intake.origins import OriginRefusedError, origin_of
from honour.intake.places import Landing, allow_embedding, change_landing, end_embedding, open_landing
from honour.intake.tickets import FIELD
from honour.register.models import Collection
from tests.web.conftest import answers
from tests.web.test_downloads import PDF
from tests.web.test_forms_on_the_site import text_of, ticket_on

pytestmark = pytest.mark.promise("S03")

SHOP = "https://shop.example"


@pytest.fixture
def sheet(fellside, clock):
    words = Words("data-sheet", "One page", "", "download")
    return add_asset(io.BytesIO(PDF), "a.pdf", words, by="staff-1", at=clock.now)


@pytest.fixture
def spring(sheet, clock):
    page = Landing("Paper invoices, gone by spring", "What it takes.\n\nAnd what it saves.", "download", sheet)
    return open_landing("spring", page, by="staff-1", at=clock.now)


@pytest.fixture
def embedded(fellside, clock):
    return allow_embedding("get-in-touch", f"{SHOP}/contact?x=1", by="staff-1", at=clock.now)


def send(client, path, given=None, **more):
    page = client.get(path).content.decode()
    return client.post(path, {**(given or answers()), FIELD: ticket_on(page)}, **more)


def test_a_landing_page_has_words_of_its_own_and_the_forms_beneath(client, spring, fellside):
    said = text_of(client.get("/go/spring").content.decode())
    form = fellside.all[-1].notice.forms["download"]
    assert "Paper invoices, gone by spring" in said
    assert " ".join(form.short_notice.split()) in said
    assert form.marketing.wording in said


def test_what_was_read_on_a_landing_page_stays_with_what_was_sent(client, spring, sheet, clock):
    assert send(client, "/go/spring", {"email": "a@canary.example"}).status_code == 302
    change_landing("spring", Landing("Other words", "", "download", sheet), by="staff-1", at=clock.now)
    arrival = Arrival.objects.get()
    assert arrival.landing == "spring"
    assert "gone by spring" in arrival.wording.text
    assert Download.objects.get().asset == sheet


def test_a_landing_page_ends_and_says_so(client, spring, sheet, clock):
    page = client.get("/go/spring").content.decode()
    ends = Landing("Spring", "", "download", sheet, closes_at=clock.now)
    change_landing("spring", ends, by="staff-1", at=clock.now)
    closed = client.get("/go/spring")
    assert closed.status_code == 410
    assert "This page ended on 3 December 2026." in text_of(closed.content.decode())
    late = client.post("/go/spring", {"email": "a@canary.example", FIELD: ticket_on(page)})
    assert late.status_code == 410
    assert Collection.objects.count() == 0


def test_a_landing_page_whose_file_is_withdrawn_asks_for_nothing(client, spring, sheet, clock):
    withdraw_asset(sheet, by="staff-1", at=clock.now)
    assert client.get("/go/spring").status_code == 410


def test_there_is_no_landing_page_by_another_name(client, spring):
    assert client.get("/go/winter").status_code == 404
    assert client.get("/go/..%2fconsole").status_code == 404


def test_a_frame_is_for_the_listed_sites_only_and_sets_no_cookie(embedded):
    client = Client(enforce_csrf_checks=True)
    came = client.get("/embed/get-in-touch", headers={"referer": f"{SHOP}/"})
    assert came.status_code == 200
    assert f"frame-ancestors {SHOP};" in came["Content-Security-Policy"] + ";"
    assert "script-src 'self'" in came["Content-Security-Policy"]
    assert "X-Frame-Options" not in came
    sent = send(client, "/embed/get-in-touch", headers={"origin": "http://testserver"})
    assert sent.status_code == 302
    thanks = client.get(sent["Location"])
    assert "Your receipt (opens in a new tab)" in thanks.content.decode()
    assert f"frame-ancestors {SHOP};" in thanks["Content-Security-Policy"] + ";"
    assert not client.cookies


def test_from_which_site_it_came_is_kept(client, embedded):
    page = client.get("/embed/get-in-touch", headers={"referer": f"{SHOP}/contact"}).content.decode()
    client.post("/embed/get-in-touch", {**answers(), FIELD: ticket_on(page)})
    assert Arrival.objects.get().origin == SHOP


def test_a_page_whose_address_nobody_can_read_is_taken_for_one_that_was_not_named(client, embedded):
    assert client.get("/embed/get-in-touch", headers={"referer": "https://[shop"}).status_code == 200


def test_a_frame_on_a_site_that_is_not_listed_asks_for_nothing(client, embedded):
    came = client.get("/embed/get-in-touch", headers={"referer": "https://evil.example/"})
    assert came.status_code == 403
    assert "<form" not in came.content.decode()


@pytest.mark.parametrize("origin", ["https://shop.example", "https://evil.example", "null", "https://[shop"])
def test_a_post_straight_from_another_site_is_not_taken(client, embedded, origin):
    assert send(client, "/embed/get-in-touch", headers={"origin": origin}).status_code == 403
    assert Collection.objects.count() == 0


def test_a_form_that_is_listed_nowhere_is_in_no_frame(client, embedded, clock):
    assert client.get("/embed/complaint").status_code == 404
    end_embedding("get-in-touch", SHOP, by="staff-1", at=clock.now)
    assert client.get("/embed/get-in-touch").status_code == 404


@pytest.mark.parametrize("path", ["/", "/get-in-touch", "/privacy", "/downloads/", "/console/sign-in"])
def test_no_other_page_stands_in_a_frame(client, embedded, path):
    came = client.get(path)
    assert "frame-ancestors 'none'" in came["Content-Security-Policy"]
    assert came["X-Frame-Options"] == "DENY"


def test_a_download_can_stand_in_a_frame_too(client, sheet, clock):
    allow_embedding("download", SHOP, by="staff-1", at=clock.now)
    assert client.get("/embed/download").status_code == 404
    sent = send(client, f"/embed/download/{sheet.slug}", {"email": "a@canary.example"})
    assert sent.status_code == 302
    assert Download.objects.count() == 1


def test_the_script_may_be_loaded_by_other_sites(client, fellside):
    came = client.get("/embed.js")
    assert came["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "createElement" in came.content.decode()
    assert "cookie" not in came.content.decode()


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("shop.example", "https://shop.example"),
        ("https://Shop.Example:443/path", "https://shop.example"),
        ("https://intranet", "https://intranet"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
    ],
)
def test_a_sites_address_becomes_its_origin(written, origin):
    assert origin_of(written) == origin


@pytest.mark.parametrize(
    "written",
    [
        "", "*", "https://*.example", "http://shop.example", "javascript:alert(1)", "https://a.example b.example",
        "https://user@shop.example", "https://shop.example; script-src *", "data:text/html,x", "https://", "'none'",
        "company", "https://[shop", "http://127.0.0.1.evil.example", "http://localhost.evil.example",
    ],
)  # fmt: skip
def test_what_is_no_site_is_refused(written):
    with pytest.raises(OriginRefusedError):
        origin_of(written)
