"""Killed while somebody, or a record of theirs, is erased."""

from __future__ import annotations

from contextlib import suppress

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.register.erasing import erase_person, erase_record
from honour.register.errors import UnknownPersonError, UnknownRecordError
from honour.register.models import DataKey, Erasure, Identifier, Record, Subject
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scene import LATER

ASKED = {"reason": "request", "asked_by": "staff-1", "at": LATER}


def tombstones(kind, person):
    return [line for line in installed_journal().read() if line.kind == kind and line.body["person"] == person]


class ErasePerson(Scenario):
    """Once the intent has committed, nobody reads them, and the worker carries it to its end."""

    def run(self, scene):
        erased = erase_person(scene.people["asha"], **ASKED)
        scene.acknowledge(entry=erased.entry)

    def again(self, scene):
        with suppress(UnknownPersonError):  # it had begun, and the worker has finished it
            self.run(scene)

    def kept(self, scene):
        asha = Subject.objects.get(public_id=scene.people["asha"])
        if scene.acknowledged and asha.status == Subject.Status.LIVE:
            yield "the erasure acknowledged has not happened"
        destroyed = DataKey.objects.filter(subject=asha, state=DataKey.State.DESTROYED).exists()
        if destroyed and not tombstones("person:erased", asha.public_id):
            yield "a key was destroyed that a restored backup would bring back"

    def whole(self, scene):
        asha = Subject.objects.get(public_id=scene.people["asha"])
        yield from count_of("erasures", Erasure.objects.filter(subject=asha).count(), 1)
        yield from count_of("finished", Erasure.objects.filter(subject=asha, step=Erasure.Step.CONFIRMED).count(), 1)
        yield from count_of("records left", Record.objects.filter(subject=asha).count(), 0)
        yield from count_of("identifiers left", Identifier.objects.filter(subject=asha).count(), 0)
        left = [key for key in DataKey.objects.filter(subject=asha) if bytes(key.wrapped)]
        yield from count_of("keys left", len(left), 0)
        for kind in ("person:erasing", "person:erased"):
            found = Payload.objects.filter(entry__kind=kind, subject=asha.pk).count()
            yield from count_of(f"entries {kind}", found, 1)
        if not tombstones("person:erased", asha.public_id):
            yield "there is no tombstone"


class EraseRecord(Scenario):
    """One record goes, and nothing else of the person."""

    def _records(self, scene):
        return Record.objects.filter(subject__public_id=scene.people["bob"]).order_by("pk")

    def ready(self, scene):
        (scene.folder / "record").write_text(str(self._records(scene).values_list("pk", flat=True)[0]))

    def run(self, scene):
        record = int((scene.folder / "record").read_text())
        erased = erase_record(scene.people["bob"], record, **ASKED)
        scene.acknowledge(entry=erased.entry)

    def again(self, scene):
        with suppress(UnknownRecordError):  # it had begun, and the worker has finished it
            self.run(scene)

    def kept(self, scene):
        record = int((scene.folder / "record").read_text())
        there = self._records(scene).filter(pk=record).exists()
        if scene.acknowledged and there:
            yield "the erasure acknowledged has not happened"
        if not there and not tombstones("record:erased", scene.people["bob"]):
            yield "a record is gone that a restored backup would bring back"

    def whole(self, scene):
        yield from count_of("records left", self._records(scene).count(), 1)
        finished = Erasure.objects.filter(record__isnull=False, step=Erasure.Step.CONFIRMED).count()
        yield from count_of("finished erasures", finished, 1)
        for kind in ("record:erasing", "record:erased"):
            yield from count_of(f"entries {kind}", Payload.objects.filter(entry__kind=kind).count(), 1)
        if not tombstones("record:erased", scene.people["bob"]):
            yield "there is no tombstone"


ERASING = {"erase person": ErasePerson(), "erase record": EraseRecord()}
