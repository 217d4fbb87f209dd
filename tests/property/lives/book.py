"""What the register should hold, in a few dictionaries: who is known, what of them, until when, and what keeps it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/London")
DAYS, MONTHS = "days", "months"
KEPT = {
    ("contact", "account"): ("last-contact", 300, DAYS),
    ("contact", "repairs"): ("service-ended", 1, MONTHS),
    ("contact", "improving"): ("collected", 100, DAYS),
    ("order", "account"): ("collected", 200, DAYS),
    ("order", "repairs"): ("service-ended", 0, DAYS),
    ("note", "account"): ("last-contact", 2, MONTHS),
    ("note", "improving"): ("objection", 10, DAYS),
}
"""What ``notice.yaml`` says: how long each category is kept for each purpose, from what."""
KEPT_OF_PROSPECTS = {("order", "account"): ("collected", 50, DAYS)}
"""What it says of those of another kind than most."""
ON_CONSENT = "news"
"""The purpose that only who agreed to it has their contact details used for."""
USES = {
    "contact": {"account", "repairs", "improving"},
    "order": {"account", "repairs"},
    "note": {"account", "improving"},
}


@dataclass
class Held:
    """A record, with the versions it replaced.

    ``purposes``: those for which it is kept; ``over``: those whose time a sweep found over; ``going``: from when it is
    erased, for each time somebody asked; ``of_all``: the same, each with when it was asked for, where all of its person
    was to go and a hold kept something; ``unread``, whether it was not this that the hold kept; ``emails``: the
    addresses of all its versions. The notice told of all that a category is used for, so that the others may use it as
    long as it is here.
    """

    row: int
    category: str
    text: str
    collected: dt.datetime
    purposes: set[str]
    older: list[int] = field(default_factory=list)
    ties: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    going: list[dt.datetime] = field(default_factory=list)
    of_all: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)
    unread: bool = False
    emails: set[str] = field(default_factory=set)

    def erased_from(self) -> dt.datetime | None:
        """Say from when it is erased; ``None`` where nobody asked for that."""
        return min([*self.going, *(final for _, final in self.of_all)], default=None)


@dataclass
class Person:
    """Somebody. ``going``: from when they are erased, where somebody asked for that.

    ``restricted_at``: when an erasure restricted them, as a hold kept something; ``taken_back_at``: when it took back
    what they had consented to; ``last_contact``: nothing of somebody who never was in touch, but came in a list.
    """

    last_contact: dt.datetime | None
    email: str
    kind: str = "client"
    records: dict[int, Held] = field(default_factory=dict)
    ties: set[str] = field(default_factory=set)
    objected: dt.datetime | None = None
    restricted: bool = False
    restricted_at: dt.datetime | None = None
    consented: bool = False
    taken_back_at: dt.datetime | None = None
    going: dt.datetime | None = None

    def let_use_again(self) -> None:
        """Lift the restriction of an erasure that nothing waits for any more."""
        if self.restricted_at and not any(held.of_all for held in self.records.values()):
            self.restricted, self.restricted_at = False, None


@dataclass(frozen=True)
class Hold:
    """What a hold names: a person, of theirs a category or a record; ``gone``: what was gone when it was placed."""

    person: str
    category: str | None
    row: int | None
    sealed: bool
    gone: frozenset[int] = field(default=frozenset(), repr=False)


class Book:
    """Everybody, by opaque id; services by name, with when each ended; holds by their number."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.services: dict[str, dt.datetime | None] = {}
        self.holds: dict[int, Hold] = {}
        self.gone: set[int] = set()
        self.objections: list[tuple[str, dt.datetime]] = []

    def known_by(self, email: str) -> list[str]:
        """Give who is here and is found by an address."""
        return [
            who
            for who, one in self.people.items()
            if not one.going and any(email in held.emails for held in one.records.values())
        ]

    def holding(self, person: str, held: Held) -> list[Hold]:
        """Give the holds that keep a record or a version before it."""
        return [
            hold
            for hold in self.holds.values()
            if hold.person == person
            and hold.category in {None, held.category}
            and (hold.row is None or hold.row in {held.row, *held.older})
        ]

    def end(self, one: Person, held: Held, purpose: str) -> dt.datetime | None:
        """Say when a record's time for a purpose is over; ``None`` while what it waits for has not happened."""
        kept = KEPT | KEPT_OF_PROSPECTS if one.kind == "prospect" else KEPT
        event, many, unit = kept[held.category, purpose]
        if event == "service-ended":
            ended = [self.services[name] for name in one.ties | held.ties]
            begun = max(ended) if ended and None not in ended else None
        else:
            contact = one.last_contact or held.collected
            begun = {"collected": held.collected, "last-contact": contact, "objection": one.objected}[event]
        return None if begun is None else later(begun, many, unit)

    def due(self, one: Person, held: Held) -> dt.datetime | None:
        """Say when a record goes: with the last of its purposes."""
        ends = [self.end(one, held, purpose) for purpose in held.purposes]
        return None if None in ends else max(ends)

    def readable(self, person: str, purpose: str, now: dt.datetime) -> dict[int, str]:
        """Give what may be read of somebody for a purpose."""
        one = self.people[person]
        if one.going or (purpose == "improving" and one.objected):
            return {}
        if not one.consented if purpose == ON_CONSENT else one.restricted:
            return {}
        return {
            held.row: held.text
            for held in one.records.values()
            if purpose in (USES[held.category] | {ON_CONSENT} if held.category == "contact" else USES[held.category])
            and purpose not in held.over
            and not held.going
            and not (held.of_all and held.unread)
            and not self._is_over(one, held, purpose, now)
        }

    def _is_over(self, one: Person, held: Held, purpose: str, now: dt.datetime) -> bool:
        ends = [self.due(one, held), *([self.end(one, held, purpose)] if purpose in held.purposes else [])]
        return any(end is not None and end <= now for end in ends)

    def sweep(self, now: dt.datetime) -> None:
        """Take away what is over: purposes first, then records; then people of whom nothing is left."""
        for person, one, held in list(self.everything()):
            if one.going or held.erased_from():
                continue
            due = self.due(one, held)
            if due is not None and due <= now and not self.holding(person, held):
                self._let_go(one, held)
                continue
            over = {purpose for purpose in held.purposes if (self.end(one, held, purpose) or now + DAY) <= now}
            if any(hold.row in {None, held.row} for hold in self.holding(person, held)):
                continue  # it is named itself, not only a version before it
            held.purposes -= over
            held.over |= over
        self._forget_the_empty()

    def finish(self, now: dt.datetime, rows: set[int] | None = None) -> None:
        """Carry out what is to be erased and can no longer be undone, but for what a hold keeps.

        Arguments: ``rows``, where only these are.
        """
        for person, one, held in list(self.everything()):
            if rows is not None and held.row not in rows:
                continue
            since = min(filter(None, (one.going, held.erased_from())), default=None)
            if since is not None and since <= now and not self.holding(person, held):
                self._let_go(one, held)
                if held.of_all:
                    one.let_use_again()
        self._forget_the_empty()

    def _let_go(self, one: Person, held: Held) -> None:
        del one.records[held.row]
        self.gone |= {held.row, *held.older}

    def after_a_restore(self, since: Book, objections: list[tuple[str, dt.datetime]], now: dt.datetime) -> Book:
        """Give what should be held when this, of the day of a backup, is brought back and the journal repeated.

        What came since is lost. What went since stays gone, what was stopped stays stopped, what is held since is held.
        Arguments: ``since``, what was held when the backup was restored; ``objections``, those since the backup.
        """
        self.gone, self.objections = since.gone, since.objections
        last = {held.row: held for _, _, held in since.everything()}
        of = {row: held for held in last.values() for row in (held.row, *held.older)}
        there = {row: held.row for _, _, held in self.everything() for row in (held.row, *held.older)}
        self.holds = {}
        for number, hold in since.holds.items():
            chain = [] if hold.row is None else [hold.row, *(of[hold.row].older if hold.row in of else [])]
            row = max((row for row in chain if row in there and row <= hold.row), default=None)
            if hold.person in self.people and (hold.row is None or row is not None):
                self.holds[number] = Hold(hold.person, hold.category, row, hold.sealed, hold.gone)
        for person, one in self.people.items():
            later = since.people.get(person)
            said = [at for who, at in objections if who == person]
            one.objected = max(filter(None, [one.objected, *said]), default=None)
            if later:
                one.restricted, one.restricted_at = later.restricted, later.restricted_at
                one.consented, one.taken_back_at = later.consented, later.taken_back_at
                one.going = later.going
        for person, one, held in list(self.everything()):
            if held.row in of:
                held.going, held.of_all = of[held.row].going, of[held.row].of_all
            if held.row in self.gone and all(held.row in hold.gone for hold in self.holding(person, held)):
                self._let_go(one, held)
        self.finish(now)
        self._forget_the_empty()
        return self

    def _forget_the_empty(self) -> None:
        for person, one in list(self.people.items()):
            whole = [
                hold for hold in self.holds.values() if (hold.person, hold.category, hold.row) == (person, None, None)
            ]
            if not one.records and not one.going and not whole:
                del self.people[person]

    def everything(self) -> Iterator[tuple[str, Person, Held]]:
        """Give every record, with whose it is."""
        for person, one in self.people.items():
            for held in one.records.values():
                yield person, one, held


DAY = dt.timedelta(days=1)


def later(begun: dt.datetime, many: int, unit: str) -> dt.datetime:
    """Add days or months by the calendar and the clock on the wall."""
    wall = begun.astimezone(HOME)
    if unit == DAYS:
        moved = wall.replace(tzinfo=None) + dt.timedelta(days=many)
    else:
        year, month = divmod(wall.month - 1 + many, 12)
        year, month = wall.year + year, month + 1
        moved = wall.replace(
            year=year, month=month, day=min(wall.day, calendar.monthrange(year, month)[1]), tzinfo=None
        )
    return moved.replace(tzinfo=HOME).astimezone(dt.UTC)
