"""A notice as a web page: semantic HTML without styles or scripts of its own."""

from __future__ import annotations

from collections.abc import Iterable

from honour.notice.model import Notice
from honour.notice.render.markup import Html, element, together
from honour.notice.render.page import page_of
from honour.notice.render.parts import Block, Bullets, ClauseBlock, Facts, Line, Link, Page, Paragraph, Remark, Section


def page(notice: Notice, language: str = "") -> str:
    """Write a whole page that stands alone, in the notice's language or in one of its translations."""
    put = page_of(notice, language)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", put.title),
    )
    body = element("body", element("main", _article(put)))
    return "<!doctype html>\n" + element("html", "\n", head, "\n", body, "\n", lang=put.language) + "\n"


def fragment(notice: Notice, *, title: bool = True, language: str = "") -> str:
    """Write the notice as one ``article`` to stand in a page.

    Arguments: ``title``, whether it begins with the notice's title as the page's ``h1``; sections have ``h2``, clauses
    ``h3`` in any case; ``language``, one of its translations. Each clause stands under its id as an anchor.
    """
    return _article(page_of(notice, language), title=title)


def _article(put: Page, *, title: bool = True) -> Html:
    links = (element("li", element("a", each.heading, href=f"#{each.id}")) for each in put.sections)
    contents = element("nav", element("ul", *links), class_="notice-contents", aria_label=put.contents)
    first, *rest = put.opening
    head = together(element("h1", put.title) if title else "", element("p", *_line(_words(first)), class_="lede"))
    return element(
        "article",
        *_lines([element("header", head), contents, *map(_block, rest), *map(_section, put.sections)]),
        class_="notice prose",
        lang=put.language,
    )


def _words(block: Block | ClauseBlock) -> Line:
    return block.line if isinstance(block, Paragraph) else ()


def _section(section: Section) -> Html:
    heading = element("h2", section.heading, id=f"{section.id}-heading")
    return element(
        "section",
        *_lines([heading, *map(_block, section.blocks)]),
        id=section.id,
        aria_labelledby=f"{section.id}-heading",
    )


def _block(block: Block | ClauseBlock) -> Html:
    if isinstance(block, ClauseBlock):
        return _clause(block)
    if isinstance(block, Paragraph):
        return element("p", *_line(block.line))
    if isinstance(block, Remark):
        return element("p", element("strong", block.head), " ", block.words, class_="note warning")
    if isinstance(block, Bullets):
        return _list(block)
    return _facts(block)


def _clause(block: ClauseBlock) -> Html:
    heading = [element("h3", block.heading)] if block.heading else []
    other = {"lang": block.language} if block.language else {}
    anchor = element("p", element("a", block.id, class_="code", href=f"#{block.id}"), class_="clause-id")
    return element(
        "article", *_lines([*heading, *map(_block, block.blocks), anchor]), class_="clause", id=block.id, **other
    )


def _facts(block: Facts) -> Html:
    pairs = []
    for label, value in block.pairs:
        said = _list(value) if isinstance(value, Bullets) else together(*_line(value))
        pairs.append(element("div", element("dt", label), element("dd", said)))
    return element("dl", *pairs, class_="key-values")


def _list(block: Bullets) -> Html:
    return element("ul", *(element("li", *_line(item)) for item in block.items))


def _line(line: Line) -> list[Html]:
    return [_link(part) if isinstance(part, Link) else _breaks(part) for part in line]


def _link(link: Link) -> Html:
    return element("a", link.words, href=link.address)


def _breaks(words: str) -> Html:
    first, *rest = words.split("\n")
    return together(first, *(together(element("br"), each) for each in rest))


def _lines(parts: Iterable[Html]) -> list[str]:
    return [together(part, "\n") for part in parts]
