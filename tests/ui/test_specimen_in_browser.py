"""Every piece of the design system, in a real Chromium."""

from itertools import combinations

import pytest
from playwright.sync_api import expect

from honour.ui.charts.flow import Band, Flow, Node, Refusal
from honour.ui.charts.flow_svg import flow_svg
from tests.accessible import NARROW, WIDE, assert_accessible

pytestmark = pytest.mark.browser

PAGES = ["/specimen/", "/specimen/public/", "/specimen/public/?wrong", "/specimen/sign-in/"]
BOX = "(({x, y, width, height}) => [x, y, width, height])"

# Everything that can be pressed, with its label where that is part of what is pressed, smaller than 44 × 44; a link
# inside a running sentence is as tall as its line (WCAG 2.5.8 excepts it).
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.type != 'hidden')
  .filter(e => !(e.matches('a') && e.closest('p, dd, .prose') && !e.matches('.button, .sentence a, .timeline a')))
  .map(e => ['checkbox', 'radio'].includes(e.type) ? e.labels[0] : e)
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => e.checkVisibility() && (box.height < 43.5 || box.width < 24))
  .map(([e, box]) => `${e.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`)"""


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page, path):
    with open_page(path) as (page, noted):
        assert_accessible(page)
        assert noted.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_scrolled_sideways_at_any_width(open_page, path):
    with open_page(path) as (page, _):
        for width in (320, 360, 640, 900, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("path", PAGES)
def test_everything_that_is_pressed_is_large_enough(open_page, path):
    with open_page(path) as (page, _):
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert page.evaluate(SMALL_TARGETS) == [], size


@pytest.mark.parametrize("path", PAGES)
def test_text_at_twice_its_size_stays_within_the_page(open_page, path):
    with open_page(path, viewport=WIDE) as (page, _):
        page.add_style_tag(url="/static/ui/base.css")
        page.evaluate("document.documentElement.setAttribute('data-large', '')")
        page.evaluate(
            "new CSSStyleSheet().replace('html{font-size:200%}').then(s => document.adoptedStyleSheets = [s])"
        )
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


def test_a_table_stacks_where_the_page_has_no_room_for_its_text(open_page):
    with open_page("/specimen/", viewport=WIDE) as (page, _):
        heads = page.locator("table.data thead").first
        assert heads.evaluate("e => getComputedStyle(e).position") == "static"
        page.evaluate(
            "new CSSStyleSheet().replace('html{font-size:200%}').then(s => document.adoptedStyleSheets = [s])"
        )
        assert heads.evaluate("e => getComputedStyle(e).position") == "absolute"


def test_a_page_asks_only_our_own_origin(open_page):
    with open_page("/specimen/") as (_, noted):
        assert {url.split("/")[2] for url in noted.asked} == {"localhost"}


def test_a_public_page_sets_its_text_in_serif_and_sans_alone_and_compressed_weighs_under_100_kilobytes(open_page):
    with open_page("/specimen/public/") as (page, noted):
        page.wait_for_load_state("networkidle")
        fonts = sorted(url.rsplit("/", 1)[1] for url in noted.asked if url.endswith(".woff2"))
        assert fonts == ["honour-sans-latin.woff2", "honour-serif-latin.woff2"]
        assert page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length") == 2
        assert sum(noted.asked.values()) < 100_000, noted.asked


def test_the_console_sets_its_codes_in_the_code_face(open_page):
    with open_page("/specimen/") as (page, noted):
        page.wait_for_load_state("networkidle")
        assert any("honour-code-latin" in url for url in noted.asked)


def test_a_slash_goes_to_the_search_but_not_while_something_is_typed(open_page):
    with open_page("/specimen/", viewport=WIDE) as (page, _):
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type("a/b")
        assert page.input_value("#search") == "a/b"


def test_without_scripts_the_narrow_menu_opens_and_closes(open_page):
    with open_page("/specimen/", viewport=NARROW, java_script_enabled=False) as (page, _):
        promises = page.get_by_role("navigation", name="Console").get_by_role("link", name="Promises")
        assert not promises.is_visible()
        page.get_by_role("button", name="Menu").click()
        assert promises.is_visible()
        page.keyboard.press("Escape")
        assert not promises.is_visible()


def test_the_first_tab_leads_past_the_navigation(open_page):
    with open_page("/specimen/") as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()


def test_focus_is_a_line_of_three_pixels_two_pixels_away(open_page):
    with open_page("/specimen/") as (page, _):
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        style = "(({outlineWidth, outlineStyle, outlineOffset}) => [outlineWidth, outlineStyle, outlineOffset])"
        assert page.evaluate(f"{style}(getComputedStyle(document.activeElement))") == ["3px", "solid", "2px"]


def test_a_form_that_comes_back_wrong_is_read_from_its_summary_and_leads_to_the_field(open_page):
    with open_page("/specimen/public/?wrong") as (page, _):
        assert page.title().startswith("Error: ")
        assert page.evaluate("document.activeElement.className") == "error-summary"
        page.get_by_role("link", name="Email address: Enter a valid email address.").click()
        expect(page.locator("#id_email")).to_be_focused()
        assert page.input_value("#id_email") == "asha@"
        described = page.get_attribute("#id_email", "aria-describedby").split()
        assert [page.inner_text(f"#{name}") for name in described] == [
            "We answer to this address.",
            "Enter a valid email address.",
        ]
        page.get_by_role("link", name="How shall we answer?").click()
        expect(page.locator("#id_answer_0")).to_be_focused()


@pytest.mark.parametrize(
    ("cookie", "system", "paper"), [("dark", "light", "rgb(22, 21, 19)"), ("light", "dark", "rgb(251, 250, 247)")]
)
def test_the_theme_that_was_chosen_outweighs_the_systems(open_page, cookie, system, paper):
    with open_page("/specimen/public/", color_scheme=system) as (page, _):
        page.context.add_cookies([{"name": "theme", "value": cookie, "url": "http://localhost"}])
        page.reload()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper
        assert page.get_by_role("button", name=cookie.title()).get_attribute("aria-pressed") == "true"


def test_nothing_moves_for_those_who_asked_for_less_motion(open_page):
    with open_page("/specimen/", reduced_motion="reduce") as (page, _):
        moving = "e => e.getAnimations().length || parseFloat(getComputedStyle(e).transitionDuration) > 0"
        assert page.evaluate(f"[...document.querySelectorAll('*')].filter({moving}).length") == 0


def test_on_paper_only_the_document_is_left(open_page):
    with open_page("/specimen/", color_scheme="dark", viewport=WIDE) as (page, _):
        page.emulate_media(media="print")
        assert not page.locator(".side").is_visible()
        assert not page.locator(".actions").first.is_visible()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_where_the_reader_forces_colours_words_keep_their_shape_and_strips_their_contrast(open_page):
    with open_page("/specimen/", forced_colors="active") as (page, _):
        stroke = "e => getComputedStyle(e).stroke"
        assert page.locator("svg.flow text").first.evaluate(stroke) == "none"
        colours = page.locator("svg.days rect").evaluate_all(
            "all => new Set(all.map(e => getComputedStyle(e).color)).size"
        )
        assert colours == 1


def test_on_paper_the_flow_is_whole_and_fits_below_its_heading(open_page):
    with open_page("/specimen/", viewport={"width": 640, "height": 900}) as (page, _):
        page.emulate_media(media="print")
        box = page.locator("svg.flow").bounding_box()
        assert box["width"] <= 640
        assert box["height"] <= 165 / 25.4 * 96  # millimetres in pixels


def test_on_paper_a_long_clause_goes_on_overleaf_and_no_empty_sheet_follows(open_page):
    with open_page("/specimen/", viewport=WIDE) as (page, _):
        page.emulate_media(media="print")
        assert page.locator(".clause").first.evaluate("e => getComputedStyle(e).breakInside") == "auto"
        assert page.locator(".desk").evaluate("e => getComputedStyle(e).minHeight") == "0px"


def test_whoever_asks_for_more_contrast_reads_quiet_words_in_ink(open_page):
    with open_page("/specimen/") as (page, _):
        colours = "() => ['.quiet', 'body'].map(e => getComputedStyle(document.querySelector(e)).color)"
        quiet, ink = page.evaluate(colours)
        assert quiet != ink
        page.emulate_media(contrast="more")
        quiet, ink = page.evaluate(colours)
        assert quiet == ink


def test_where_the_reader_forces_colours_only_what_one_is_at_has_a_line(open_page):
    with open_page("/specimen/", forced_colors="active") as (page, _):
        line = "all => all.map(e => getComputedStyle(e).borderBottomWidth)"
        assert page.locator(".tabs a[aria-current]").evaluate_all(line) == ["3px"]
        assert set(page.locator(".tabs a:not([aria-current])").evaluate_all(line)) == {"0px"}
        here = page.locator(".side [aria-current]").first
        assert here.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"


def test_a_stacked_table_says_beside_each_value_what_it_is(open_page):
    with open_page("/specimen/", viewport=NARROW) as (page, _):
        cell = page.get_by_role("cell", name="1,204").first
        assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"People"'
        assert page.get_by_role("columnheader", name="Lawful basis").count() == 1


def test_no_words_of_a_flow_touch_or_leave_the_picture(open_page):
    labels = (
        "WMWMWMWM OQOQOQ @@@@ %%%%",
        "Lettres de l'été à l'œuvre, mmmm",
        "i" * 90,
        "Answer an enquiry",
        "Ünïcödé " * 9,
    )
    columns = [tuple(Node(f"{c}{n}", label, 10**9) for n, label in enumerate(labels)) for c in "spr"]
    bands = tuple(Band(f"s{n}", f"p{n}", n) for n in range(5))
    flow = Flow("Long words", *columns, bands, tuple(Refusal(f"p{n}", n, labels[n]) for n in range(5)), "p0")
    with open_page("/specimen/", viewport=WIDE) as (page, _):
        page.evaluate("drawing => { document.querySelector('.chart .scroll').innerHTML = drawing }", flow_svg(flow))
        boxes = page.evaluate(f"[...document.querySelectorAll('svg.flow text')].map(e => {BOX}(e.getBBox()))")
        _, _, width, height = page.evaluate(f"{BOX}(document.querySelector('svg.flow').viewBox.baseVal)")
    assert len(boxes) > 40
    assert all(x >= 0 and y >= 0 and x + wide <= width and y + tall <= height for x, y, wide, tall in boxes)
    assert not [(one, other) for one, other in combinations(boxes, 2) if touch(one, other)]


def touch(one: list[float], other: list[float]) -> bool:
    """Whether two boxes overlap; a line's box is a little taller than its letters."""
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] + 2 < other[1] + other[3] and other[1] + 2 < one[1] + one[3]
