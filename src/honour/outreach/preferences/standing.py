"""How a person's preferences stand: topic by way, with the decision behind each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from honour.gate.choices import stop_name, ways_of
from honour.notice.model import Notice
from honour.notice.wording import say

if TYPE_CHECKING:
    from honour.notice.model import Topic
    from honour.register.overview import Decided, Overview

WAYS = {
    "email": "Email",
    "sms": "Text message",
    "telephone": "Telephone",
    "automated-call": "Recorded call",
    "post": "Post",
    "fax": "Fax",
    "social-message": "Social message",
    "web-chat": "Web chat",
}
"""The kinds of channel as people know them."""
_OF_PURPOSE = {"consent", "withdrawal", "objection", "objection-lifted"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One topic by one way: whether it may come, and the decision that says so (none: nothing was ever said).

    ``kind`` is the kind of channel, ``way`` how people call it.
    """

    name: str
    kind: str
    way: str
    allowed: bool
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class TopicChoices:
    """A topic and the ways it may come. ``consent``: it comes only to those who signed up for it."""

    short: str
    name: str
    purpose: str
    consent: bool
    choices: tuple[Choice, ...]


def standing(known: Overview, notice: Notice) -> list[TopicChoices]:
    """Give how each topic that may reach this kind of person stands. A pause is not counted: it ends by itself."""
    found = []
    for short, topic in notice.topics.items():
        purpose = notice.purposes.get(topic.purpose)
        ways = ways_for(notice, topic, known.kind)
        if purpose is None or not ways:
            continue
        consent = bool(purpose.bases) and all(basis.kind == "consent" for basis in purpose.bases)
        choices = tuple(
            Choice(
                stop_name(short, way),
                way,
                say(WAYS.get(way, way)),
                allowed(known, short, way, topic.purpose, consent=consent),
                _decided(known, short, way, topic.purpose),
            )
            for way in ways
        )
        found.append(TopicChoices(short, topic.name, topic.purpose, consent, choices))
    return found


def ways_for(notice: Notice, topic: Topic, kind: str | None) -> list[str]:
    """Give the kinds of channel by which the notice sends a topic to a kind of person."""
    named = topic.channels or [short for short, each in notice.channels.items() if each.kind in ways_of(notice)]
    declared = [notice.channels[short] for short in named if short in notice.channels]
    reach = [each.kind for each in declared if kind in Notice.chosen(each.subjects, dict(notice.subjects))]
    return list(dict.fromkeys(reach))


def allowed(known: Overview, topic: str, way: str, purpose: str, *, consent: bool) -> bool:
    """Say whether nothing that the person said stands against a topic by a way."""
    stopped = {stop_name(None, way), stop_name(topic, None), stop_name(topic, way)} & known.stops
    said_no = known.marketing_objection or purpose in known.objections or stopped
    return not said_no and (not consent or purpose in known.consents)


def _decided(known: Overview, topic: str, way: str, purpose: str) -> Decided | None:
    """Give the last thing the person said that bears on a topic by a way."""
    stops = {stop_name(None, way), stop_name(topic, None), stop_name(topic, way)}
    for each in reversed(known.decisions):
        of_purpose = each.about == purpose and each.kind in _OF_PURPOSE
        of_choice = each.about in stops and each.kind in {"stop", "stop-lifted"}
        if of_purpose or of_choice or each.kind in {"marketing-stop", "marketing-stop-lifted"}:
            return each
    return None
