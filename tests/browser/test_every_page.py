"""Every page people get, in a real Chromium: accessible, quiet, ours alone, and whole on a telephone."""

import runpy
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import resolve
from playwright.sync_api import Page

from tests.accessible import EVERYTHING, LOOKS, NARROW, WIDE, assert_accessible
from tests.browser.conftest import find, sign_in, told, write_in
from tests.browser.installations import FURNISHING
from tests.web.test_every_address import ADDRESSES

pytestmark = pytest.mark.browser

EACH_ONCE = [("light", NARROW, EVERYTHING), ("dark", WIDE, EVERYTHING)]

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
    "/console/mail/not-delivered",
    "/console/staff/1",
    "/console/staff/purposes/enquiries",
    "/console/password",
]
FURNISHED = [
    "category-erase", "category-erasure-undo", "certificate", "certificates", "companies", "company",
    "company-edit", "company-merge", "company-new", "connection", "connection-remove", "contact-record",
    "draft", "draft-assessment", "draft-changes", "draft-clause", "draft-file", "draft-findings",
    "draft-language", "draft-languages", "draft-new-clause", "draft-preview", "draft-remove-clause",
    "draft-throw-away", "draft-words", "drafts", "enforcing-people", "enforcing-purpose", "enforcing-settle",
    "enforcing-settle-notice", "enforcing-settling", "enforcing-switch", "enquiry", "enquiry-close",
    "erasure-undo", "erasures",
    "hold", "hold-end", "holds", "import", "import-columns", "imports", "interaction", "interaction-new",
    "join", "keeping", "keeping-going", "keeping-month", "keeping-waiting-whose", "mail-message", "matter",
    "matter-end", "matter-new", "matter-reopen", "matter-waits", "notice-difference", "person", "person-company",
    "person-erase", "person-hold", "person-kind", "person-matters", "person-stop", "plan", "plan-people",
    "plan-publish", "plan-tell", "plan-untold", "plan-withdraw", "plans", "record-erase", "source-told",
    "sources-told", "staff-deputy", "staff-invitation", "staff-member", "staff-member-password", "staff-purpose",
    "template", "template-delete", "template-new", "templates", "token", "token-revoke",
]  # fmt: skip
"""The pages of the console that have something to show once the installation is furnished, by their routes' names."""

LINKED = ["change", "confirm", "download-link", "preferences-details", "preferences-of", "stop"]
"""The pages behind links that people get by mail."""

IN_JOURNEYS = {
    "codes", "factor-remove", "second-factor", "set-up",
    "set-up-begin", "set-up-step", "set-up-upload", "staff-member-factors",
}  # fmt: skip
"""Pages that the other tests of this folder come to, and examine there."""

ANSWERS = runpy.run_path(str(FURNISHING.with_name("answers.py")))["ANSWERS"]
"""Pages that answer a press: how each is reached."""

ANSWERED = {"connection-secret", "people-find", "record-correct"}
"""The routes among them that have no page but for a press."""

HALF_SETTLED = """
from honour.register.models import Settling
later = now + timezone.timedelta(hours=1)
Settling.objects.create(
    by="staff-1", purpose="enquiries", unknown="version", groups=[], answer="2026-12-01", reason="x", of=300, done=100,
    asked_at=now, run_after=later, failure="OSError",
)"""
"""A settling that went wrong half way and waits to be tried again."""

NO_PAGES = {
    "attachment", "connection-act", "elsewhere", "enforcing-settling-stop",
    "enquiry-change", "form-allow",
    "form-end", "import-again", "import-cancel", "import-refused", "import-start", "import-upload",
    "notice-register", "passkey", "passkey-challenge", "passkey-new-challenge", "plan-again", "plan-approve",
    "plan-call-off", "plan-reason", "plan-stop", "promises-examine", "provider",
    "provider-callback", "records-export", "sign-out",
}  # fmt: skip
"""What only takes a press, or gives a file or an answer to a script."""


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


@pytest.mark.parametrize("name", FURNISHED)
def test_pages_that_need_something_to_show(signed_in, browse, site, name):
    with browse() if name == "join" else signed_in() as (page, noted):
        assert page.goto(site.places[f"console:{name}"]).status == 200
        assert page.url == site.address + site.places[f"console:{name}"]
        examine(page, noted, looks=EACH_ONCE)


@pytest.mark.parametrize("name", LINKED)
def test_pages_behind_links(browse, site, name):
    with browse() as (page, noted):
        assert page.goto(site.places[name]).status == 200
        examine(page, noted, looks=EACH_ONCE)


@pytest.mark.journey
def test_the_question_for_a_second_factor_and_what_is_behind_it(browse, site):
    email, password, secret = site.twice
    with browse() as (page, noted):
        sign_in(page, email, password)
        page.wait_for_url("**/console/sign-in/second")
        examine(page, noted)
        page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
        page.click("main button.primary")
        page.wait_for_url("**/console/")
        for behind in ("console:factor-remove", "console:codes"):
            page.goto(site.places[behind])
            examine(page, noted, looks=EACH_ONCE)


@pytest.mark.journey
def test_removing_a_colleagues_second_factor(browse, site):
    email, password = site.sign_ins["lead"]
    with browse() as (page, noted):
        sign_in(page, email, password)  # lately, or one is asked for the password once more
        page.wait_for_url("**/console/")
        page.goto(site.places["console:staff-member-factors"])
        assert page.url == site.address + site.places["console:staff-member-factors"]
        examine(page, noted, looks=EACH_ONCE)


@pytest.mark.parametrize("name", ANSWERS)
def test_pages_that_answer_a_press(signed_in, browse, site, name):
    email, password = site.sign_ins["lead"]
    with browse() as (page, noted):
        sign_in(page, email, password)  # lately, or one is asked for the password once more
        page.wait_for_url("**/console/")
        ANSWERS[name](page, site.address, site.places)
        examine(page, noted, "409", looks=EACH_ONCE)


@pytest.mark.journey
def test_what_is_being_settled_says_how_far_it_is_and_is_stopped(signed_in, site):
    told(site, HALF_SETTLED)
    with signed_in() as (page, noted):
        page.goto(site.places["console:enforcing-settle-notice"])
        assert page.inner_text("h1") == "100 records of 300 settled"
        assert "It did not work the last time, and is tried again." in page.inner_text("main")
        examine(page, noted, looks=EACH_ONCE)
        page.click("main form button")
        assert page.inner_text("h1") == "This was stopped"
        examine(page, noted, looks=EACH_ONCE)


def test_every_page_of_the_console_is_examined():
    routes = {name.removeprefix("console:") for name in ADDRESSES if name.startswith("console:")}
    opened = {resolve(path.partition("?")[0]).url_name for path in [*CONSOLE, "/console/sign-in"]}
    examined = opened.union(FURNISHED, IN_JOURNEYS, ANSWERED)
    assert sorted(routes - examined) == sorted(NO_PAGES)
    assert not examined & NO_PAGES


@pytest.mark.parametrize(
    "path", ["/in/cy/privacy", "/privacy/versions/2018-06-21", "/privacy/versions/2018-06-21..2026-12-01"]
)
def test_long_pages_whose_parts_the_notice_shows_too(browse, path):
    with browse() as (page, noted):
        page.goto(path)
        examine(page, noted, looks=EACH_ONCE)


def test_the_square_for_an_app_stays_dark_on_white_where_colours_are_forced(signed_in):
    with signed_in(forced_colors="active", color_scheme="dark") as (page, _):
        page.goto("/console/account/app")
        assert page.locator(".qr").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", ["draft-clause", "plan"])
def test_no_bar_stays_over_a_page_that_is_hardly_taller_than_it(signed_in, site, name):
    with signed_in(viewport={"width": 320, "height": 256}) as (page, _):
        page.goto(site.places[f"console:{name}"])
        assert page.locator(".sticky, .plan-bar").evaluate("e => getComputedStyle(e).position") == "static"


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


@pytest.mark.journey
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


@pytest.mark.journey
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


@pytest.mark.journey
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


def test_on_paper_links_of_this_site_say_where_they_lead_and_the_foot_at_which_site(browse, site):
    with browse() as (page, _):
        page.goto("/privacy")
        shown = "getComputedStyle(document.querySelector('.prose a[href=\"/forms/complaint\"]'), '::after').content"
        foot = page.locator(".colophon .on-paper")
        assert not foot.is_visible()
        page.emulate_media(media="print")
        assert page.evaluate(shown) == '" (/forms/complaint)"'
        assert foot.is_visible()
        assert foot.inner_text().startswith("http")
