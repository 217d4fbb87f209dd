"""Killed while data are held, swept, or given back because an erasure was undone."""

from __future__ import annotations

import datetime as dt

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.register.erasing import erase_person
from honour.register.holding import Named, place_hold
from honour.register.models import DataKey, Hold, Record, Subject
from honour.register.reading import read
from honour.register.undoing import undo_erasure
from honour.retention.models import Sweep as SweepRow
from honour.retention.sweeps.running import run_sweep
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scene import LATER
from tests.register.conftest import SUPPORT


def records_of(scene, name):
    return Record.objects.filter(subject__public_id=scene.people[name])


class Sweep(Scenario):
    """What is past its date goes once, behind its tombstone; what is not, and what is held, stays."""

    def ready(self, scene):
        due = LATER - dt.timedelta(hours=1)
        records_of(scene, "bob").update(due_at=due)
        records_of(scene, "cat").update(due_at=due)
        place_hold(
            Hold.Kind.LITIGATION, "A claim", [Named(scene.people["cat"])], owner="lead", by="lead", at=LATER,
            review_on=LATER.date() + dt.timedelta(days=90),
        )  # fmt: skip

    def run(self, scene):
        swept = run_sweep(LATER, pause=0, force=True, size=1)
        scene.acknowledge(records=swept.records)

    def kept(self, scene):
        yield from count_of("records that are held", records_of(scene, "cat").count(), 2)
        yield from count_of("records whose time has not come", records_of(scene, "asha").count(), 2)
        if scene.acknowledged and records_of(scene, "bob").exists():
            yield "what was said to be deleted is there"
        bob = Subject.objects.get(public_id=scene.people["bob"])
        gone = DataKey.objects.filter(subject=bob).exclude(wrapped=b"").count() < 2
        if gone and not [line for line in installed_journal().read() if line.kind == "records:swept"]:
            yield "a key was destroyed that a restored backup would bring back"

    def whole(self, scene):
        yield from count_of("records past their date", records_of(scene, "bob").count(), 0)
        yield from count_of("sweeps without an end", SweepRow.objects.filter(ended_at=None).count(), 0)
        yield from count_of("records deleted, by the sweeps", sum(each.records for each in SweepRow.objects.all()), 2)


class Undo(Scenario):
    """An erasure that was undone leaves everything as it was, and no worker carries it out."""

    def ready(self, scene):
        erase_person(
            scene.people["asha"], reason="request", asked_by="staff-1", at=LATER, cooling_off=dt.timedelta(days=3)
        )

    def run(self, scene):
        if Subject.objects.get(public_id=scene.people["asha"]).status != Subject.Status.LIVE:
            undo_erasure(scene.people["asha"], by="staff-1", at=LATER)
        scene.acknowledge(undone=True)

    def kept(self, scene):
        if scene.acknowledged:
            found = read(SUPPORT, scene.people["asha"], purpose="enquiries", at=LATER).records
            yield from count_of("records of the person who came back", len(found), 2)
        yield from count_of("records kept until it is final", records_of(scene, "asha").count(), 2)

    def whole(self, scene):
        told = Payload.objects.filter(entry__kind="person:erasure-undone").count()
        yield from count_of("entries that say it was undone", told, 1)
        kinds = [line.kind for line in installed_journal().read() if line.body.get("person") == scene.people["asha"]]
        if not kinds or kinds[-1] != "person:erasure-undone":
            yield "a restored backup would erase the person"


class PlaceHold(Scenario):
    """A hold that was acknowledged keeps what it names, and is on the ledger once."""

    def run(self, scene):
        if not Hold.objects.exists():
            review = LATER.date() + dt.timedelta(days=90)
            named = [Named(scene.people["asha"], "contact")]
            place_hold(Hold.Kind.LITIGATION, "A claim", named, owner="lead", review_on=review, by="lead", at=LATER)
        scene.acknowledge(held=True)

    def kept(self, scene):
        if scene.acknowledged and not Hold.objects.filter(ended_at=None).exists():
            yield "the hold acknowledged does not hold"
        yield from count_of("holds that name nothing", Hold.objects.filter(things=None).count(), 0)

    def whole(self, scene):
        yield from count_of("holds", Hold.objects.count(), 1)
        told = Payload.objects.filter(entry__kind="hold:placed").count()
        yield from count_of("entries that say so", told, 1)


KEEPING = {"sweep": Sweep(), "undo an erasure": Undo(), "place a hold": PlaceHold()}
