"""What people can ask for, and how they complain."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.model import Complaints, Regulator, Right
from honour.notice.render.parts import Block, ClauseBlock, Section
from honour.notice.render.view import View, code, fact, facts, items, said, web_link
from honour.notice.wording import period_in_words


def rights(view: View) -> Section:
    """Say which rights people have and how each is used (Art 13(2)(b))."""
    blocks = [
        ClauseBlock(f"right.{short}", each.name, tuple(_right(each))) for short, each in view.own("rights").items()
    ]
    return Section("your-rights", "Your rights", (*view.statements("rights"), *blocks))


def _right(right: Right) -> Iterator[Block]:
    yield from said(right)
    identity = code("Right", "identity", right.identity) if right.identity != "unstated" else None
    yield from facts(
        fact("How", right.how),
        fact("Answered within", period_in_words(right.response) if right.response else None),
        fact("Fee", right.fee),
        fact("Evidence of who you are", identity),
        items("Accepted as evidence", right.evidence),
        fact("Originals or certified copies", "Demanded" if right.originals else None),
        fact("Limits", right.limits),
        fact("Called here", right.called),
        fact("Law", right.law_cited),
    )


def complaints(view: View) -> Section:
    """Say how people complain: to the organisation and to the regulator (Art 13(2)(ca), (d))."""
    stated = view.notice.complaints
    block = () if stated is None else (ClauseBlock("complaints", "How to complain", tuple(_complaints(stated))),)
    return Section("complaints-and-regulator", "Complaints", (*view.statements("complaints"), *block))


def _complaints(stated: Complaints) -> Iterator[Block]:
    yield from said(stated)
    yield from facts(
        fact("To the organisation", code("Complaints", "to_controller", stated.to_controller)),
        fact("Form", web_link(stated.electronic_form)),
        items("Other ways", stated.other_ways),
        fact(
            "Acknowledged within", period_in_words(stated.acknowledged_within) if stated.acknowledged_within else None
        ),
    )
    if stated.regulator:
        yield from _regulator(stated.regulator)


def _regulator(regulator: Regulator) -> Iterator[Block]:
    yield from said(regulator)
    yield from facts(
        fact("Regulator", regulator.name),
        fact("Page", web_link(regulator.page)),
        fact("Your own local regulator", "You may also turn to it" if regulator.local else None),
        fact("Law", regulator.law_cited),
    )
