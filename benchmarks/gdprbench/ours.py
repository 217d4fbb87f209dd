"""The same operations through the register, as the product's pages and its API ask it, with everything on."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from functools import partial

from django.db import transaction

from benchmarks.gdprbench.notice import ACCOUNT, MANY, VERSION, notice, purpose
from benchmarks.gdprbench.oracle import Held, Somebody, Truth, Value
from honour.evidence.searching import Use, entries_about
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from honour.gate import Actor
from honour.register.deciding import decide
from honour.register.due.triggers import move_trigger, open_trigger, tie
from honour.register.erasing import erase_person, erase_record
from honour.register.errors import UnknownPersonError
from honour.register.finishing import AT_ONCE, carry_out, finish_erasure, unfinished_erasures
from honour.register.importing.batch import import_batch
from honour.register.importing.rows import BroughtRow, Wanted
from honour.register.importing.terms import Terms
from honour.register.keeping import correct, keep
from honour.register.known_keys import register_keyring
from honour.register.models import Permission, Record, Subject
from honour.register.overview import Overview, overview
from honour.register.publishing import publish
from honour.register.reading import Reading, ReadRecord, read
from honour.register.selecting import select
from honour.register.sweeping import sweep_batch
from honour.register.versions import versions

PURPOSES = (ACCOUNT, *map(purpose, range(MANY)))
OWNER = "benchmark.projects"
CERTIFIED = 40
"""Erasures that are looked for in every file and certified."""
WORDS = {
    "person:imported": "brought in",
    "record:collected": "create",
    "record:corrected": "corrected",
    "person:read": "read",
    "person:refused": "read",
    "retention:swept": "swept",
    "record:erased": "record erased",
    "person:erased": "erased",
}
BESIDE = {"record:erasing", "person:erasing", "erasure:certified"}


class Ours:
    """The operations, through the gate, onto the ledger, out of sealed values."""

    name = "ours"

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.actor = Actor("member-1", "staff", dict.fromkeys(PURPOSES, frozenset({"use", "contact"})))
        self.public: list[str] = []
        self.row: list[int] = []
        self.records: dict[int, int] = {}
        self._person: dict[str, int] = {}
        self._begun: dict[int, dt.datetime | None] = {}
        self.worker: dict[str, tuple[int, float]] = {"certified": (0, 0.0), "others": (0, 0.0)}
        """How many erasures were carried to their end, and in how many seconds."""

    def load(self) -> None:
        """Publish the notice and bring everybody in, as an import does."""
        before = self.truth.now - dt.timedelta(days=2)
        errors = _errors()
        publish(notice(), "notice", actor="benchmark", at=self.truth.now - dt.timedelta(days=400), as_is=errors)
        keyring, known = register_keyring(), versions()
        wanted = Wanted("benchmark", "member-1", PURPOSES, consent_words="Yes, use it.")
        terms = Terms(known, wanted, before)
        people = self.truth.people
        for number, first in enumerate(range(0, len(people), 500)):
            rows = [_brought(one) for one in people[first : first + 500]]
            with transaction.atomic():
                done = import_batch(rows, terms, keyring=keyring, known=known, wanted=wanted, at=before, number=number)
            assert done.new == len(rows), done
            assert not done.refused, done
        found = Subject.objects.order_by("pk").values_list("pk", "public_id")
        self.row, self.public = map(list, zip(*found, strict=True))
        self._person = {public: number for number, public in enumerate(self.public)}
        number = {row: place for place, row in enumerate(self.row)}
        named = versions().clauses.named["categories"]
        placed = {(number[who], named[of]): record for record, who, of in
                  Record.objects.values_list("pk", "subject_id", "category")}  # fmt: skip
        for one in people:
            for held in one.records.values():
                self.records[held.key] = placed[one.number, held.category]
        self._take_in()

    def create(self, held: Held) -> int:
        """Take one more record of somebody's in."""
        kept = keep(
            self.actor,
            self.public[held.person],
            purpose(int(held.category[-2:])),
            {held.category: dict(held.value)},
            source="directly",
            at=self.truth.now,
        )
        self.records[held.key] = kept.records[held.category]
        return 1

    def plan_project(self, project: int, several: Sequence[Held]) -> None:
        """Let records wait for the end of a project."""
        running = open_trigger(OWNER, str(project), ["service-ended"])
        for held in several:
            person = Subject.objects.get(pk=self.row[held.person])
            tie(running, [person], self.truth.now, record=self.records[held.key])

    def end_project(self, project: int) -> int:
        """End a project; gives how many records went with it."""
        with transaction.atomic():  # the disk is waited for once
            move_trigger(OWNER, str(project), self.truth.now, self.truth.now)
            return self.delete_due()

    def delete_due(self) -> int:
        """Delete what is past its date; gives how many records."""
        gone, more = 0, True
        while more:
            done = sweep_batch(self.truth.now, self.truth.now)
            gone, more = gone + done.records, done.more
        return gone

    def delete_person(self, person: int, due: dt.datetime | None) -> int:
        """Erase somebody, as the console does: nothing can be read from here on, and the worker does the rest."""
        public, now = self.public[person], self.truth.now
        self._begun[person] = due
        return erase_person(public, reason="request", asked_by="member-1", at=now, wait=False).records

    def delete_record(self, held: Held) -> int:
        """Erase one record, as the console does."""
        record = self.records[held.key]
        public, now = self.public[held.person], self.truth.now
        self._begun[held.person] = None
        return erase_record(public, record, reason="request", asked_by="member-1", at=now, wait=False).records

    def _take_in(self) -> None:
        """Take into the ledger's tree what was written, as the worker beside it does each second."""
        while integrate(installed_signing(), dt.datetime.now(dt.UTC)):
            pass

    def finish_some(self) -> None:
        """Carry erasures to their end when there are as many as the worker takes together."""
        if len(self._begun) >= AT_ONCE:
            self.finish()
            self._take_in()

    def finish_before(self, moment: dt.datetime) -> None:
        """Carry erasures to their end when a sweep at this moment would take something of theirs."""
        if any(due is not None and due <= moment for due in self._begun.values()):
            self.finish()

    def finish(self) -> None:
        """Carry erasures to their end: the first as the worker does, the others without looking for them in the files.

        What the looking costs depends on the files alone: the same for each twenty, and hours for all.
        """
        waiting, now = unfinished_erasures(self.truth.now), self.truth.now
        seen = max(0, CERTIFIED - self.worker["certified"][0])
        certified, others = waiting[:seen], waiting[seen:]
        for first in range(0, len(certified), AT_ONCE):
            portion = certified[first : first + AT_ONCE]
            self._finished("certified", len(portion), partial(carry_out, portion, now))
        for erasure in others:
            self._finished("others", 1, partial(finish_erasure, erasure, now))
        self._begun.clear()

    def _finished(self, how: str, many: int, carry: Callable[[], object]) -> None:
        begun = time.perf_counter()
        carry()
        before = self.worker[how]
        self.worker[how] = before[0] + many, before[1] + time.perf_counter() - begun

    def update(self, held: Held, value: Value) -> int:
        """Put a record right."""
        fixed = correct(self.actor, self.public[held.person], self.records[held.key], dict(value), at=self.truth.now)
        self.records[held.key] = fixed.records[held.category]
        return 1

    def decide(self, person: int, kind: str, about: str | None) -> int:
        """Write down what somebody decided."""
        decide(
            self.public[person],
            Permission.Kind(kind),
            at=self.truth.now,
            about=about,
            how="telephone",
            recorded_by="member-1",
        )
        return 1

    def read_person(self, person: int, what_for: str, of: str | None) -> Reading:
        """Read somebody's data for a purpose, of one category where one is named."""
        wanted = frozenset({of}) if of else None
        return read(self.actor, self.public[person], what_for, self.truth.now, categories=wanted)

    def read_everybody(self, what_for: str) -> list[tuple[str, ReadRecord]]:
        """Read everybody's data that a purpose may use."""
        selection = select(self.actor, what_for, self.truth.now)
        found = list(selection.values())
        assert not selection.unreadable
        return found

    def metadata(self, person: int) -> Overview | None:
        """Say what is held about somebody, without a value."""
        try:
            return overview(self.public[person])
        except UnknownPersonError:
            return None

    def logs(self, person: int) -> list[Use]:
        """Give what was done with somebody's data."""
        return entries_about(self.row[person])

    def gone(self, person: int) -> bool:
        """Say whether somebody was erased, and nothing is left of them."""
        erased = any(use.kind == "person:erased" for use in entries_about(self.row[person], ("person:erased",)))
        return self.metadata(person) is None and erased

    @staticmethod
    def of_person(reading: Reading) -> list[tuple[str, Value]]:
        """Give what was read of a person, in the oracle's words."""
        return sorted((record.category, tuple(record.value.items())) for record in reading.records)

    def of_everybody(self, found: list[tuple[str, ReadRecord]]) -> list[tuple[int, Value]]:
        """Give what was read of everybody."""
        return sorted((self._person[person], tuple(record.value.items())) for person, record in found)

    @staticmethod
    def of_log(found: list[Use]) -> list[str]:
        """Give what a log says, in the oracle's words. What an erasure is besides its end the plain schema has not."""
        return sorted(use.payload["kind"] if use.kind == "person:decided" else WORDS[use.kind] for use in found
                      if use.kind not in BESIDE)  # fmt: skip

    @staticmethod
    def of_facts(found: Overview | None) -> tuple[object, ...]:
        """Give what is said of a person without any value."""
        if found is None:
            return ()
        current = [record for record in found.records if not record.superseded]
        return (
            sorted((each.category, each.collected_at, each.due_at or each.collected_at) for each in current),
            sorted(found.consents),
            sorted(found.objections),
            sorted(found.approvals),
            found.restricted,
        )


def _brought(one: Somebody) -> BroughtRow:
    values = {held.category: dict(held.value) for held in one.records.values()}
    came = next(iter(one.records.values())).collected
    return BroughtRow(one.number, values, "client", "directly", VERSION, came, consents=frozenset(one.consents))


def _errors() -> set[str]:
    """Give the codes of what the check finds wrong with a notice that only a benchmark would publish."""
    from honour.notice.check import check
    from honour.notice.reading import read_notice

    found = check(read_notice(notice(), "notice"), at=dt.date(2026, 12, 1))
    return {each.code for each in found if each.severity == "error"}
