"""The next version goes into use: somebody is asked again, a colleague approves, the lead publishes, all read it."""

import time

import pytest

from tests.browser.conftest import opened_site

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.promise("S29")]


@pytest.fixture
def site(demonstration, tmp_path):
    """A site of its own: what is published stays published."""
    with opened_site(demonstration, tmp_path, "publishing") as opened:
        yield opened


@pytest.mark.timeout(400)
def test_from_a_plan_on_the_table_to_the_version_on_the_site(browse, signed_in, site):
    plan = site.places["console:plan"]
    with browse() as (page, _):
        page.goto(site.places["change"])
        page.click("button:has-text('Yes, you may')")
        page.goto("/privacy")
        assert "Looking back at how an enquiry was answered" not in page.inner_text("main")
    with signed_in("lead") as (page, _):
        page.goto(plan)
        assert page.locator("button:has-text('Approve')").count() == 0, "nobody approves what they proposed"
    with signed_in("finance") as (page, _):
        page.goto(plan)
        page.click("button:has-text('Approve')")
    with signed_in("lead") as (page, noted):
        page.goto(plan)
        until = time.monotonic() + 180
        while "Nothing stands in its way." not in page.inner_text("main") and time.monotonic() < until:
            page.wait_for_timeout(500)  # those who must be told first are being told
            page.reload()
        tops = "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
        assert len(set(page.eval_on_selector_all(".plan-bar .button", tops))) == 1, "what can be done stands in a row"
        page.click("main a:has-text('Publish')")
        page.fill("#id_at", "")  # the day that it names stands there: this one goes out at once
        page.click("main form button:has-text('Publish')")
        page.goto("/console/notice/versions/")
        assert "2027-03-01" in page.inner_text("main")
        assert noted.complaints == []
    with browse() as (page, _):
        page.goto("/privacy")
        assert "Looking back at how an enquiry was answered" in page.inner_text("main")
        page.click("text=All versions and what changed")
        page.click("text=Compare with 2026-12-01")
        assert "clauses differ" in page.inner_text("main")
