"""A notice in a reader's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from honour.notice.model import Notice
from honour.notice.render.parts import Block, Bullets, ClauseBlock, Facts, Line, Link, Page, Paragraph, Remark, Section
from honour.notice.render.sections import SECTIONS
from honour.notice.render.view import View, said
from honour.notice.translating import in_language
from honour.notice.wording import day_in_words, say, speaking, spoken


def page_of(notice: Notice, language: str = "") -> Page:
    """Put a notice as a page; every clause stands on it once, under its id.

    Arguments: ``language``, one of its translations; a clause that has none there stands in the notice's own.
    """
    if not language or language == notice.language:
        return _put(notice, frozenset())
    translated, left = in_language(notice, language)
    with speaking(language):
        return _put(translated, left, notice.language)


def _put(notice: Notice, left: frozenset[str], own: str = "") -> Page:
    view = View(notice)
    sections = (put(view) for put in SECTIONS)
    opening = tuple(_said(block, left, own) for block in _opening(view))
    put = tuple(
        Section(each.id, say(each.heading), tuple(_said(block, left, own) for block in each.blocks))
        for each in sections
        if each.blocks
    )
    return Page(notice.title, notice.language, opening, put, say("In this notice"))


def _said(block: Block | ClauseBlock, left: frozenset[str], own: str) -> Any:
    """Say the fixed words of a block in the language that is spoken."""
    if spoken() is None:
        return replace(block, language=own) if isinstance(block, ClauseBlock) and block.id in left else block
    if isinstance(block, ClauseBlock):
        inner = tuple(_said(each, left, own) for each in block.blocks)
        return ClauseBlock(block.id, say(block.heading), inner, own if block.id in left else "")
    if isinstance(block, Remark):
        return Remark(say(block.head), say(block.words))
    if isinstance(block, Paragraph):
        return Paragraph(_line(block.line))
    if isinstance(block, Bullets):
        return Bullets(tuple(map(_line, block.items)))
    return Facts(
        tuple((say(label), _said(v, left, own) if isinstance(v, Bullets) else _line(v)) for label, v in block.pairs)
    )


def _line(line: Line) -> Line:
    return tuple(part if isinstance(part, Link) else say(part) for part in line)


def _opening(view: View) -> Iterator[Block | ClauseBlock]:
    notice = view.notice
    replaced = say(" It replaces version {before}.", before=notice.replaces) if notice.replaces else ""
    begins = say(
        "Version {version}. It applies from {day}.", version=notice.version, day=day_in_words(notice.effective)
    )
    yield Paragraph((f"{begins}{replaced}",))
    if notice.historical:
        yield Remark(
            "A document of the past.",
            "This is a record of an earlier notice, stated as it was, with its faults. Where its sentences break off, "
            "nothing has been added.",
        )
    yield from said(notice)
    yield from view.statements("introduction")
