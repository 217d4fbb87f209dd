"""Changing what a person wants: each change a decision of theirs, on the ledger, at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from honour.gate.choices import stop_name, stop_parts
from honour.notice.wording import say
from honour.outreach.preferences.standing import standing
from honour.register.deciding import Kind, decide
from honour.register.languages import language_shown, written_in
from honour.register.overview import overview
from honour.register.people import lock_person, lock_person_to_stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from honour.notice.model import Notice
    from honour.outreach.preferences.standing import TopicChoices
    from honour.register.overview import Overview

HOW = "preferences"


def choose(person: str, wanted: frozenset[str], notice: Notice, at: dt.datetime) -> int:
    """Let come what is wanted and stop the rest, of what the page offers; return how many decisions that took.

    Arguments: ``wanted``, names of choices, as ``standing`` gives them.
    Errors: ``UnknownPersonError``.
    """
    with transaction.atomic():
        lock_person(person)
        known = overview(person)
        topics = standing(known, notice)
        offered = {choice.name for topic in topics for choice in topic.choices}
        now_allowed = {choice.name for topic in topics for choice in topic.choices if choice.allowed}
        if wanted & offered == now_allowed:
            return 0
        changes = [*_lifted(known, topics, wanted & offered), *_consents(known, topics, wanted & offered)]
        for kind, about, said in changes:
            decide(person, kind, about=about, at=at, how=HOW, recorded_by="person", said=said)
        known = overview(person)  # with what was lifted: whatever is not wanted is stopped one by one
        unwanted = [
            choice.name
            for topic in standing(known, notice)
            for choice in topic.choices
            if choice.allowed and choice.name not in wanted
        ]
        for name in unwanted:
            decide(person, Kind.STOP, about=name, at=at, how=HOW, recorded_by="person")
        return len(changes) + len(unwanted)


_Change = tuple[Kind, str | None, dict[str, Any] | None]


def _lifted(known: Overview, topics: list[TopicChoices], wanted: frozenset[str]) -> Iterable[_Change]:
    """Give the stops that stand in the way of what is wanted."""
    if wanted and known.marketing_objection:
        yield Kind.MARKETING_STOP_LIFTED, None, None
    for topic in topics:
        if topic.purpose in known.objections and any(choice.name in wanted for choice in topic.choices):
            yield Kind.OBJECTION_LIFTED, topic.purpose, None
    in_the_way = {each for name in wanted for each in _wider(name)} & known.stops
    for about in sorted(in_the_way):
        yield Kind.STOP_LIFTED, about, None


def _consents(known: Overview, topics: list[TopicChoices], wanted: frozenset[str]) -> Iterable[_Change]:
    """Give the consents that signing up gives, and those that are taken back with the last way unticked."""
    for topic in topics:
        signs_up = any(choice.name in wanted for choice in topic.choices)
        if not topic.consent or signs_up == (topic.purpose in known.consents):
            continue
        ways = [choice.way for choice in topic.choices if choice.name in wanted]
        said = {
            "asked": say("What we may send you"),
            "topic": topic.name,
            "ticked": ways,
            **written_in(language_shown()),
        }
        yield (Kind.CONSENT, topic.purpose, said) if signs_up else (Kind.WITHDRAWAL, topic.purpose, None)


def _wider(name: str) -> tuple[str, str, str]:
    topic, way = stop_parts(name)
    return name, stop_name(topic, None), stop_name(None, way)


def stop_everything(person: str, at: dt.datetime) -> None:
    """Stop all marketing, also of somebody whose erasure can be undone yet; doing it again changes nothing."""
    with transaction.atomic():
        if not lock_person_to_stop(person)[0].marketing_objection:
            decide(person, Kind.MARKETING_STOP, at=at, how=HOW, recorded_by="person")


def pause(person: str, until: dt.datetime, at: dt.datetime) -> None:
    """Send no marketing until a time."""
    decide(person, Kind.PAUSE, until=until, at=at, how=HOW, recorded_by="person")


def end_pause(person: str, at: dt.datetime) -> None:
    """End a pause before its time: whatever was lawful before it is so again."""
    with transaction.atomic():
        if lock_person(person).paused_until is not None:
            decide(person, Kind.PAUSE_ENDED, at=at, how=HOW, recorded_by="person")
