"""A day of an installation's life that is cut off by SIGKILL at any moment, again and again.

The public and the staff do what they do, one thing after the other, beside a worker; whoever was cut off does the same
thing again. What the product has told them stands in a book, and at each look, everything in the book must hold.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import connections

from honour.backups.rehearsing import FAULTS, rehearse
from honour.backups.taking import take_backup
from honour.evidence.models import Entry, Payload
from honour.evidence.tombstones import installed_journal
from honour.evidence.verifying import verify_ledger
from honour.evidence.work import declared_duties, run_due
from honour.register.collecting import collect
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.errors import RegisterError
from honour.register.holding import Named, place_hold
from honour.register.models import Collection, DataKey, Hold, Identifier, Record, Subject
from honour.register.reading import read
from honour.retention.sweeps.running import run_sweep
from tests.crash.scene import NOW, Scene
from tests.register.conftest import FORM, NEW, SUPPORT, answers

STEP = dt.timedelta(minutes=2)
_SLOW = {"promises:prove", "backups:rehearse", "backups:make"}
_LIKELY = {"comes": 10, "reads": 5, "stops": 3, "erased": 2, "falls due": 2, "held": 1, "backed up": 1, "swept": 1}

_OF_NOBODY = {"comes", "backed up", "swept"}
_FIRST = 0.3  # seconds: what is thought to take long, until it is known
_LONGEST = 4  # times as many kills as were asked for


class Day:
    """One installation's day.

    Arguments: ``scene``, where; ``seed``, of everything that is drawn.
    """

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene = scene
        self.seed = seed
        self.book = scene.folder / "day"
        self.said: list[dict[str, Any]] = []
        if self.book.exists():
            # The kill may have torn the last line: then nobody was told it.
            whole = self.book.read_bytes().rpartition(b"\n")[0].splitlines()
            self.said = [json.loads(line) for line in whole]

    @property
    def done(self) -> int:
        """How many things were done to their end."""
        return sum(each["state"] == "done" for each in self.said)

    def live(self, share: float) -> None:
        """Do one thing after the other, beside a worker, until this process kills itself.

        Arguments: ``share``, for how long, in the time that one thing took so far, whatever the machine.
        """
        took = [each["took"] for each in self.said if "took" in each]
        seconds = share * (sum(took) / len(took) if took else _FIRST)
        threading.Thread(target=_die_in, args=(seconds,), daemon=True).start()
        threading.Thread(target=self._work, daemon=True).start()
        while True:
            self._do()

    def finish(self) -> None:
        """Do once more what was cut off, sweep, and let the worker do everything that is left."""
        self._do(only_again=True)
        self._duties(self._at(len(self.said)) + dt.timedelta(days=1))

    def spoil(self) -> None:
        """Pass some hours, then do behind the product's back what no kill may: lose, double, undelete, forget."""
        for what in ("comes", "comes", "comes", "comes", "erased", "stops"):
            self._write(self._begun(what, len(self.said)))
            self._do()
        people = [each["person"] for each in self.said if each.get("person")]
        gone, stopped = (
            next(each["who"] for each in self.said if each["what"] == what) for what in ("erased", "stops")
        )
        lost = next(person for person in people if person not in {gone, stopped})
        Subject.objects.filter(public_id=gone).update(status=Subject.Status.LIVE)
        Subject.objects.filter(public_id=stopped).update(marketing_objection=False)
        Identifier.objects.filter(subject__public_id=lost).delete()
        Record.objects.filter(subject__public_id=lost).delete()
        Subject.objects.create(created_at=NOW)

    def look(self) -> Iterator[str]:
        """Say what was acknowledged and does not hold, and what is there that nobody did."""
        expected = self._expected()
        doubtful = self._doubtful()
        live = dict(Subject.objects.filter(status=Subject.Status.LIVE).values_list("public_id", "pk"))
        ours = {each["person"] for each in self.said if each.get("person")}
        strange = [person for person in live if person not in ours and person not in self.scene.people.values()]
        if len(strange) > (doubtful is not None and doubtful["what"] == "comes"):
            yield f"{len(strange)} people are there whom nobody was told of"
        unsure = doubtful.get("who") if doubtful else None
        for person, state in expected.items():
            if person == unsure or (doubtful and doubtful["what"] == "swept"):
                continue
            yield from self._person(person, state, live)
        for number, line in enumerate(installed_journal().read(), 1):
            if line.number != number:
                yield f"line {number} of the journal says it is {line.number}"
        told = [each["entry"] for each in self.said if each.get("entry")]
        if (there := Entry.objects.filter(pk__in=told).count()) != len(set(told)):
            yield f"{len(set(told)) - there} entries that were acknowledged are not on the ledger"

    def end(self) -> Iterator[str]:
        """Say what is wrong when the day is over: the ledger, the keys, and the last backup when it is restored."""
        yield from self.look()
        at = self._at(len(self.said)) + dt.timedelta(days=1)
        yield from (problem.message for problem in verify_ledger(at).problems)
        if Entry.objects.exclude(pk__in=Payload.objects.values("pk")).filter(until__gt=at.date()).exists():
            yield "an entry has lost its payload"
        idle = DataKey.objects.filter(state=DataKey.State.LIVE, record=None).count()
        if idle:
            yield f"{idle} keys outlived their records"
        parts = [path.name for path in self.scene.backups.glob(".*.part")]
        take_backup(self.scene.backups, at, passphrase=None)
        if left := [path.name for path in self.scene.backups.glob(".*.part")]:
            yield f"{left} of {parts} stayed of killed backups"
        yield from self._restored(at)

    def _restored(self, at: dt.datetime) -> Iterator[str]:
        """Restore the day's first backup, after which most happened, with the newest keys."""
        first = min(self.scene.backups.glob("data-*"), key=lambda path: path.stat().st_mtime)
        for archive in set(self.scene.backups.glob("data-*")) - {first}:
            archive.unlink()
        found = rehearse(self.scene.backups, at).said
        if "failed" in found:
            yield f"{first.name}: {found['failed']}"
        for sort in FAULTS:
            yield from (f"{first.name}, {sort}: {each}" for each in found.get(sort, ()))

    def _person(self, person: str, state: dict[str, Any], live: dict[str, int]) -> Iterator[str]:
        if state["gone"]:
            if person in live and not state["held"]:
                yield f"{person} was erased and is there"
            elif read(SUPPORT, person, purpose="enquiries", at=self._at(len(self.said))).records:
                yield f"{person} was erased and can be read"
            return
        if state["due"]:
            if state["held"] and not Record.objects.filter(subject__public_id=person).exists():
                yield f"{person} was held and is gone"
            return
        if person not in live:
            yield f"{person} is lost"
            return
        records = read(SUPPORT, person, purpose="enquiries", at=self._at(len(self.said))).records
        if sum(record.value.get("message") == state["said"] for record in records) != 1:
            yield f"what {person} wrote is there {len(records)} times"
        if state["stopped"] and not Subject.objects.get(pk=live[person]).marketing_objection:
            yield f"{person} said stop, and it is forgotten"

    def _expected(self) -> dict[str, dict[str, Any]]:
        """Give what is known of each person, by what the product has told."""
        known: dict[str, dict[str, Any]] = {}
        for each in self.said:
            if each["state"] != "done":
                continue
            match each["what"]:
                case "comes":
                    known[each["person"]] = {
                        "said": message(each["n"]), "gone": False, "stopped": False, "due": False, "held": False,
                    }  # fmt: skip
                case "stops":
                    known[each["who"]]["stopped"] = True
                case "erased":
                    known[each["who"]]["gone"] = True
                case "falls due":
                    known[each["who"]]["due"] = True
                case "held":
                    known[each["who"]]["held"] = True
        return known

    def _doubtful(self) -> dict[str, Any] | None:
        """Give what was begun and of whose end nobody was told."""
        return self.said[-1] if self.said and self.said[-1]["state"] == "begun" else None

    def _do(self, *, only_again: bool = False) -> None:
        begun = self._doubtful()
        if begun is None:
            if only_again:
                return
            begun = self._next()
            self._write(begun)
        began = time.monotonic()
        done = getattr(self, "_" + begun["what"].replace(" ", "_"))(begun, self._at(begun["n"]))
        took = round(time.monotonic() - began, 4)
        self._write({**begun, "state": "done", "took": took, **(done or {})})

    def _next(self) -> dict[str, Any]:
        number = len(self.said)
        draw = random.Random(f"{self.seed} {number}")  # noqa: S311 - the same day for the same seed
        return self._begun(draw.choices(list(_LIKELY), list(_LIKELY.values()))[0], number)

    def _begun(self, what: str, number: int) -> dict[str, Any]:
        draw = random.Random(f"{self.seed} {number} who")  # noqa: S311
        there = [person for person, state in self._expected().items() if not state["gone"] and not state["due"]]
        who = draw.choice(there) if there else None
        if what not in _OF_NOBODY and who is None:
            what = "comes"
        of_somebody = what not in _OF_NOBODY
        return {"n": number, "what": what, "state": "begun", **({"who": who} if of_somebody else {})}

    def _write(self, line: dict[str, Any]) -> None:
        descriptor = os.open(self.book, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, json.dumps(line).encode() + b"\n")
        os.close(descriptor)
        self.said.append(line)

    def _at(self, number: int) -> dt.datetime:
        return NOW + dt.timedelta(hours=6) + STEP * number

    def _comes(self, each: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
        number = each["n"]
        said = answers(f"p{number}@canary.example", telephone=f"01632 {900000 + number}", message=message(number))
        receipt = collect(FORM, said, version=NEW, submission=f"day {number}", at=at, ticked=number % 2 == 0)
        return {"person": Collection.objects.get(entry=receipt.entry).subject.public_id, "entry": receipt.entry}

    def _reads(self, each: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
        return {"entry": read(SUPPORT, each["who"], purpose="enquiries", at=at).entry}

    def _stops(self, each: dict[str, Any], at: dt.datetime) -> None:
        decide(each["who"], Kind.MARKETING_STOP, at=at, how="telephone", recorded_by="staff-1")

    def _erased(self, each: dict[str, Any], at: dt.datetime) -> None:
        with suppress(RegisterError):  # the worker has finished it since
            erase_person(each["who"], reason="request", asked_by="staff-1", at=at)

    def _falls_due(self, each: dict[str, Any], at: dt.datetime) -> None:
        Record.objects.filter(subject__public_id=each["who"]).update(due_at=at)

    def _held(self, each: dict[str, Any], at: dt.datetime) -> None:
        day = at.date() + dt.timedelta(days=30)
        place_hold(
            Hold.Kind.LITIGATION, "case 1", [Named(each["who"])], owner="staff-1", review_on=day, by="staff-1", at=at
        )

    def _backed_up(self, _: dict[str, Any], at: dt.datetime) -> None:
        take_backup(self.scene.backups, at, passphrase=None)

    def _swept(self, _: dict[str, Any], at: dt.datetime) -> None:
        run_sweep(at, pause=0, size=2)

    def _work(self) -> None:
        while True:
            self._duties(self._at(len(self.said)))
            connections.close_all()
            time.sleep(0.01)

    @staticmethod
    def _duties(at: dt.datetime) -> None:
        due = {name: each for name, each in declared_duties().items() if name not in _SLOW}
        run_due(at, due, "the worker")


def message(number: int) -> str:
    """Give what the person who came then wrote."""
    return f"This is canary {number}."


def _die_in(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


def pass_day(arena: Any, kills: int, seed: int) -> tuple[list[str], int]:
    """Live through a day that is cut off so many times; gives what was wrong, and how much was done in it.

    Where the kills came so early that less was done than was cut off, the day goes on, and so do they.
    """
    draw = random.Random(seed)  # noqa: S311 - the same moments for the same seed, as near as a clock allows
    scene, wrong, done = arena.copy(), [], 0
    for kill in range(1, kills * _LONGEST + 1):
        if kill > kills and done > kills:
            break
        # Often in what was cut off before and is done again; now and then after a longer life.
        ended = arena.ask("live", scene, seed=seed, share=draw.choice((1, 3, 9)) * draw.random())
        assert ended["status"] == -signal.SIGKILL, ended
        seen = arena.ask("look at the day", scene, seed=seed)
        wrong += [f"after kill {kill}: {each}" for each in seen["problems"]]
        done = seen["done"]
    ended = arena.ask("end the day", scene, seed=seed)
    wrong += [f"in the end: {each}" for each in ended["problems"]]
    arena.discard()
    return wrong, ended["done"]
