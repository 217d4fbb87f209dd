"""A visitor reads, writes and keeps a receipt: with a mouse, with the keyboard alone, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, find

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def press_until(page, what: str, most: int = 40) -> None:
    """Press Tab until the control is reached; a keyboard must get there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({what!r})"):
            return
    raise AssertionError(f"{what} is not reached with Tab.")


@pytest.mark.promise("S03")
@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_page_to_the_receipt(browse, scripts):
    with browse(java_script_enabled=scripts) as (page, noted):
        page.goto("/")
        page.click("main a.button.primary")
        assert "unless you say no below" in page.inner_text("main")
        assert page.locator("input[type=checkbox]:checked").count() == 0
        page.fill("#id_name", "Ben Carter")
        page.fill("#id_email", f"ben{scripts}@carter.example")
        page.fill("#id_message", "Please ring me about our suppliers.")
        page.check("[name=marketing-choice]")
        page.click("main form button.primary")
        page.wait_for_url("**/receipt/*")
        said = page.inner_text("main")
        assert "Answering what you ask" in said
        assert "You ticked this, so we do not." in said
        assert "Ben" not in said
        page.reload()
        assert page.inner_text("main") == said
        assert noted.complaints == []


@pytest.mark.promise("S03")
def test_with_the_keyboard_alone(browse):
    with browse() as (page, _):
        page.goto("/get-in-touch")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for what, words in (
            ("#id_name", "Cara Dunn"),
            ("#id_email", "cara@dunn.example"),
            ("#id_message", "What does it cost?"),
        ):
            press_until(page, what)
            page.keyboard.type(words)
        press_until(page, "[name=marketing-choice]")
        page.keyboard.press("Space")
        press_until(page, "main form button.primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/receipt/*")
        assert "You ticked this" in page.inner_text("main")


def test_a_mistake_takes_the_reader_to_the_list_of_mistakes_and_from_there_to_the_field(browse):
    with browse() as (page, _):
        page.goto("/get-in-touch")
        page.fill("#id_message", "Kept, whatever happens.")
        page.fill("#id_email", "cara")
        page.click("main form button.primary")
        expect(page.locator(".error-summary")).to_be_focused()
        page.click(".error-summary a[href='#id_email']")
        expect(page.locator("#id_email")).to_be_focused()
        assert page.input_value("#id_message") == "Kept, whatever happens."
        assert page.input_value("#id_email") == "cara"


def test_an_impatient_double_click_is_taken_once(signed_in):
    with signed_in("lead") as (page, _):
        page.goto("/get-in-touch")
        page.fill("#id_name", "Ivo Kent")
        page.fill("#id_email", "ivo@kent.example")
        page.fill("#id_message", "Twice?")
        page.dblclick("main form button.primary")
        receipt = re.compile("/receipt/")  # the second press may abort what the first had begun
        expect(page).to_have_url(receipt, timeout=PATIENCE)
        page.wait_for_load_state()
        find(page, "ivo@kent.example")
        assert page.inner_text("main").count("Filled in the form") == 1


def test_the_theme_follows_the_reader_and_needs_no_script(browse):
    with browse(java_script_enabled=False, color_scheme="light") as (page, _):
        page.goto("/privacy")
        page.click("footer button[value=dark]")
        assert page.url.endswith("/privacy")
        assert page.get_attribute("html", "data-theme") == "dark"
        page.goto("/")
        assert page.get_attribute("html", "data-theme") == "dark"
        page.click("footer button[value=auto]")
        assert page.get_attribute("html", "data-theme") is None


@pytest.mark.promise("S29")
def test_the_notice_leads_to_its_versions_and_to_what_changed(browse):
    with browse(java_script_enabled=False) as (page, _):
        page.goto("/privacy")
        page.click("text=All versions and what changed")
        page.click("text=Compare with 2018-06-21")
        assert "clauses differ" in page.inner_text("main")
        assert page.locator("ins").count() > 20


def test_reading_leaves_no_cookie_behind(browse):
    with browse() as (page, _):
        for path in ("/", "/privacy", "/privacy/versions/"):
            page.goto(path)
        assert page.context.cookies() == []
