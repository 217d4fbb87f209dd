"""What a record waits for: for each of its purposes, the events and periods that the notice's rules name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

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
    found = rules_of(current, collected_under, category, purpose, kind, at)
    if not found or any(wait is None for wait in found.values()):
        return None
    return frozenset(wait for wait in found.values() if wait is not None)


def rules_of(  # noqa: PLR0913, PLR0917 - the parts of a rule
    current: Notice, collected_under: Notice, category: str, purpose: str, kind: str | None, at: datetime
) -> dict[str, Wait | None]:
    """Give the rules that keep records for a purpose, by short id, each with what it waits for; ``None``: without end.

    Those of the notice in use; where it has none, of the one under which the records were collected. No rule, but no
    need either, is what keeps them for a purpose that nobody has any more.
    """
    if _nothing_needs_it(current, category, purpose):
        return {"": Wait("collected", "P0D")}
    for notice in (current, collected_under):
        rules = rules_for(notice, category, purpose, kind)
        if rules:
            presets = law_at(notice.law, timezone.localdate(at)).presets
            stops = notice.purposes[purpose].is_marketing if purpose in notice.purposes else False
            return {short: _wait(rule.trigger, period_of(rule, presets), stops=stops) for short, rule in rules.items()}
    return {}


def _wait(trigger: str | None, period: str | None, *, stops: bool) -> Wait | None:
    if trigger is None or period is None:
        return None
    return Wait(MARKETING_OBJECTION if stops and trigger == "objection" else trigger, period)


def _nothing_needs_it(current: Notice, category: str, purpose: str) -> bool:
    """Whether a purpose is declared no more, and no other uses data of the category that were collected for it."""
    if purpose in current.purposes:
        return False
    return not any(
        purpose in other.compatible_with and category in current.categories_of(short)
        for short, other in current.purposes.items()
    )
