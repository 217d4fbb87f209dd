"""What a record waits for: for each of its purposes, the events and periods that the notice's rules name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from honour.law import law_at
from honour.notice.keeping_rules import period_of, rules_for
from honour.notice.model import Notice
from honour.register.due.events import MARKETING_OBJECTION


class Wait(NamedTuple):
    """A period that runs from an event: ``trigger`` as the notice calls it, ``period`` as ISO 8601 writes it."""

    trigger: str
    period: str


Plan = dict[str, frozenset[Wait] | None]
"""For each purpose what must all be over before its time is; ``None`` where the notice gives no end."""


def plan_of(  # noqa: PLR0913, PLR0917 - what tells a group of records from others
    current: Notice, collected_under: Notice, category: str, purposes: Iterable[str], kind: str | None, at: datetime
) -> Plan:
    """Give what records wait for.

    The notice in use says how long data are kept; for a purpose of which it has no rule, the one under which they were
    collected. A purpose that it declares no more, and that none of its purposes takes over, is over at once: data that
    serve nothing go (UK GDPR Art 5(1)(e)).
    """
    return {purpose: _waits(current, collected_under, category, purpose, kind, at) for purpose in purposes}


def _waits(  # noqa: PLR0913, PLR0917 - the parts of a rule
    current: Notice, collected_under: Notice, category: str, purpose: str, kind: str | None, at: datetime
) -> frozenset[Wait] | None:
    if _nothing_needs_it(current, category, purpose):
        return frozenset({Wait("collected", "P0D")})
    for notice in (current, collected_under):
        rules = rules_for(notice, category, purpose, kind).values()
        if rules:
            presets = law_at(notice.law, at.date()).presets
            found = [(rule.trigger, period_of(rule, presets)) for rule in rules]
            if any(trigger is None or period is None for trigger, period in found):
                return None
            stops = notice.purposes[purpose].is_marketing if purpose in notice.purposes else False
            return frozenset(
                Wait(MARKETING_OBJECTION if stops and trigger == "objection" else trigger, period)
                for trigger, period in found
                if trigger and period
            )
    return None


def _nothing_needs_it(current: Notice, category: str, purpose: str) -> bool:
    """Whether a purpose is declared no more, and no other uses data of the category that were collected for it."""
    if purpose in current.purposes:
        return False
    return not any(
        purpose in other.compatible_with and category in current.categories_of(short)
        for short, other in current.purposes.items()
    )
