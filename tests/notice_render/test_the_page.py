"""The page holds every clause once, under its id, and nothing that the notice could use to break out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings

from honour.notice.builtin import with_builtin
from honour.notice.model import Notice
from honour.notice.reading import load_notice
from honour.notice.render import html
from honour.notice.render.markup import Html, element, together
from tests.conftest import EXAMPLES
from tests.notice_reading.generated import notices
from tests.notice_render.hostile import ADDRESS, SCRIPT, poisoned

FILES = sorted(EXAMPLES.glob("*/*.yaml"))
NAMES = [f"{path.parent.name}-{path.stem}" for path in FILES]
VOID = {"meta", "br"}
MAY_STAND = {
    "html", "head", "meta", "title", "body", "main", "article", "header", "nav", "section", "h1", "h2", "h3", "p",
    "ul", "li", "dl", "div", "dt", "dd", "a", "strong", "br",
}  # fmt: skip


class Reading(HTMLParser):
    """A page as a browser takes it apart: well nested or not, its ids, links, headings and words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in MAY_STAND
        for name, value in attrs:
            assert name in {
                "id",
                "class",
                "href",
                "lang",
                "charset",
                "name",
                "content",
                "aria-label",
                "aria-labelledby",
            }
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def notice_of(path) -> Notice:
    return load_notice(path).notice


def small(**changes) -> Notice:
    least = {
        "honour": 1,
        "id": "x",
        "title": "X",
        "version": "v1",
        "effective": "2026-12-01",
        "controller": {"name": "C"},
    }
    return Notice.model_validate({**least, **changes})


@pytest.mark.promise("S01")
@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_clause_stands_on_the_page_once_under_its_id(path):
    notice = with_builtin(notice_of(path))
    read = Reading(html.page(notice))
    assert len(read.ids) == len(set(read.ids))
    clauses = [clause for clause, _ in notice.clauses()]
    assert set(clauses) <= set(read.ids)
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_promise_in_words_can_be_read(path):
    notice = with_builtin(notice_of(path))
    words = " ".join(Reading(html.page(notice)).words.split())
    for clause, said in notice.clauses():
        assert " ".join((said.text or "").split()) in words, clause
        assert " ".join((said.missing or "").split()) in words, clause
    for purpose in notice.purposes.values():
        for basis in purpose.bases:
            assert (basis.interest or "") in words
            assert (basis.enactment or "") in words


def test_a_section_follows_the_other_as_a_reader_asks():
    page = html.page(with_builtin(notice_of(EXAMPLES / "fellside" / "2026-12-01.yaml")))
    sections = re.findall(r'<section id="([^"]+)"', page)
    assert sections == [
        "who-we-are", "whose-data", "what-we-collect", "where-from", "what-for", "decisions", "who-sees-it", "how-long",
        "how-we-contact-you", "cookies", "forms", "your-rights", "complaints-and-regulator", "our-privacy-system",
        "changes-to-this-notice",
    ]  # fmt: skip
    headings = Reading(page).headings
    assert headings.count("h1") == 1
    assert headings[:2] == ["h1", "h2"]


def test_a_historical_notice_is_shown_as_what_it_is():
    notice = notice_of(EXAMPLES / "open-ecx" / "2018-06-21.yaml")
    page = html.page(notice)
    assert "A document of the past." in page
    broken = [clause for clause, said in notice.clauses() if said.incomplete]
    assert broken
    for clause in broken:
        (block,) = re.findall(rf'<article class="clause" id="{re.escape(clause)}">(.*?)</article>', page, re.DOTALL)
        assert "<strong>Incomplete.</strong>" in block
    blank = re.search(r'id="purpose.new-products">(.*?)</article>', page, re.DOTALL)[1]
    assert "<dt>Lawful basis</dt><dd>none stated</dd>" in blank
    assert "<dt>Data</dt><dd>none stated</dd>" in blank


def test_honours_own_clauses_stand_apart():
    notice = with_builtin(notice_of(EXAMPLES / "fellside" / "2026-12-01.yaml"))
    page = html.page(notice)
    ours = page[page.index('<section id="our-privacy-system"') : page.index('<section id="changes-to-this-notice"')]
    for clause, _ in notice.clauses():
        apart = ".honour-" in clause and not clause.startswith("cookie.")  # those stand among the other cookies
        assert (f'id="{clause}"' in ours) == apart
    assert 'id="our-privacy-system"' not in html.page(notice_of(EXAMPLES / "fellside" / "2026-12-01.yaml"))


@pytest.mark.promise("S01")
def test_the_controller_can_be_reached_from_the_page():
    page = html.page(notice_of(EXAMPLES / "open-ecx" / "2018-06-21.yaml"))
    assert '<a href="mailto:enquiries@openecx.co.uk">enquiries@openecx.co.uk</a>' in page
    assert '<a href="tel:+441254915187">+44 (0)1254 915 187</a>' in page
    assert "number 08036689" in page


def test_bases_are_stated_with_what_they_rest_on():
    page = html.page(notice_of(EXAMPLES / "fellside" / "2026-12-01.yaml"))
    assert "A recognised legitimate interest: crime (UK GDPR Annex 1, paragraph 5)." in page
    assert "A legal obligation: Money Laundering Regulations 2017" in page
    assert "5 years from the end of the relationship" in page


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_no_text_of_a_notice_can_break_out(path):
    notice = with_builtin(poisoned(notice_of(path), SCRIPT))
    page = html.page(notice)
    assert "<script" not in page
    assert "<img" not in page
    assert "alert(1)" in Reading(page).words


@pytest.mark.parametrize(
    "address", [ADDRESS, "data:text/html,x", "//evil.example", "https:/\\evil.example", "java\nscript:x"]
)
def test_an_address_that_leads_elsewhere_is_words_only(address):
    contact = {"name": "C", "email": address, "telephone": address, "page": address}
    complaints = {"electronic_form": address, "regulator": {"name": "R", "page": address}}
    read = Reading(html.page(small(controller=contact, complaints=complaints)))
    assert all(link.startswith("#") for link in read.links)
    assert address.split("\n")[0] in read.words


def test_addresses_that_may_be_followed():
    contact = {
        "name": "C",
        "email": "a%b@c.example",
        "telephone": "01632 960 187",
        "page": "https://c.example/p?a=1&b=2",
    }
    read = Reading(html.page(small(controller=contact, complaints={"electronic_form": "/forms/complaint"})))
    assert [link for link in read.links if not link.startswith("#")] == [
        "mailto:a%25b@c.example", "tel:01632960187", "https://c.example/p?a=1&b=2", "/forms/complaint",
    ]  # fmt: skip


def test_the_fragment_fits_into_a_page_of_another():
    notice = notice_of(EXAMPLES / "fellside" / "2026-12-01.yaml")
    assert html.fragment(notice) in html.page(notice)
    without = html.fragment(notice, title=False)
    assert without.startswith('<article class="notice prose" lang="en-GB">')
    assert "<h1" not in without
    assert Reading(without).headings[0] == "h2"


def test_paragraphs_and_line_breaks_of_a_text_stay():
    page = html.page(small(text="One\ntwo\n\nThree"))
    assert "<p>One<br>two</p>" in page
    assert "<p>Three</p>" in page


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(notices())
def test_any_notice_makes_a_sound_page_with_every_clause_once(notice):
    read = Reading(html.page(notice))
    assert len(read.ids) == len(set(read.ids))
    assert {clause for clause, _ in notice.clauses()} <= set(read.ids)
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)


def test_markup_refuses_what_it_cannot_write_safely():
    assert element("p", "<b>", Html("<br>"), class_='a"b') == '<p class="a&quot;b">&lt;b&gt;<br></p>'
    assert together("a & b", element("br")) == "a &amp; b<br>"
    for broken in (
        lambda: element("p onclick=x"),
        lambda: element("p", **{"on click": "x"}),
        lambda: element("a", href=ADDRESS),
    ):
        with pytest.raises(ValueError, match=r"no element|no attribute|may not lead"):
            broken()
