"""Where apps declare what is done again and again, in their ``tasks.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

LEDGER = "ledger"
HOUSE = "house"


@dataclass(frozen=True, slots=True)
class DeclaredDuty:
    """Something done again and again; see ``duty``."""

    name: str
    run: Callable[[datetime], object]
    every: timedelta
    at: time | None
    lease: timedelta
    lane: str
    wanted: Callable[[], bool] | None

    def next_after(self, now: datetime) -> datetime:
        """Return when it is due again: after its interval, or at its time of day, here."""
        if self.at is None:
            return now + self.every
        here = timezone.localtime(now)
        today = timezone.make_aware(datetime.combine(here.date(), self.at))
        return today if today > now else timezone.make_aware(datetime.combine(here.date() + self.every, self.at))


_declared: dict[str, DeclaredDuty] = {}


def duty(  # noqa: PLR0913 - each says when or how, and all have a usual value
    name: str,
    *,
    every: timedelta = timedelta(days=1),
    at: time | None = None,
    lease: timedelta = timedelta(minutes=5),
    lane: str = HOUSE,
    wanted: Callable[[], bool] | None = None,
) -> Callable[[Callable[[datetime], object]], Callable[[datetime], object]]:
    """Declare a function, given the time, as a duty of the worker. It must not matter if it is done twice.

    Arguments: ``name``, ``what:verb``; ``every``, the interval; ``at``, the time of day, in the installation's time
    zone, for intervals of days; ``lease``, longer than it ever takes, and how long it waits when its worker dies;
    ``lane``, duties of different lanes do not wait for each other; ``wanted``, a cheap question whether there is
    anything to do, so that idle workers write nothing.
    """

    def declare(run: Callable[[datetime], object]) -> Callable[[datetime], object]:
        _declared[name] = DeclaredDuty(name, run, every, at, lease, lane, wanted)
        return run

    return declare


def declared_duties() -> dict[str, DeclaredDuty]:
    """Return every duty by its name, those in the apps' ``tasks.py`` included."""
    autodiscover_modules("tasks")
    return dict(_declared)
