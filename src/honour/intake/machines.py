"""Telling machines that fill in forms from people, without a puzzle for people.

Two marks, neither of which asks anything of anybody: a question that nobody sees and machines answer; and how soon
after the form was shown it came back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from honour.intake.tickets import Ticket

TRAP = "leave-this-empty"
"""The name of the question that nobody sees: no browser knows what to fill in by itself."""


def is_machine(posted: Mapping[str, str]) -> bool:
    """Whether the question that nobody sees was answered."""
    return bool(posted.get(TRAP))


def is_too_quick(ticket: Ticket, now: dt.datetime) -> bool:
    """Whether a form came back sooner than a person reads it: ``HONOUR_FORM_SECONDS``."""
    return 0 <= ticket.age(now) < float(settings.HONOUR_FORM_SECONDS)
