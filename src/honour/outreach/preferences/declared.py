"""How old details may be before people are asked if they are still right, as a notice declares it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from honour.register.due.periods import subtract_period

if TYPE_CHECKING:
    import datetime as dt

    from honour.notice.model import Notice


@dataclass(frozen=True, slots=True)
class Asks:
    """What a notice declares: under which purpose people are asked, and how old their details are then."""

    purpose: str
    period: str


def asks_of(notice: Notice) -> list[Asks]:
    """Give each purpose that has people asked; none where the notice declares none."""
    return [
        Asks(short, purpose.asks_if_right_every)
        for short, purpose in notice.purposes.items()
        if purpose.asks_if_right_every and purpose.message == "service" and not purpose.is_marketing
    ]


def stale_since(notice: Notice, at: dt.datetime) -> dt.datetime | None:
    """Give the moment before which details are old, by the shortest period declared; ``None`` where there is none."""
    return max((subtract_period(at, asks.period) for asks in asks_of(notice)), default=None)
