"""The public site around the forms: first page, notice, versions, theme, what goes wrong."""

import json

import pytest

from honour.intake.tickets import FIELD
from tests.web.conftest import NEW, OLD


@pytest.mark.promise("S01")
@pytest.mark.parametrize("address", ["/", "/get-in-touch", "/privacy", "/privacy/versions/", "/nowhere"])
def test_the_company_says_who_it_is_on_every_page(client, fellside, address):
    page = client.get(address).content.decode()
    for words in (
        "Fellside Invoicing Ltd",
        "Registered in England and Wales, number 00000000.",
        "Beck Mill, 12 Mill Lane, Thornbeck, Lancashire, ZZ1 2AB",
        "enquiries@fellside.example",
        "01632 960 187",
    ):
        assert words in page, words


def test_the_first_page_leads_to_the_forms_there_are_and_to_the_notice(client, fellside):
    page = client.get("/").content.decode()
    assert 'href="/get-in-touch"' in page
    assert 'href="/privacy"' in page


def test_without_a_notice_nothing_is_asked_and_the_page_says_what_to_do(client, home, cache_table):
    for address in ("/", "/privacy", "/get-in-touch", "/privacy/versions/"):
        came = client.get(address)
        assert came.status_code == 200
        assert "No privacy notice is published yet" in came.content.decode()
        assert "honour publish" in came.content.decode()
        assert FIELD not in came.content.decode()
        assert "<label" not in came.content.decode()
    assert client.post("/get-in-touch", {"name": "x"}).status_code == 200
    assert client.get("/.well-known/privacy-notice.json").status_code == 404


@pytest.mark.promise("S29")
def test_every_version_stays_to_be_read(client, fellside):
    page = client.get("/privacy/versions/").content.decode()
    assert f"/privacy/versions/{NEW}" in page
    assert f"/privacy/versions/{OLD}" in page
    assert f"/privacy/versions/{OLD}..{NEW}" in page
    assert client.get(f"/privacy/versions/{OLD}").status_code == 200
    assert client.get("/privacy/versions/1999-01-01").status_code == 404


def test_the_notice_is_there_for_machines(client, fellside):
    came = client.get("/.well-known/privacy-notice.json")
    said = json.loads(came.content)
    assert came["Content-Type"] == "application/json"
    assert said["version"] == NEW
    assert said["versions"] == [NEW, OLD]
    assert "credit-checks" in said["notice"]["purposes"]
    assert "honour-rights" in said["notice"]["purposes"]


def test_reading_the_site_sets_no_cookie(client, fellside):
    for address in ("/", "/privacy", "/privacy/versions/", "/robots.txt"):
        client.get(address)
    assert not client.cookies


def test_the_theme_is_kept_in_a_cookie_and_leads_back(client, fellside):
    came = client.post("/theme", {"theme": "dark", "next": "/privacy"})
    assert came["Location"] == "/privacy"
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post("/theme", {"theme": "auto", "next": "/"})
    assert "data-theme" not in client.get("/").content.decode()


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_theme_switch_leads_nowhere_else(client, fellside, where):
    assert client.post("/theme", {"theme": "dark", "next": where})["Location"] == "/"


def test_search_engines_are_kept_from_receipts_and_the_console(client):
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /receipt/" in said
    assert "Disallow: /console/" in said


def test_a_missing_page_repeats_nothing_of_its_address(client, fellside):
    came = client.get("/asha.patel@canary.example")
    assert came.status_code == 404
    assert "canary" not in came.content.decode().replace('value="/asha.patel@canary.example"', "")


def test_a_missing_page_leads_staff_to_today_and_visitors_to_the_first_page(client, fellside):
    for address, leads, words in (
        ("/console/nowhere", "/console/", "Go to Today"),
        ("/nowhere", "/", "Go to the first page"),
    ):
        page = client.get(address).content.decode()
        assert f'<a href="{leads}">{words}</a>' in page.partition("<main")[2].partition("</main>")[0]


def test_when_something_breaks_the_page_says_so_and_no_more(client, fellside, monkeypatch):
    from honour.web.site import home

    def breaks():
        raise RuntimeError("asha.patel@canary.example in select * from register_subject")

    monkeypatch.setattr(home, "current", breaks)
    client.raise_request_exception = False
    came = client.get("/")
    page = came.content.decode()
    assert came.status_code == 500
    assert "Something on our side went wrong" in page
    for word in ("canary", "RuntimeError", "select", "Traceback"):
        assert word not in page


def test_pages_forbid_what_comes_from_elsewhere(client, fellside):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
