"""From nothing to a published notice in a browser, by following the pages: how many clicks is it, and does it hold?"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.accessible import EVERYTHING, assert_accessible, look_at
from tests.browser.conftest import own_window
from tests.browser.installations import Installation, ended_with_us, installed
from tests.ports import free_port

pytestmark = pytest.mark.browser

MOST_CLICKS = 60
MOST_SECONDS = 15 * 60
SHOTS = os.environ.get("HONOUR_SHOTS")


class Kept:
    """A mail server that keeps what it takes."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.messages.append(envelope)
        return "250 taken"


@pytest.fixture
def mail_server():
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    kept.port = controller.port
    yield kept
    controller.stop()


@contextmanager
def serving(installation: Installation, port: int):
    """Run ``honour serve`` on it; gives the link for setting up that it printed, if it printed one."""
    around = installation.environment(HONOUR_PUBLIC_URL=f"http://127.0.0.1:{port}", PYTHONUNBUFFERED="1")
    command = installation.honour("serve", "--port", str(port))
    server = subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True, start_new_session=True)
    link = ""
    try:
        with ended_with_us(server):
            for line in server.stdout:
                found = re.search(r"http://\S+/set-up/begin/\S+", line)
                link = found[0] if found else link
                if "ready" in line:
                    break
            yield link, server
    finally:
        kill(server)
        server.wait(timeout=60)
        server.stdout.close()


def kill(server):
    """Kill a server and the worker beside it, which would outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)


class Hand:
    """Somebody at the page: every field gone to, every box ticked and every button pressed is a click."""

    def __init__(self, page, *, with_looks):
        self.page, self.with_looks, self.clicks = page, with_looks, 0

    def fill(self, label, value):
        self.clicks += 1
        self.page.get_by_label(label, exact=True).first.fill(value)

    def press(self, name):
        self.clicks += 1
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()  # a press returns as soon as the next page begins to arrive

    def follow(self, name):
        self.clicks += 1
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def tick(self, label):
        self.clicks += 1
        self.page.get_by_label(label, exact=True).check()

    def choose(self, label, value, nth=0):
        self.clicks += 1
        self.page.get_by_label(label, exact=True).nth(nth).select_option(value)

    def looks_well(self, name):
        """No fault of accessibility, nothing wider than the page: also on a telephone, in the dark."""
        for scheme, width in (("light", 1280), ("dark", 360)) if self.with_looks else ():
            size = {"width": width, "height": 800}
            if SHOTS:
                look_at(self.page, scheme, size)
                self.page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png", full_page=True)
            assert_accessible(self.page, [(scheme, size, EVERYTHING)])
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture(
    params=[
        pytest.param(True, id="with-scripts"),
        pytest.param(False, id="without-scripts", marks=pytest.mark.journey),
    ]
)
def hand(request, chromium):
    with own_window(chromium, java_script_enabled=request.param) as window:
        yield Hand(window.new_page(), with_looks=request.param)


@pytest.fixture
def empty(tmp_path, worker_id, testrun_uid):
    """An installation in which nobody works yet."""
    with installed(tmp_path / "home", f"honour_{testrun_uid}_{worker_id}_empty") as installation:
        installation.run(*installation.honour("init"))
        yield installation


@pytest.mark.timeout(400)
def test_from_nothing_to_a_published_notice_in_sixty_clicks(  # noqa: PLR0915 - one walk, told from its beginning to its end
    empty, hand, mail_server
):
    port, began = free_port(), time.monotonic()
    page, look = hand.page, hand.looks_well
    with serving(empty, port) as (link, server):
        assert link, "the link is printed where the installation is started"
        page.goto(link)
        look("begin")
        hand.fill("Your name", "Nadia Rahman")
        hand.fill("Your email address", "nadia@tarn.example")
        hand.fill("Password", "three quiet herons")
        hand.press("Begin")

        assert "Your company" in page.inner_text("h1")
        company = page.url
        page.goto(f"http://127.0.0.1:{port}/console/set-up/file")
        look("file")
        page.goto(company)
        hand.press("Save and go on")  # wrong input is told at the field, and nothing is lost
        assert "Enter the name under which you are registered." in page.inner_text("main")
        look("company-wrong")
        hand.fill("Registered name", "Tarn Bookkeeping Ltd")
        hand.fill("Company number (optional)", "00000001")
        hand.fill("Address", "1 Tarn Lane, Thornbeck, ZZ1 2AB")
        hand.fill("Email address for questions about privacy", "privacy@tarn.example")
        hand.press("Save and go on")
        look("why")
        hand.tick("Emailing customers, and people who asked, about similar things you sell")
        hand.press("Save and go on")
        page.wait_for_url("**/what")  # or going back would meet the page on its way

        page.go_back()  # the way back is safe: what was answered stands there
        assert page.get_by_label("Serving customers: orders, deliveries, help").is_checked()
        page.go_forward()
        look("what")
        hand.press("Save and go on")
        kill(server)  # whatever happens to the server, the answers are kept
    with serving(empty, port) as (link, server):
        assert link == "", "nobody else can take an installation that is taken"
        page.goto(f"http://127.0.0.1:{port}/console/set-up/")
        look("overview")
        hand.follow("How long")
        look("how-long")
        hand.press("Save and go on")
        look("who-else")
        hand.tick(
            "An accountant (optional)" if page.get_by_label("An accountant (optional)").count() else "An accountant"
        )
        hand.choose("Where it keeps the data", "Ireland", nth=1)
        hand.press("Save and go on")

        look("kit")
        hand.fill("Passphrase for the kit", "a passphrase for paper")
        hand.fill("The passphrase again", "a passphrase for paper")
        hand.press("Make the kit")
        look("kit-shown")
        with page.expect_download() as coming:
            hand.follow("Download the kit")
        kit = Path(coming.value.path()).read_text()
        lines = {int(found[1]): found[2].split() for found in re.finditer(r"(?m)^ *(\d+)  (.+?)  - ", kit)}
        asked = re.findall(r"Line (\d+), group (\d+)", page.inner_text("main"))
        assert len(asked) == 2
        hand.fill(f"Line {asked[0][0]}, group {asked[0][1]}", "AAAA")
        hand.fill(f"Line {asked[1][0]}, group {asked[1][1]}", "AAAA")
        hand.press("Show that it is kept")
        assert "This is not what stands there" in page.inner_text("main")
        for line, group in asked:
            hand.fill(f"Line {line}, group {group}", lines[int(line)][int(group) - 1].lower())
        hand.press("Show that it is kept")

        look("colleagues")
        hand.fill("Name", "Tom Ashworth")
        hand.fill("Email address", "tom@tarn.example")
        hand.tick("Support: answers people who write or ring, and puts their details right")
        hand.press("Invite")
        assert "/console/join/" in page.inner_text("main")
        hand.press("That is everybody")

        look("mail")
        hand.fill("Mail server", "127.0.0.1")
        hand.tick("In clear: only a server on this machine")
        hand.fill("Another port (optional)", "1")
        hand.press("Save it and send me a test message")
        assert "cannot be reached" in page.inner_text("main")
        look("mail-wrong")
        hand.fill("Another port (optional)", str(mail_server.port))
        hand.press("Save it and send me a test message")
        assert [each.rcpt_tos for each in mail_server.messages] == [["nadia@tarn.example"]]

        assert "The check finds nothing wrong." in page.inner_text("main")
        look("publish")
        hand.tick("I have read the notice and the weighing of interests, and it is so")
        hand.press("Publish")
        assert "The notice is published" in page.inner_text("main")
        look("done")
        took = time.monotonic() - began

        assert page.goto(f"http://127.0.0.1:{port}/privacy").status == 200
        assert "Tarn Bookkeeping Ltd" in page.inner_text("main")
        assert page.goto(f"http://127.0.0.1:{port}/get-in-touch").status == 200
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    assert took < MOST_SECONDS
    prove_and_check(empty)


def prove_and_check(installation):
    proved = installation.run(*installation.honour("prove"))
    assert "broken" not in re.sub(r"0 broken", "", proved)
    installation.run(*installation.honour("check", str(installation.home / "notice.yaml")))
