"""A member of staff finds a person, opens their data for a purpose, and sees the proof that this was recorded."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import find, write_in
from tests.browser.test_visitors_journey import press_until

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.mark.promise("S16")
def test_from_finding_a_person_to_the_proof_of_having_opened_their_data(signed_in):
    with signed_in("lead") as (page, noted):
        write_in(page, "dara@field.example", "Dara Field")
        find(page, "dara@field.example")
        assert "Dara" not in page.content()
        page.select_option("#id_purpose", "enquiries")
        page.click("main form button.primary")
        assert page.inner_text("h1") == "Dara Field"
        assert "dara@field.example" in page.inner_text("main")
        page.click(".note a")
        assert "Data of one person were read for a purpose" in page.inner_text("h1")
        assert "dara" not in page.content().lower()
        page.click("text=Check this proof")
        until = time.monotonic() + 90
        while "as it was written" not in page.inner_text("h1") and time.monotonic() < until:
            page.wait_for_timeout(250)  # the worker takes entries into the tree each second, once it has started
            page.reload()
        assert re.fullmatch(r"Entry \d+ is in the ledger, as it was written", page.inner_text("h1"))
        with page.expect_download() as taken:
            page.click("text=Take the proof with you")
        assert taken.value.suggested_filename.startswith("proof-of-entry-")
        assert noted.complaints == []


def test_from_the_board_to_a_proof_in_three_clicks(signed_in):
    with signed_in("lead") as (page, _):
        page.goto("/console/promises/")
        page.click("text=Examine now")
        assert "Every promise was examined just now." in page.inner_text("main")
        # The installation was furnished with a list of people of whom nobody knows where they came from.
        broken = page.locator(".promise", has=page.get_by_text("Broken", exact=True)).all_inner_texts()
        assert re.match(r"\d+ kept · 1 broken · \d+ not proved", page.inner_text("h1")), broken
        assert "3 of" in page.inner_text(".promise >> nth=0")
        assert "have no declared source" in page.inner_text(".promise >> nth=0")
        page.click("main .promise a >> nth=0")
        assert "How it is tested" in page.inner_text("main")


def test_signing_in_with_the_keyboard_alone_and_out_again(browse, site):
    email, password = site.sign_ins["support"]
    with browse() as (page, _):
        page.goto("/console/people/")
        assert "/console/sign-in" in page.url
        expect(page.locator("#id_email")).to_be_focused()
        page.keyboard.type(email)
        page.keyboard.press("Tab")
        page.keyboard.type(password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/people/")
        press_until(page, ".account summary")
        page.keyboard.press("Enter")
        press_until(page, ".account button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/sign-in")
        page.goto("/console/people/")
        assert "/console/sign-in" in page.url


def test_everything_works_without_scripts(signed_in):
    with signed_in("support", java_script_enabled=False) as (page, _):
        write_in(page, "evan@gill.example", "Evan Gill")
        person = find(page, "evan@gill.example")
        page.select_option("#id_purpose", "enquiries")
        page.click("main form button.primary")
        assert page.inner_text("h1") == "Evan Gill"
        page.goto(person)
        page.click("text=Record a stop")
        page.select_option("#id_what", "marketing-stop")
        page.select_option("#id_how", "telephone")
        page.click("main form button.primary")
        assert "Marketing to this person has stopped." in page.inner_text("main")
        assert "No. Said so" in page.inner_text("main")
        page.goto("/console/notice/flow")
        page.click("text=The figures as a table")
        assert page.locator("details table").first.is_visible()


def test_erasing_takes_a_page_of_its_own_and_leaves_nobody(signed_in):
    with signed_in("lead") as (page, _):
        write_in(page, "fay@hunt.example", "Fay Hunt")
        person = find(page, "fay@hunt.example")
        page.click("text=Erase their data")
        assert "It can be undone for 24 hours; then it is final." in page.inner_text("main")
        page.select_option("#id_reason", "request")
        page.click("main button.danger")
        said = page.inner_text("main")
        assert "Nobody can read their data any more." in said
        assert re.search(r"\d+ erasures can still be undone", said)
        assert page.goto(person).status == 404
        page.goto("/console/people/")
        page.fill("#id_identifier", "fay@hunt.example")
        page.click("main button.primary")
        assert page.inner_text("h1") == "Nobody is found by that"


def test_what_was_opened_is_not_there_when_one_comes_back(signed_in):
    with signed_in("support") as (page, _):
        write_in(page, "gwen@iles.example", "Gwen Iles")
        person = find(page, "gwen@iles.example")
        page.select_option("#id_purpose", "enquiries")
        page.click("main form button.primary")
        assert page.inner_text("h1") == "Gwen Iles"
        page.goto("/console/")
        page.goto(person)
        assert "Gwen" not in page.content()


def test_a_slash_goes_to_the_search(signed_in):
    with signed_in("support") as (page, _):
        page.goto("/console/")
        page.keyboard.press("/")
        page.keyboard.type("nobody@nowhere.example")
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/people/find")
        assert page.inner_text("h1") == "Nobody is found by that"


def test_whoever_types_into_a_form_after_their_session_ended_is_told_before_they_lose_it(signed_in):
    with signed_in("support") as (page, _noted):
        page.clock.install()
        page.goto("/console/matters/new/service")
        told = page.get_by_text("You have been signed out.")
        page.clock.fast_forward("06:00")
        with page.expect_response("**/console/account/"):
            page.get_by_label("Its number").press_sequentially("FS-1")
        assert told.is_hidden()
        page.context.clear_cookies(name="sessionid")
        page.clock.fast_forward("06:00")
        page.get_by_label("What it is").press_sequentially("Invoices")
        expect(told).to_be_visible()
        expect(told).to_contain_text("Copy what you typed before you send it")


def test_an_answer_that_is_being_typed_is_not_lost_to_a_link(signed_in, site):
    with signed_in("lead") as (page, _noted):
        page.goto(site.places["console:enquiry"])
        page.click("button:has-text('Open for answering')")
        answer = page.get_by_label("Answer", exact=True)
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        answer.press_sequentially("We ship on Mondays.")
        with page.context.expect_page() as beside:
            page.click("main a:has-text('Their page')")
        assert "/console/people/" in beside.value.url, "what is looked up meanwhile opens beside it"
        with page.expect_event("dialog"):
            page.click("nav a:has-text('Records')", no_wait_after=True)
        assert asked == ["beforeunload"], "the browser asks before it is lost"
        expect(answer).to_have_value("We ship on Mondays.")
        page.click("main button:has-text('Give it back'), main button:has-text('Take it')")
        expect(answer).to_have_value("We ship on Mondays.")
        with page.expect_event("dialog"):
            page.click("nav a:has-text('Records')", no_wait_after=True)
        assert asked == ["beforeunload"] * 2, "it is still not sent"
        page.get_by_label("Subject").fill("Shipping")
        page.click("button:has-text('Send the answer')")
        page.get_by_text("Your answer is queued").wait_for()
        assert len(asked) == 2, "what is sent is not lost"


def test_no_address_ever_names_anybody(signed_in):
    with signed_in("support") as (page, noted):
        write_in(page, "hal.canary@jones.example", "Hal Canary")
        find(page, "hal.canary@jones.example")
        page.select_option("#id_purpose", "enquiries")
        page.click("main form button.primary")
        assert not [url for url in noted.asked if "canary" in url.lower() or "@" in url]
