"""A form that was opened before its reader signed in again, in another tab, is neither taken unseen nor lost."""

import html
import re

import pytest
from django.test import Client

from honour.intake.models import AnswerTemplate
from tests.web.conftest import PASSWORD

SIGN_IN = "/console/sign-in"
NEW_TEMPLATE = "/console/contact/templates/new"
TEMPLATE = {"name": "Prices", "purpose": "enquiries", "subject": "Prices", "text": "Dear <b>{name}</b>,\r\nall well?"}
FROM_HERE = {"HTTP_ORIGIN": "http://testserver"}


def mark_of(response):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode())[1]


@pytest.fixture
def strict(member):
    """A member of support in a browser whose forms have to bear their mark; gives how to sign in again, too."""
    email = member("support").email
    client = Client(enforce_csrf_checks=True)

    def enter():
        client.cookies.pop("sessionid", None)
        mark = mark_of(client.get(SIGN_IN))
        client.post(SIGN_IN, {"email": email, "password": PASSWORD, "csrfmiddlewaretoken": mark}, **FROM_HERE)

    enter()
    return client, enter


def test_a_form_opened_before_signing_in_again_is_kept_and_sent_by_one_press(strict):
    client, sign_in_again = strict
    mark = mark_of(client.get(NEW_TEMPLATE))
    sign_in_again()
    came = client.post(NEW_TEMPLATE, {**TEMPLATE, "csrfmiddlewaretoken": mark}, **FROM_HERE)
    shown = came.content.decode()
    assert came.status_code == 403
    assert "You signed in again after opening this form" in shown
    assert 'href="/console/contact/"' in shown, "and the way around is there"
    assert "no-store" in came["Cache-Control"]
    assert not AnswerTemplate.objects.exists(), "nothing happens before somebody presses"
    main = re.search(r"<main.*</main>", shown, re.DOTALL)[0]
    again = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', main)}
    assert client.post(NEW_TEMPLATE, again, **FROM_HERE).status_code == 302
    assert AnswerTemplate.objects.get().text.splitlines() == ["Dear <b>{name}</b>,", "all well?"]


@pytest.mark.parametrize("origin", [{"HTTP_ORIGIN": "https://evil.example"}, {}])
def test_a_form_that_may_come_from_elsewhere_is_not_kept(strict, origin):
    client, sign_in_again = strict
    mark = mark_of(client.get(NEW_TEMPLATE))
    sign_in_again()
    shown = client.post(NEW_TEMPLATE, {**TEMPLATE, "csrfmiddlewaretoken": mark}, **origin).content.decode()
    assert "We did not take that form" in shown
    assert "Dear" not in shown


def test_a_form_with_a_secret_in_it_is_to_be_filled_in_once_more(strict):
    client, sign_in_again = strict
    mark = mark_of(client.get("/console/password"))
    sign_in_again()
    given = {"present": PASSWORD, "chosen": "four loud herons", "csrfmiddlewaretoken": mark}
    shown = client.post("/console/password", given, **FROM_HERE).content.decode()
    assert "What is secret is not kept" in shown
    assert "herons" not in shown


def test_who_signs_in_by_a_page_of_before_is_led_in(strict):
    client, _ = strict
    given = {"email": "a@b.example", "password": "x", "csrfmiddlewaretoken": "a" * 64}
    came = client.post(SIGN_IN, given, **FROM_HERE)
    assert (came.status_code, came["Location"]) == (302, "/console/")


def test_what_is_sent_after_signing_out_elsewhere_is_said_to_be_lost(signed_in):
    client = signed_in("support")
    client.logout()
    came = client.post(NEW_TEMPLATE, TEMPLATE, follow=True)
    assert "You are signed out. What you sent was not stored." in came.content.decode()
