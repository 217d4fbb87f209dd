"""What is true of everybody, in plain Python: what each answer is held against, and from which targets are drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from benchmarks.gdprbench.notice import ACCOUNT, LONG, MANY, RECIPIENTS, SHORT, basis, category, ends, purpose

START = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
A_PERSON = 5  # records: contact details and four others
AT_ONCE = 10  # people whose short-lived data go at the same time
TEXT = 100  # characters of a value
LETTERS = "abcdefghijklmnopqrstuvwxyz "
NUMBERS = {purpose(n): n for n in range(MANY)}
Value = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Held:
    """A record: by which key it is known here, whose, of which category, what it says, when it came and when it goes.

    ``versions``: how often it was written; the register keeps what was corrected until all of it goes.
    """

    key: int
    person: int
    category: str
    value: Value
    collected: dt.datetime
    due: dt.datetime | None
    project: int | None = None
    versions: int = 1


@dataclass(slots=True)
class Somebody:
    """A person, with what they decided."""

    number: int
    records: dict[int, Held] = field(default_factory=dict)
    consents: set[str] = field(default_factory=set)
    objections: set[str] = field(default_factory=set)
    approvals: set[str] = field(default_factory=set)
    restricted: bool = False
    erased: bool = False
    log: list[str] = field(default_factory=list)
    """What was done with their data, one word for each time. Only the register notes for each of many what was done
    with all of them, ``brought in`` and ``swept``; only the peer that somebody asked about them, ``asked``."""

    @property
    def due(self) -> dt.datetime | None:
        """When the first of their records goes by itself."""
        return min((held.due for held in self.records.values() if held.due is not None), default=None)


class Truth:
    """Everybody, and what time it is.

    Arguments: ``records``, how many there are; ``seed``, of the same people each time.
    """

    def __init__(self, records: int, seed: int = 2026) -> None:
        self.draw = Random(seed)  # noqa: S311 - the same people each time
        self.now = START
        self.people: list[Somebody] = []
        self.of_category: dict[str, dict[int, Held]] = {category(n): {} for n in range(MANY)}
        self.of_category["contact"] = {}
        self._next = 0
        self._due: dict[dt.datetime, dict[int, Held]] = {}
        for number in range(records // A_PERSON):
            self._make(number)

    def _make(self, number: int) -> None:
        somebody = Somebody(number)
        self.people.append(somebody)
        came = START - SHORT + (number // AT_ONCE + 1) * dt.timedelta(seconds=1)
        self.add(somebody, "contact", (("email", f"p{number}@benchmark.example"), ("name", self.words(20))), came)
        for each in self.draw.sample(range(MANY), A_PERSON - 1):
            self.add(somebody, category(each), (("text", self.words()),), came)
        somebody.consents = {purpose(n) for n in range(MANY) if basis(n) == "consent"}
        somebody.log.append("brought in")

    def words(self, length: int = TEXT) -> str:
        """Make something to be kept."""
        return "x" + "".join(self.draw.choices(LETTERS, k=length - 2)) + "x"

    def add(self, somebody: Somebody, of: str, value: Value, came: dt.datetime) -> Held:
        """Take a record in."""
        due = None
        if of == "contact":
            due = came + LONG
        elif (end := ends(int(of[-2:]))) != "project":
            due = came + (SHORT if end == "short" else LONG)
        held = Held(self._next, somebody.number, of, value, came, due)
        self._next += 1
        somebody.records[held.key] = held
        self.of_category[of][held.key] = held
        if due is not None:
            self._due.setdefault(due, {})[held.key] = held
        return held

    def drop(self, held: Held) -> None:
        """Let a record go, and the person with the last."""
        somebody = self.people[held.person]
        del somebody.records[held.key], self.of_category[held.category][held.key]
        if held.due is not None:
            del self._due[held.due][held.key]
        if not somebody.records:
            self.forget(somebody)

    def forget(self, somebody: Somebody) -> None:
        """Let a person go."""
        for held in list(somebody.records.values()):
            somebody.records.pop(held.key)
            del self.of_category[held.category][held.key]
            if held.due is not None:
                del self._due[held.due][held.key]
        somebody.erased, somebody.restricted = True, False
        somebody.consents, somebody.objections, somebody.approvals = set(), set(), set()

    def sweep(self, going: list[Held]) -> None:
        """Let records go whose time is over."""
        for held in going:
            self.drop(held)
        for person in {held.person for held in going}:
            self.people[person].log.append("swept")

    def log(self, person: int) -> dict[str, list[str]]:
        """Give what each side says was done with somebody's data."""
        said = self.people[person].log
        return {side: sorted(word for word in said if word not in without) for side, without in _UNSAID.items()}

    def fallen_due(self) -> list[Held]:
        """Give what is past its date by now."""
        return [held for due, several in self._due.items() if due <= self.now for held in several.values()]

    def may(self, somebody: Somebody, what_for: str) -> bool:
        """Say whether a purpose may use a person's data of its categories."""
        if somebody.erased:
            return False
        rests_on = "contract" if what_for == ACCOUNT else basis(NUMBERS[what_for])
        if rests_on == "consent":
            return what_for in somebody.consents
        return not somebody.restricted and what_for not in somebody.objections

    def one(self, person: int, what_for: str, of: str | None) -> list[tuple[str, Value]]:
        """Give what reading a person for a purpose gives."""
        somebody = self.people[person]
        if not self.may(somebody, what_for):
            return []
        return sorted((held.category, held.value) for held in somebody.records.values() if of in {None, held.category})

    def everybody(self, what_for: str) -> list[tuple[int, Value]]:
        """Give what a purpose may use of everybody, by person."""
        held = self.of_category[category(NUMBERS[what_for])].values()
        return sorted((each.person, each.value) for each in held if self.may(self.people[each.person], what_for))

    def facts(self, person: int) -> tuple[object, ...]:
        """Give what is said of a person without any value; nothing of who is gone."""
        somebody = self.people[person]
        if somebody.erased:
            return ()
        return (
            sorted((held.category, held.collected, held.due or held.collected) for held in somebody.records.values()),
            sorted(somebody.consents),
            sorted(somebody.objections),
            sorted(somebody.approvals),
            somebody.restricted,
        )


_UNSAID = {"ours": {"asked"}, "plain": {"brought in", "swept"}}
__all__ = ["AT_ONCE", "RECIPIENTS", "START", "Held", "Somebody", "Truth", "Value"]
