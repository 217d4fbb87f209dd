"""How people are contacted, and how they stop it."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.model import Channel, Topic
from honour.notice.render.parts import Block, ClauseBlock, Section
from honour.notice.render.view import Pair, View, code, day, fact, facts, items, joined, said

_CLAIMS = {
    "obtained_in_sale": "Details obtained in a sale or its negotiation",
    "own_similar_products": "Our own similar products only",
    "refusal_at_collection": "A chance to say no when details are taken",
    "refusal_in_each_message": "A chance to say no in every message",
    "charity": "The sender is a charity",
    "charitable_purpose_only": "For charitable purposes only",
    "obtained_in_support": "Details obtained from those who showed interest or support",
}


def channels(view: View) -> Section:
    """Say by which ways people are contacted, and how each is stopped."""
    blocks = [
        ClauseBlock(f"channel.{short}", each.name, tuple(_channel(view, each)))
        for short, each in view.own("channels").items()
    ]
    topics = [
        ClauseBlock(f"topic.{short}", each.name, tuple(_topic(view, each)))
        for short, each in view.own("topics").items()
    ]
    return Section(
        "how-we-contact-you",
        "How we contact you",
        (*view.statements("contacting"), *blocks, *_soft_opt_in(view), *topics),
    )


def _channel(view: View, channel: Channel) -> Iterator[Block]:
    yield from said(channel)
    yield from facts(
        fact("Marketing", code("Channel", "marketing", channel.marketing)),
        fact("People", view.selected("subjects", channel.subjects) if channel.subjects != "all" else None),
        items("How to stop it", channel.stop),
    )


def _topic(view: View, topic: Topic) -> Iterator[Block]:
    yield from said(topic)
    yield from facts(
        fact("For", view.linked("purposes", topic.purpose)),
        fact("By", joined(view.linked("channels", short) for short in topic.channels)),
    )


def _soft_opt_in(view: View) -> Iterator[ClauseBlock]:
    claim = view.notice.soft_opt_in
    if claim is None:
        return
    claims: list[Pair | None] = [
        fact(words, {True: "Yes", False: "No"}[value])
        for key, words in _CLAIMS.items()
        if (value := getattr(claim, key)) is not None
    ]
    yield ClauseBlock(
        "soft-opt-in",
        "Marketing without asking first (soft opt-in)",
        (
            *said(claim),
            *facts(
                fact("By", joined(view.linked("channels", short) for short in claim.channels)),
                fact("People", view.selected("subjects", claim.subjects)),
                *claims,
                fact("Details obtained since", day(claim.obtained_since)),
            ),
        ),
    )
