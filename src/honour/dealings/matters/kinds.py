"""What each kind of matter stands for in the notice, and how its days are spoken of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from honour.dealings.models import Matter

Kind = Matter.Kind


@dataclass(frozen=True, slots=True)
class Said:
    """How a kind of matter is spoken of.

    ``triggers``, those of the notice that it stands for; ``a``, with its article; ``began`` and ``ended``, what its
    days are called, the first empty where it has one day only; ``over``, its state once that day is known, and
    ``open`` before; ``act``, what staff do to give it that day.
    """

    triggers: tuple[str, ...]
    a: str
    began: str
    ended: str
    open: str
    over: str
    act: str


_RUNS = ("contract-ended", "relationship-ended")
SAID = {
    Kind.PROJECT: Said(("project-ended", *_RUNS), "a project", "Began on", "Ends on", "runs", "ended", "End it"),
    Kind.SERVICE: Said(("service-ended", *_RUNS), "a service", "Began on", "Ends on", "runs", "ended", "End it"),
    Kind.INVOICE: Said(
        ("invoice-date",), "an invoice", "", "Date of the invoice", "has no date", "dated", "Give its date"
    ),
    Kind.PERIOD: Said(
        ("accounting-period-ended",), "an accounting period", "First day", "Last day", "runs", "ended", "End it"
    ),
    Kind.REQUEST: Said(("request-closed",), "a request", "Came on", "Closed on", "is open", "closed", "Close it"),
    Kind.COMPLAINT: Said(("complaint-closed",), "a complaint", "Came on", "Closed on", "is open", "closed", "Close it"),
    Kind.CASE: Said(("case-closed",), "a case", "Opened on", "Closed on", "is open", "closed", "Close it"),
    Kind.EVENT: Said(("event-held",), "an event", "", "Day of the event", "has no day", "held", "Give its day"),
}
"""A contract, and the relationship, end with the last project or service under it."""


def kind_for(trigger: str) -> Kind | None:
    """Give the kind of matter that staff record for a trigger of the notice; ``None`` where it needs nobody's word."""
    return next((kind for kind, said in SAID.items() if trigger in said.triggers), None)


def first_moment(day: dt.date) -> dt.datetime:
    """Give the moment at which a day begins here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min), timezone.get_default_timezone())


def last_moment(day: dt.date) -> dt.datetime:
    """Give the last moment of a day here: what is kept from the end of a day is kept from the end of all of it."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max), timezone.get_default_timezone())
