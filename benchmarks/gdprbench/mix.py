"""The four roles: which operations, how often, on whom. The paper's mix; see the issue's first measure.

A target is drawn before the clock starts, the same for both sides; what must come of it is worked out by the oracle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from benchmarks.gdprbench.notice import ACCOUNT, MANY, RECIPIENTS, basis, category, ends, purpose
from benchmarks.gdprbench.oracle import AT_ONCE, Held, Somebody, Truth

ZIPF = 0.99  # YCSB's
KEY, SET, OTHER = "by key", "set read", "other"


class Operation(NamedTuple):
    """What to do: its name, how it is judged, what each side does, what must come of it.

    ``expected``: one answer, or one for each side. ``normal``: the method that puts a side's answer into the oracle's
    words. ``before`` and ``after``: what each side has to know or do first, and what may be left to do, outside the
    clock. ``asks``: whether it reads no value and changes nothing, so that the register writes nothing down.
    """

    name: str
    judged: str
    do: Callable[[Any], Any]
    expected: Any
    normal: str | None = None
    before: Callable[[Any], Any] | None = None
    after: Callable[[Any], Any] | None = None
    asks: bool = False


class Roles:
    """Draws operations; whatever one changes, it changes in the oracle too."""

    def __init__(self, truth: Truth, operations: int) -> None:
        self.truth, self.count = truth, operations
        self.draw = truth.draw
        self._projects = 0
        people = list(range(len(truth.people)))
        self.draw.shuffle(people)
        self._popular = people
        self._weights = list(accumulate(1 / (rank + 1) ** ZIPF for rank in range(len(people))))

    def role(self, name: str) -> Iterator[Operation]:
        """Give a role's operations, one by one."""
        choices, weights = zip(*MIX[name], strict=True)
        for _ in range(self.count):
            yield getattr(self, self.draw.choices(choices, weights)[0])()

    def _uniform(self) -> Somebody:
        while True:
            somebody = self.draw.choice(self.truth.people)
            if not somebody.erased:
                return somebody

    def _zipfian(self) -> Somebody:
        while True:
            number = self.draw.choices(self._popular, cum_weights=self._weights)[0]
            if not self.truth.people[number].erased:
                return self.truth.people[number]

    # The controller

    def create(self) -> Operation:
        """Take a new record in."""
        somebody = self._uniform()
        while somebody.restricted:
            somebody = self._uniform()
        of = category(3 * self.draw.randrange(MANY // 3))
        held = self.truth.add(somebody, of, (("text", self.truth.words()),), self.truth.now)
        somebody.log.append("create")
        return Operation("create", OTHER, lambda side: side.create(held), 1)

    def delete_by_purpose(self) -> Operation:
        """End a project, and delete what was kept for it."""
        names = [category(n) for n in range(MANY) if ends(n) == "project"]
        waiting = [each for name in names for each in self.truth.of_category[name].values() if each.versions == 1]
        if not waiting:
            return self.delete_by_ttl()
        several = self.draw.sample(waiting, min(AT_ONCE, len(waiting)))
        self._projects += 1
        project = self._projects
        for held in several:
            held.project = project
        self.truth.sweep(several)
        return Operation("delete by purpose", OTHER, lambda side: side.end_project(project), len(several),
                         before=lambda side: side.plan_project(project, several))  # fmt: skip

    def delete_by_ttl(self) -> Operation:
        """Delete what is past its date."""
        self.truth.now += dt.timedelta(seconds=1)
        due = self.truth.fallen_due()
        gone = _gone(due)
        self.truth.sweep(due)
        return Operation("delete by TTL", OTHER, lambda side: side.delete_due(), gone,
                         before=lambda side: side.finish_before(self.truth.now))  # fmt: skip

    def delete_by_user(self) -> Operation:
        """Erase somebody."""
        somebody = self._uniform()
        gone, due = _gone(list(somebody.records.values())), somebody.due
        self.truth.forget(somebody)
        somebody.log.append("erased")
        return Operation("delete by user", OTHER, lambda side: side.delete_person(somebody.number, due), gone,
                         after=lambda side: side.finish_some())  # fmt: skip

    def update_by_purpose(self) -> Operation:
        """Record a decision about a purpose."""
        return self._decided("update metadata by purpose", self._uniform(), self._choice_of_purpose)

    def update_by_user(self) -> Operation:
        """Record a decision about all of somebody's data."""
        return self._decided("update metadata by user", self._uniform(), self._restriction)

    def update_by_recipient(self) -> Operation:
        """Record a decision about a recipient."""
        return self._decided("update metadata by recipient", self._uniform(), self._approval)

    # The customer

    def read_by_user(self) -> Operation:
        """Read somebody's data."""
        somebody = self._zipfian()
        somebody.log.append("read")
        number = somebody.number
        return Operation("read by user", KEY, lambda side: side.read_person(number, ACCOUNT, None),
                         self.truth.one(number, ACCOUNT, None), "of_person")  # fmt: skip

    def read_metadata(self) -> Operation:
        """Say what is held about somebody."""
        somebody = self._zipfian()
        number, facts = somebody.number, self.truth.facts(somebody.number)
        somebody.log.append("asked")
        return Operation("read metadata", KEY, lambda side: side.metadata(number), facts, "of_facts", asks=True)

    def update_data(self) -> Operation:
        """Put a record right."""
        held = self.draw.choice([each for each in self._zipfian().records.values() if each.category != "contact"] or
                                [next(iter(self._somebody_with_data().records.values()))])  # fmt: skip
        value = (("text", self.truth.words()),) if held.category != "contact" else held.value
        held.value, held.versions = value, held.versions + 1
        self.truth.people[held.person].log.append("corrected")
        return Operation("update data", KEY, lambda side: side.update(held, value), 1)

    def update_metadata(self) -> Operation:
        """Record a decision about a purpose."""
        return self._decided("update metadata", self._zipfian(), self._choice_of_purpose)

    def delete_by_key(self) -> Operation:
        """Erase a record."""
        somebody = self._zipfian()
        while len(somebody.records) == 1:
            somebody = self._uniform()
        held = self.draw.choice([each for each in somebody.records.values() if each.category != "contact"])
        self.truth.drop(held)
        somebody.log.append("record erased")
        return Operation("delete by key", KEY, lambda side: side.delete_record(held), _gone([held]),
                         after=lambda side: side.finish_some())  # fmt: skip

    # The processor

    def read_by_key(self) -> Operation:
        """Read one category of somebody's data, for the purpose that uses it."""
        somebody = self._zipfian()
        held = self.draw.choice(list(somebody.records.values()))
        what_for = ACCOUNT if held.category == "contact" else purpose(int(held.category[-2:]))
        number, of = somebody.number, held.category
        somebody.log.append("read")
        return Operation("read by key", KEY, lambda side: side.read_person(number, what_for, of),
                         self.truth.one(number, what_for, of), "of_person")  # fmt: skip

    def read_by_purpose(self) -> Operation:
        """Read everybody's data under a contract."""
        return self._everybody("read by purpose", "contract")

    def read_by_objection(self) -> Operation:
        """Read everybody's data, but of those who objected."""
        return self._everybody("read by objection", "legitimate-interest")

    def read_by_decision(self) -> Operation:
        """Read the data of everybody who consented."""
        return self._everybody("read by decision", "consent")

    # The regulator

    def metadata_by_user(self) -> Operation:
        """Say what is held about somebody."""
        return self.read_metadata()._replace(name="metadata by user")

    def logs_by_user(self) -> Operation:
        """Say what was done with somebody's data."""
        somebody = self._zipfian()
        number, log = somebody.number, self.truth.log(somebody.number)
        somebody.log.append("asked")
        return Operation("logs by user", OTHER, lambda side: side.logs(number), log, "of_log", asks=True)

    def verify_deletion(self) -> Operation:
        """Say whether somebody is gone; half of the time of somebody who was erased."""
        somebody = self.draw.choice(self.truth.people)
        erased = [each for each in self.truth.people if "erased" in each.log]
        if erased and self.draw.random() < 0.5:
            somebody = self.draw.choice(erased)
        number = somebody.number
        somebody.log.append("asked")
        return Operation("verify deletion", OTHER, lambda side: side.gone(number), "erased" in somebody.log, asks=True)

    # Parts of these

    def _somebody_with_data(self) -> Somebody:
        somebody = self._uniform()
        while len(somebody.records) == 1:
            somebody = self._uniform()
        return somebody

    def _everybody(self, name: str, rests_on: str) -> Operation:
        what_for = purpose(self.draw.choice([n for n in range(MANY) if basis(n) == rests_on]))
        return Operation(
            name, SET, lambda side: side.read_everybody(what_for), self.truth.everybody(what_for), "of_everybody"
        )

    def _decided(
        self, name: str, somebody: Somebody, choose: Callable[[Somebody], tuple[str, str | None]]
    ) -> Operation:
        kind, about = choose(somebody)
        somebody.log.append(kind)
        return Operation(name, OTHER, lambda side: side.decide(somebody.number, kind, about), 1)

    def _choice_of_purpose(self, somebody: Somebody) -> tuple[str, str]:
        number = self.draw.choice([n for n in range(MANY) if basis(n) != "contract"])
        about = purpose(number)
        if basis(number) == "consent":
            return _turned(somebody.consents, about, "consent", "withdrawal"), about
        return _turned(somebody.objections, about, "objection", "objection-lifted"), about

    def _restriction(self, somebody: Somebody) -> tuple[str, None]:
        somebody.restricted = not somebody.restricted
        return "restriction" if somebody.restricted else "restriction-lifted", None

    def _approval(self, somebody: Somebody) -> tuple[str, str]:
        about = self.draw.choice(RECIPIENTS)
        return _turned(somebody.approvals, about, "approval", "approval-ended"), about


def _gone(several: list[Held]) -> dict[str, int]:
    """Give how many records go, on each side."""
    return {"ours": sum(held.versions for held in several), "plain": len(several)}


def _turned(chosen: set[str], about: str, on: str, off: str) -> str:
    """Turn a choice round; gives the decision that does it."""
    if about in chosen:
        chosen.discard(about)
        return off
    chosen.add(about)
    return on


MIX = {
    "customer": [("read_by_user", 20), ("read_metadata", 20), ("update_data", 20), ("update_metadata", 20),
                 ("delete_by_key", 20)],
    "controller": [("create", 25), ("delete_by_purpose", 25 / 3), ("delete_by_ttl", 25 / 3), ("delete_by_user", 25 / 3),
                   ("update_by_purpose", 50 / 3), ("update_by_user", 50 / 3), ("update_by_recipient", 50 / 3)],
    "regulator": [("metadata_by_user", 46), ("logs_by_user", 31), ("verify_deletion", 23)],
    "processor": [("read_by_key", 80), ("read_by_purpose", 20 / 3), ("read_by_objection", 20 / 3),
                  ("read_by_decision", 20 / 3)],
}  # fmt: skip
"""The paper's shares of each role's operations. The regulator comes after those whose log it reads."""
