"""Every page people get, in a real Chromium: accessible, quiet, ours alone, and whole on a telephone."""

import pytest
from playwright.sync_api import Page

from tests.accessible import EVERYTHING, LOOKS, NARROW, WIDE, assert_accessible
from tests.browser.conftest import find, write_in

pytestmark = pytest.mark.browser

LIGHT = 100_000
"""Bytes that a public page may take on its way, fonts and all."""

PUBLIC = [
    "/",
    "/get-in-touch",
    "/forms/complaint",
    "/forms/talk-to-a-consultant",
    "/downloads/",
    "/downloads/invoicing-with-fellside-on-one-page",
    "/downloads/twelve-questions-before-you-leave-paper",
    "/go/paper-gone-by-spring",
    "/embed/get-in-touch",
    "/preferences/",
    "/privacy",
    "/in/cy/",
    "/in/cy/get-in-touch",
    "/in/cy/downloads/twelve-questions-before-you-leave-paper",
    "/in/cy/embed/get-in-touch",
    "/in/cy/preferences/",
    "/privacy/versions/",
    "/console/sign-in",
]
CONSOLE = [
    "/console/",
    "/console/promises/",
    "/console/promises/S16",
    "/console/promises/S21",
    "/console/people/",
    "/console/matters/",
    "/console/matters/new/",
    "/console/matters/new/accounting-period",
    "/console/matters/new/service",
    "/console/requests/",
    "/console/contact/",
    "/console/contact/forms/",
    "/console/contact/forms/get-in-touch",
    "/console/contact/forms/get-in-touch/sale",
    "/console/contact/downloads/",
    "/console/contact/downloads/new",
    "/console/contact/downloads/invoicing-with-fellside-on-one-page",
    "/console/contact/downloads/invoicing-with-fellside-on-one-page/withdraw",
    "/console/contact/landing-pages/",
    "/console/contact/landing-pages/new",
    "/console/contact/landing-pages/paper-gone-by-spring",
    "/console/notice/",
    "/console/notice/assessments/",
    "/console/notice/assessments/balancing-test/marketing",
    "/console/notice/enforcing/",
    "/console/notice/enforcing/enquiries",
    "/console/notice/enforcing/enquiries/basis-blank",
    "/console/notice/enforcing/enquiries/sources",
    "/console/notice/enforcing/enquiries/notice",
    "/console/notice/findings",
    "/console/notice/keeping/waiting",
    "/console/notice/keeping/waiting/event-held/contact",
    "/console/notice/flow",
    "/console/notice/flow?focus=purpose.enquiries",
    "/console/notice/versions/",
    "/console/records/",
    "/console/records/?kind=person:collected",
    "/console/records/3",
    "/console/records/3/proof",
    "/console/records/checkpoint",
    "/console/records/uses",
    "/console/records/disclosures",
    "/console/records/exports",
    "/console/records/systems",
    "/console/connections/",
    "/console/connections/tokens/",
    "/console/connections/tokens/new",
    "/console/staff/",
    "/console/staff/invite",
    "/console/staff/deputies/new",
    "/console/staff/roles",
    "/console/staff/2/leave",
    "/console/account/",
    "/console/account/confirm",
    "/console/account/app",
    "/console/account/passkey",
    "/console/keys/",
    "/console/mail/",
    "/console/staff/1",
    "/console/staff/purposes/enquiries",
    "/console/password",
]


def examine(page: Page, noted, *expected: str, looks=LOOKS) -> None:
    """Look at the open page, light and dark, wide and narrow; ``expected`` are the browser's words for a mistake."""
    assert_accessible(page, looks)
    assert [said for said in noted.complaints if not any(words in said for words in expected)] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(browse, path):
    with browse() as (page, noted):
        loaded = []
        page.on("requestfinished", lambda request: loaded.append(request))  # noqa: PLW0108 - it takes no built-in
        page.goto(path, wait_until="networkidle")
        sizes = [request.sizes() for request in loaded]
        assert sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes) < LIGHT
        examine(page, noted)


@pytest.mark.parametrize("path", CONSOLE)
def test_pages_of_the_console(signed_in, path):
    with signed_in() as (page, noted):
        page.goto(path)
        examine(page, noted)


@pytest.mark.parametrize(
    "path", ["/in/cy/privacy", "/privacy/versions/2018-06-21", "/privacy/versions/2018-06-21..2026-12-01"]
)
def test_long_pages_whose_parts_the_notice_shows_too(browse, path):
    with browse() as (page, noted):
        page.goto(path)
        examine(page, noted, looks=[("light", NARROW, EVERYTHING), ("dark", WIDE, EVERYTHING)])


def test_a_filter_with_a_mistake(signed_in):
    with signed_in() as (page, noted):
        page.goto("/console/records/?since=soon")
        examine(page, noted, "400", "does not conform")


def test_a_form_that_comes_back_with_mistakes(browse):
    with browse() as (page, noted):
        page.goto("/get-in-touch")
        page.fill("#id_email", "asha")
        page.click("main form button.primary")
        assert page.title().startswith("Error: ")
        examine(page, noted, "400")


def test_a_receipt(browse):
    with browse() as (page, noted):
        write_in(page, "receipt@patel.example")
        page.click("summary")
        examine(page, noted)


def test_pages_for_what_goes_wrong(browse):
    with browse() as (page, noted):
        for path in ("/nowhere", "/receipt/nobody"):
            page.goto(path)
            examine(page, noted, "404")


def test_a_persons_pages(signed_in):
    with signed_in() as (page, noted):
        write_in(page, "pages@patel.example")
        person = find(page, "pages@patel.example")
        examine(page, noted)
        page.select_option("#id_purpose", "enquiries")
        page.click("main form button.primary")
        examine(page, noted)
        page.goto(person)
        page.select_option("#id_purpose", "credit-checks")
        page.click("main form button.primary")
        examine(page, noted)
        for act in ("stop", "erase", "matters", "data/contact/erase"):
            page.goto(f"{person}/{act}")
            examine(page, noted)
        page.goto(person)
        page.select_option("#id_purpose", "enquiries")
        page.click("main form button.primary")
        page.click("main a:has-text('Put it right')")
        page.click("main form button.primary")
        assert "Choose how they told us." in page.inner_text("main")
        examine(page, noted, "400")


def test_a_matters_pages(signed_in):
    with signed_in() as (page, noted):
        page.goto("/console/matters/new/service")
        page.fill("#id_reference", "FS-2027-001")
        page.fill("#id_what", "Invoices for a year")
        page.click("main form button.primary")
        examine(page, noted)
        matter = page.url
        for beside in ("/console/matters/", f"{matter}/waits", f"{matter}/reopen", f"{matter}/end"):
            page.goto(beside)
            examine(page, noted)
        page.fill("#id_ended", "2020-01-01")
        page.click("main form button.primary")
        assert "cannot end before it began" in page.inner_text("main")
        examine(page, noted, "400")


def test_a_page_for_others(signed_in):
    with signed_in("finance") as (page, noted):
        page.goto("/console/records/")
        assert "The records are open to the privacy lead and the auditor" in page.inner_text("h1")
        examine(page, noted, "403")


def test_scripts_and_styles_from_within_a_page_are_refused(browse):
    with browse() as (page, noted):
        page.goto("/")
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
        )
        assert page.evaluate("window.ran") is None
        assert any("Content Security Policy" in said for said in noted.complaints)
