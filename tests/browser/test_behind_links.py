"""The pages behind links in mail, as their readers see them: everywhere accessible, on a phone, in the dark."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import told, write_in
from tests.browser.test_every_page import examine
from tests.browser.test_forms_everywhere import SHEET, mail_to
from tests.browser.test_visitors_journey import press_until

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def link_to(site, address: str, subject: str, where: str) -> str:
    return re.search(rf"http\S+/{where}/\S+", mail_to(site, address, subject))[0]


MAKE_LINK = """
from honour.outreach.stop_links import stop_token
from honour.register.models import Subject
person = Subject.objects.filter(marketing_objection=False, status=0).latest("pk").public_id
print(stop_token(person, "asha.patel@fells.example", "similar-services"))
"""


@pytest.fixture(scope="module")
def stop_path(site) -> str:
    """The link that a marketing message to somebody of the demonstration would carry."""
    return f"/u/{told(site, MAKE_LINK)[0]}"


@pytest.mark.promise("S03")
def test_a_download_for_which_a_box_was_ticked(browse, site):
    with browse() as (page, noted):
        page.goto(SHEET)
        page.fill("#id_email", "ticked@links.example")
        page.check("[name=marketing-choice]")
        page.click("main form button.primary")
        page.wait_for_url("**/receipt/*")
        page.goto(link_to(site, "ticked@links.example", "Your download", "downloads/link"))
        boxes = [page.locator("main form button").nth(number).bounding_box() for number in (0, 1)]
        assert boxes[0]["height"] == boxes[1]["height"]
        examine(page, noted)
        page.goto(page.url[:-2] + "zz")
        examine(page, noted, "404")


@pytest.mark.promise("S11", "S24")
def test_preferences_from_asking_for_the_link_to_putting_details_right(browse, site):
    address = "prefers@links.example"
    with browse() as (page, noted):
        write_in(page, address)
        page.goto(link_to(site, address, "Is this address yours", "confirm"))
        examine(page, noted)
        page.click("main form button.primary")
        examine(page, noted)
        page.goto("/preferences/")
        page.fill("#id_email", address)
        page.click("main form button.primary")
        examine(page, noted)
        page.goto(link_to(site, address, "what we may send you", "preferences"))
        page.set_viewport_size({"width": 1280, "height": 800})
        top = "one => Math.round(one.getBoundingClientRect().top)"
        apart = [
            abs(page.eval_on_selector(f"#{box} ~ label", top) + 10 - page.eval_on_selector(f"#{box}", top))
            for box in page.eval_on_selector_all(".choice input", "all => all.map(one => one.id)")
        ]
        assert max(apart) <= 2, "each box stands beside its name, however long what is said of it"
        examine(page, noted)
        page.click("button:has-text('Pause for a month')")
        assert "Marketing is paused until" in page.inner_text("main")
        examine(page, noted)
        page.click("a:has-text('Put it right')")
        page.fill("#id_email", "nonsense")
        page.click("main form button.primary")
        examine(page, noted, "400")
        page.fill("#id_email", address)
        page.fill("#id_telephone", "01632 960 555")
        page.click("main form button.primary")
        assert "01632 960 555" in page.inner_text("main")
        assert page.context.cookies() == []


@pytest.mark.promise("S11")
def test_a_way_is_stopped_with_the_keyboard_on_a_phone_without_scripts(browse, site):
    address = "keys@links.example"
    with browse(java_script_enabled=False, viewport={"width": 360, "height": 740}) as (page, _):
        write_in(page, address)
        page.goto("/preferences/")
        page.fill("#id_email", address)
        page.click("main form button.primary")
        page.goto(link_to(site, address, "what we may send you", "preferences"))
        page.keyboard.press("Tab")
        page.focus("input[name=wanted]")
        page.keyboard.press("Space")
        page.focus("main form button.primary")
        page.keyboard.press("Enter")
        page.locator("text=Saved. It holds from now on.").wait_for()
        assert not page.locator("input[name=wanted]").first.is_checked()
        assert "You said no on" in page.inner_text("main")


@pytest.mark.promise("S21")
def test_stopping_by_the_link_and_undoing_it(browse, stop_path):
    with browse() as (page, noted):
        page.goto(stop_path)
        boxes = [page.locator("main form button").nth(number).bounding_box() for number in (0, 1)]
        assert (boxes[0]["height"], boxes[0]["width"]) == (boxes[1]["height"], boxes[1]["width"])
        examine(page, noted)
        press_until(page, "button[value=topic]")
        page.keyboard.press("Enter")
        page.locator("h1:has-text('Done')").wait_for()
        examine(page, noted)
        page.click("button:has-text('Undo')")
        page.locator("h1:has-text('Undone')").wait_for()
        examine(page, noted)
        page.goto(f"{stop_path}x")
        examine(page, noted, "404")
        assert page.context.cookies() == []


TELL = """
from honour.cli.demo.next_version import next_version
from honour.publishing.answering import link_token
from honour.publishing.plan.keeping import ask_for_plan, make_waiting
from honour.publishing.proposing import propose
from honour.publishing.telling import begin_telling
from honour.register.models import NoticeVersion
file = next_version(NoticeVersion.objects.get(label="2026-12-01").text.encode())
file += b"# another proposal than that of other pages, for this one is given up\\n"
made = propose(file, "next.yaml", by="staff-1", at=now)
import time
for _ in range(300):
    make_waiting(now)
    if made.runs.filter(state="done").exists():
        break
    time.sleep(0.2)
begin_telling(made.pk, by="staff-1", at=now)
print(link_token(made.tellings.exclude(asked=0).latest("pk").pk))
print(made.pk)
"""
GIVE_UP = """
from honour.publishing.proposing import withdraw
withdraw({number}, by="staff-1", at=now)
"""


@pytest.mark.promise("S29")
def test_the_page_that_asks_again_takes_a_yes_and_a_no_and_says_when_it_is_over(browse, site):
    token, number = told(site, TELL)
    with browse() as (page, noted):
        page.goto(f"/changes/{token}")
        assert "If you do not answer, it is no." in page.inner_text("main")
        boxes = [page.locator("main form button").nth(number).bounding_box() for number in (0, 1)]
        assert boxes[0]["height"] == boxes[1]["height"]
        examine(page, noted)
        page.click("button:has-text('Yes, you may')")
        assert "You said yes. You can change it here at any time." in page.inner_text("main")
        assert "Your answer so far: we may." in page.inner_text("main")
        examine(page, noted)
        page.click("button:has-text('No, do not')")
        assert "Your answer so far: we may not." in page.inner_text("main")
        page.goto(f"/in/cy/changes/{token}")
        assert "Eich ateb hyd yma: ni chawn." in page.inner_text("main")
        press_until(page, "button[value=yes]")
        page.keyboard.press("Enter")
        page.locator("text=Eich ateb hyd yma: cawn.").wait_for()
        examine(page, noted)
        assert page.context.cookies() == []
        told(site, GIVE_UP.format(number=number))
        for language, words in (("", "This change was given up."), ("/in/cy", "Rhoddwyd y gorau i'r newid hwn.")):
            page.goto(f"{language}/changes/{token}")
            assert words in page.inner_text("main")
            examine(page, noted, "404")
