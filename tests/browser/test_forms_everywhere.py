"""Visitors fill in every form: with the keyboard, without scripts, on a phone; and in a frame on another site."""

from __future__ import annotations

import email
import email.policy
import http.server
import re
import threading
import time
from pathlib import Path

import pytest

from tests.browser.conftest import own_window
from tests.browser.test_visitors_journey import press_until

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.promise("S03")]

SHEET = "/downloads/invoicing-with-fellside-on-one-page"


def mail_to(site, address: str, subject: str) -> str:
    """Wait for a message, as it leaves for the folder of the demonstration, and give its words."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        for file in site.mail.glob("*.eml"):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if message["To"] == address and subject in message["Subject"]:
                return message.get_body(("plain",)).get_content()
        time.sleep(0.3)
    raise AssertionError(f"Nothing came for {address}.")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_download_from_the_catalogue_to_the_file_with_the_keyboard_alone(browse, site, scripts):
    address = f"keys{scripts}@download.example".lower()
    with browse(java_script_enabled=scripts, accept_downloads=True) as (page, noted):
        page.goto("/")
        page.click("header a:has-text('Downloads')")
        page.click("main a:has-text('Invoicing with Fellside')")
        page.focus("#id_email")
        page.keyboard.type(address)
        page.keyboard.press("Tab")  # the notice
        page.keyboard.press("Tab")  # the box, left empty: no marketing is as easy
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/receipt/*")
        assert "The link is on its way" in page.inner_text("main")
        link = re.search(r"http\S+/downloads/link/\S+", mail_to(site, address, "Your download"))[0]
        page.goto(link)
        with page.expect_download() as came:
            page.focus("main button.primary")
            page.keyboard.press("Enter")
        assert came.value.suggested_filename == "fellside-data-sheet.pdf"
        assert Path(came.value.path()).read_bytes().startswith(b"%PDF-")
        assert page.context.cookies() == []
        assert noted.complaints == []


def test_a_talk_is_asked_for_on_a_phone_without_scripts(browse):
    with browse(java_script_enabled=False, viewport={"width": 360, "height": 740}) as (page, _):
        page.goto("/forms/talk-to-a-consultant")
        page.fill("#id_name", "Rhona Bell")
        page.fill("#id_email", "rhona@bell.example")
        page.select_option("#id_preferred-channel", "By video")
        page.select_option("#id_preferred-time", "Weekday mornings")
        page.click("main form button.primary")
        assert "We confirm a time by email" in page.inner_text("main")


def test_a_landing_page_is_filled_in_with_the_keyboard(browse):
    with browse() as (page, _):
        page.goto("/go/paper-gone-by-spring")
        press_until(page, "#id_email")
        page.keyboard.type("spring@landing.example")
        press_until(page, "main form button.primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/receipt/*")


def test_the_question_for_machines_is_out_of_everybodys_way(browse):
    with browse() as (page, _):
        page.goto("/get-in-touch")
        box = page.locator(".for-machines").bounding_box()
        assert (box["width"], box["height"]) == (1, 1)  # and nothing of it shows: it is clipped
        page.focus("#id_message")
        for _ in range(6):
            page.keyboard.press("Tab")
            assert not page.evaluate("document.activeElement.matches('[name=leave-this-empty]')")
        assert "Leave this empty" not in page.locator("main").aria_snapshot()


@pytest.fixture
def other_site(site):
    """Another site, on another port: pages with the script, and one with a frame of the console."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            much = "<p>Shop.</p>" * 100
            framed = {
                "/": f'<script src="{site.address}/embed.js" data-form="get-in-touch" async></script>{much}',
                "/console": f'<iframe src="{site.address}/console/sign-in"></iframe>',
                "/form": f'<iframe src="{site.address}/get-in-touch"></iframe>',
            }
            page = f"<!doctype html><title>Shop</title><h1>Shop</h1>{framed.get(self.path, '')}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def allow(signed_in, origin: str) -> None:
    with signed_in("marketing") as (page, _):
        page.goto("/console/contact/forms/get-in-touch")
        page.fill("#id_site", origin)
        page.click("button:has-text('Allow this site')")
        assert origin in page.inner_text("main")


def test_a_form_on_another_site_is_filled_in_there_and_keeps_no_cookie(chromium, signed_in, site, other_site):
    allow(signed_in, other_site)
    with own_window(chromium) as window:
        page = window.new_page()
        page.goto(other_site)
        page.wait_for_selector("iframe")
        frame = page.frame_locator("iframe")
        frame.locator("#id_name").fill("Framed Fern")
        frame.locator("#id_email").fill("fern@framed.example")
        frame.locator("#id_message").fill("From your shop.")
        page.wait_for_function("document.querySelector('iframe').offsetHeight > 700")  # the frame grows with the form
        frame.locator("button.primary").click()
        frame.locator("text=We have what you sent").wait_for()
        assert window.cookies() == []
        with window.expect_page() as opened:
            frame.locator("a:has-text('Your receipt')").click()
        opened.value.wait_for_load_state()
        assert "Your receipt" in opened.value.inner_text("main")


def test_what_came_of_a_framed_form_is_in_sight_on_a_phone(chromium, signed_in, site, other_site):
    allow(signed_in, other_site)
    with own_window(chromium, viewport={"width": 360, "height": 740}) as window:
        page = window.new_page()
        page.goto(other_site)
        frame = page.frame_locator("iframe")
        page.wait_for_function("document.querySelector('iframe').offsetHeight > 1500")
        frame.locator("#id_email").fill("no address")
        frame.locator("button.primary").click()
        frame.locator(".error-summary:focus").wait_for()
        assert 0 <= frame.locator(".error-summary").bounding_box()["y"] < 740
        frame.locator("#id_name").fill("Framed Fern")
        frame.locator("#id_email").fill("fern@phone.example")
        frame.locator("#id_message").fill("From your shop.")
        frame.locator("button.primary").click()
        frame.locator("h1:focus").wait_for()
        assert 0 <= frame.locator("text=We have what you sent").bounding_box()["y"] < 740


def test_nothing_of_ours_stands_in_a_frame_where_it_is_not_listed(chromium, site, other_site):
    with own_window(chromium) as window:
        page = window.new_page()
        for path in ("/", "/console", "/form"):
            page.goto(other_site + path)
            page.wait_for_selector("iframe")
            while {frame.url for frame in page.frames[1:]} & {"", "about:blank"}:
                page.wait_for_timeout(50)  # until the browser has refused it
            shown = [frame for frame in page.frames if frame.url.startswith(site.address)]
            for frame in shown:
                assert frame.locator("form").count() == 0, path
