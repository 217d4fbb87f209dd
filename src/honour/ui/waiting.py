"""What waits for whoever looks at Today: each app says what of its own needs somebody.

An app signs up a function, in a module that its ``AppConfig.ready`` imports::

    from honour.ui.waiting import Onlooker, Waiting, waiting_items

    @waiting_items("enquiries", part="contact")
    def enquiries_that_wait(who: Onlooker) -> Iterator[Waiting]:
        yield Waiting("3 enquiries are nobody's.", reverse("console:enquiries"), count=3, urgency="due")

Today asks every function that is signed up for a part of the console which the onlooker may open, and shows what they
give: ``now`` first, then ``due``, then ``soon``; within these, the earliest ``by`` first. A function gives nothing when
nothing waits. It reads no personal data: a sentence with a number, a date and a link. It is asked with every view of
Today, so it counts in the database. When one fails the page shows the others and says that something could not be
looked up.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.db import DatabaseError

_log = logging.getLogger("honour.ui")

Urgency = Literal["now", "due", "soon"]
URGENCIES: dict[Urgency, str] = {"now": "Now", "due": "To do", "soon": "Soon"}
"""How pressing something is, in words: something is broken or late; it is somebody's turn; it will be."""


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who looks at Today.

    Arguments: ``member``, the row of the member of staff; ``actor``, the opaque id under which they act; ``parts``, the
    parts of the console that are open to them; ``purposes``, what they may use data for; ``now``, with a time zone;
    ``absent``, whom they stand in for today: the name of each by the member's row.
    """

    member: int
    actor: str
    parts: frozenset[str]
    purposes: frozenset[str]
    now: dt.datetime
    absent: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that needs somebody.

    Arguments: ``sentence``, what waits, with its number; ``url``, where it is dealt with; ``count``, how many; ``by``,
    the day by which; ``urgency``; ``detail``, a second sentence.
    """

    sentence: str
    url: str
    count: int = 1
    by: dt.date | None = None
    urgency: Urgency = "due"
    detail: str = ""


Look = Callable[[Onlooker], Iterable[Waiting]]


@dataclass(frozen=True, slots=True)
class _SignedUp:
    name: str
    part: str
    look: Look


_signed_up: dict[str, _SignedUp] = {}


def waiting_items(name: str, *, part: str) -> Callable[[Look], Look]:
    """Sign a function up for Today.

    Arguments: ``name``, unique, for the log; ``part``, the part of the console that an onlooker must be able to open.
    """

    def sign_up(look: Look) -> Look:
        _signed_up[name] = _SignedUp(name, part, look)
        return look

    return sign_up


def waiting_for(who: Onlooker) -> tuple[list[Waiting], bool]:
    """Give everything that waits for somebody, the most pressing first, and whether all of it could be looked up."""
    found: list[Waiting] = []
    whole = True
    for each in _signed_up.values():
        if each.part not in who.parts:
            continue
        try:
            found += each.look(who)
        except DatabaseError:
            raise  # the transaction may be broken, and the page has words for a database that is away
        except Exception as error:  # noqa: BLE001 - whatever it is, the other things still wait
            _log.warning("What waits of %s could not be looked up: %s", each.name, type(error).__name__)
            whole = False
    order = list(URGENCIES)
    return sorted(found, key=lambda one: (order.index(one.urgency), one.by or dt.date.max)), whole


def counted_by_url(found: Iterable[Waiting]) -> dict[str, int]:
    """Give how many things wait at each address."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.url] = counts.get(one.url, 0) + one.count
    return counts
