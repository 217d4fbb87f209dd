"""Every cookie that the site sets is named in the notice, and a browser that asks not to be tracked gets no more."""

from __future__ import annotations

import html

import pytest

from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.notice.builtin import with_builtin
from honour.web import cookie_prover
from tests.examples.notices import MENDED, example
from tests.web.conftest import PASSWORD
from tests.web.test_forms_on_the_site import text_of
from tests.web.test_preferences import page  # noqa: F401 - a fixture

pytestmark = pytest.mark.promise("S07")


@pytest.fixture
def named() -> set[str]:
    return {name for cookie in with_builtin(example(MENDED)).cookies.values() for name in cookie.set_as}


@pytest.fixture
def state(fellside, clock):
    return lambda: prove(promises()["S07"], provers()["S07"], clock.now)


def test_the_notice_names_them_among_its_cookies_in_each_language(client, fellside):
    said = html.unescape(text_of(client.get("/privacy").content.decode()))
    for words in ("Light or dark", "Set when you choose light or dark", "theme", "What was done", "sessionid"):
        assert words in said[said.rindex("Your choice about cookies") : said.rindex("Beside the form")], words
    welsh = html.unescape(text_of(client.get("/in/cy/privacy").content.decode()))
    assert "Fe'i gosodir pan ddewiswch olau neu dywyll" in welsh


def test_what_the_site_sets_is_what_the_notice_names(state):
    proof = state()
    assert proof.state == "kept", proof.exhibits
    assert "which set 2 cookies" in proof.figure  # the colours', and that of the page where staff sign in


def test_a_visitor_who_only_reads_and_writes_gets_no_cookie(client, fellside):
    for path in ("/", "/privacy", "/get-in-touch", "/downloads/", "/preferences/", "/in/cy/get-in-touch"):
        client.get(path)
    assert not client.cookies


def test_a_whole_journey_sets_no_cookie_that_is_not_named(client, named, page, member):  # noqa: F811 - the fixture
    client.post("/theme", {"theme": "dark", "next": "/"})
    _, address = page()
    came = client.post(f"{address}/stop")
    assert set(came.cookies) == {"messages"}
    lead = member("privacy-lead")
    client.get("/console/sign-in")
    client.post("/console/sign-in", {"email": lead.email, "password": PASSWORD})
    client.get("/console/")
    assert {"theme", "sessionid"} <= set(client.cookies) <= named


def test_a_cookie_that_nobody_declared_is_seen(state, monkeypatch):
    served = cookie_prover.served

    def with_another(path, **more):
        answer = served(path, **more)
        if path == "/":
            answer.set_cookie("visitor", "1")
        return answer

    monkeypatch.setattr(cookie_prover, "served", with_another)
    proof = state()
    assert proof.state == "broken"
    assert [each.words for each in proof.exhibits] == [
        "The page “home” sets the cookie visitor, which the notice does not name."
    ]


def test_counting_somebody_who_asked_not_to_be_is_seen(state, monkeypatch):
    served = cookie_prover.served

    def counting(path, *, posted=None, no_tracking=False):
        answer = served(path, posted=posted, no_tracking=no_tracking)
        if path == "/privacy" and no_tracking:
            answer.set_cookie("theme", "dark")
        return answer

    monkeypatch.setattr(cookie_prover, "served", counting)
    proof = state()
    assert proof.state == "broken"
    assert "more cookies for a browser that asks not to be tracked" in proof.exhibits[0].words


def test_a_cookie_that_the_software_could_set_is_named_before_it_is(state, settings):
    settings.SESSION_COOKIE_NAME = "staff"
    assert any("can set the cookie staff" in each.words for each in state().exhibits)


def test_without_a_notice_nothing_is_proved(db, home, now, client):
    assert prove(promises()["S07"], provers()["S07"], now).state == "not proved"
