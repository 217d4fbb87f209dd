"""A notice in a reader's order."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.model import Notice
from honour.notice.render.parts import Block, ClauseBlock, Page, Paragraph, Remark
from honour.notice.render.sections import SECTIONS
from honour.notice.render.view import View, said
from honour.notice.wording import day_in_words


def page_of(notice: Notice) -> Page:
    """Put a notice as a page; every clause stands on it once, under its id."""
    view = View(notice)
    sections = (put(view) for put in SECTIONS)
    return Page(notice.title, notice.language, tuple(_opening(view)), tuple(each for each in sections if each.blocks))


def _opening(view: View) -> Iterator[Block | ClauseBlock]:
    notice = view.notice
    replaced = f" It replaces version {notice.replaces}." if notice.replaces else ""
    yield Paragraph((f"Version {notice.version}. It applies from {day_in_words(notice.effective)}.{replaced}",))
    if notice.historical:
        yield Remark(
            "A document of the past.",
            "This is a record of an earlier notice, stated as it was, with its faults. Where its sentences break off, "
            "nothing has been added.",
        )
    yield from said(notice)
    yield from view.statements("introduction")
