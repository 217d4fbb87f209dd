"""Killed while somebody's data are used, staged, or decided about."""

from __future__ import annotations

import datetime as dt

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.register.deciding import Kind, decide
from honour.register.models import Mode, Permission, Staged, Subject, Suppression
from honour.register.modes import set_mode
from honour.register.reading import read
from honour.register.selecting import select
from honour.register.staging import drop_staged, expire_staged, stage, take_staged
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scene import LATER
from tests.register.conftest import SUPPORT


class Read(Scenario):
    """Values that were handed out have their entry on the ledger."""

    def run(self, scene):
        reading = read(SUPPORT, scene.people["bob"], purpose="enquiries", at=LATER)
        assert len(reading.records) == 2
        scene.acknowledge(entry=reading.entry)

    def kept(self, scene):
        for said in scene.acknowledged:
            yield from count_of("entries of what was read", Payload.objects.filter(pk=said["entry"]).count(), 1)

    def whole(self, scene):
        number = Subject.objects.get(public_id=scene.people["bob"]).pk
        found = Payload.objects.filter(entry__kind="person:read", subject=number).count()
        if not 1 <= found <= 2:  # a use that was killed before anything was handed out may stand there, or not
            yield f"{found} entries about reading twice"


class Select(Scenario):
    """A use of many people's data has its entry before the first value is handed out."""

    def run(self, scene):
        selection = select(SUPPORT, "enquiries", LATER)
        values = list(selection.values())
        scene.acknowledge(entry=selection.entry, people=selection.people, values=len(values))

    def kept(self, scene):
        for said in scene.acknowledged:
            yield from count_of("entries of the use", Payload.objects.filter(pk=said["entry"]).count(), 1)

    def whole(self, scene):
        for said in scene.acknowledged:
            yield from count_of("people in the use", said["people"], 3)
        if not 1 <= Payload.objects.filter(entry__kind="person:selected").count() <= 2:
            yield "the uses on the ledger are not those that were made"


class Stop(Scenario):
    """A stop is acknowledged only when it is in the database and in the journal."""

    def run(self, scene):
        stopped = Subject.objects.get(public_id=scene.people["bob"]).marketing_objection
        if not stopped:
            decide(scene.people["bob"], Kind.MARKETING_STOP, at=LATER, how="telephone", recorded_by="staff-1")
        scene.acknowledge(stopped=True)

    def kept(self, scene):
        bob = Subject.objects.get(public_id=scene.people["bob"])
        if scene.acknowledged and not bob.marketing_objection:
            yield "the stop acknowledged does not hold"
        lines = [line for line in installed_journal().read() if line.body.get("person") == bob.public_id]
        if bob.marketing_objection and not lines:
            yield "a stop holds that a restored backup would forget"

    def whole(self, scene):
        bob = Subject.objects.get(public_id=scene.people["bob"])
        yield from count_of("stops with their evidence", Permission.objects.filter(subject=bob).count(), 1)
        listed = Suppression.objects.filter(since=LATER).count()
        yield from count_of("identifiers not to be contacted", listed, 2)
        said = Payload.objects.filter(entry__kind="person:decided", subject=bob.pk).count()
        yield from count_of("entries that say so", said, 1)


class Object(Scenario):
    """Objecting to a purpose, and saying it again changes nothing but the evidence."""

    def run(self, scene):
        if not Subject.objects.get(public_id=scene.people["asha"]).objections:
            decide(scene.people["asha"], Kind.OBJECTION, about="enquiries", at=LATER, how="mail", recorded_by="staff-1")
        scene.acknowledge(objected=True)

    def kept(self, scene):
        asha = scene.people["asha"]
        if scene.acknowledged and not Subject.objects.get(public_id=asha).objections:
            yield "the objection acknowledged does not hold"
        if scene.acknowledged and not [x for x in installed_journal().read() if x.body.get("person") == asha]:
            yield "the objection acknowledged is not in the journal"

    def whole(self, scene):
        asha = Subject.objects.get(public_id=scene.people["asha"])
        yield from count_of("objections with their evidence", Permission.objects.filter(subject=asha).count(), 1)


class Observe(Scenario):
    def run(self, scene):
        set_mode("enquiries", observed=True, actor="lead", at=LATER)
        scene.acknowledge(observed=True)

    def kept(self, scene):
        if scene.acknowledged and not Mode.objects.filter(purpose="enquiries", observed=True).exists():
            yield "the mode acknowledged does not hold"

    def whole(self, scene):
        yield from count_of("modes", Mode.objects.count(), 1)
        if not Payload.objects.filter(entry__kind="purpose:mode-set").exists():
            yield "the ledger does not say that the purpose is only observed"


class StageAndExpire(Scenario):
    """What was staged is there whole until it is dropped or its time is over, then gone."""

    def run(self, scene):
        about = {"subject": scene.people["asha"], "identifiers": [("email", "asha@canary.example")]}
        first = stage("intake", "message", b"a canary's song", LATER, dt.timedelta(days=1), **about)
        scene.acknowledge(staged=first)
        second = stage("intake", "message", b"another song", LATER, dt.timedelta(days=2))
        scene.acknowledge(staged=second)
        drop_staged(first, "intake")
        scene.acknowledge(dropped=first)
        expire_staged(LATER + dt.timedelta(days=3))
        scene.acknowledge(expired=second)

    def kept(self, scene):
        said = {key: value for each in scene.acknowledged for key, value in each.items() if key != "staged"}
        for staged in [each["staged"] for each in scene.acknowledged if "staged" in each]:
            there = Staged.objects.filter(public_id=staged).exists()
            if there and take_staged(staged, "intake", LATER) not in {b"a canary's song", b"another song"}:
                yield "what was staged is not what it was"
            if there and staged in said.values():
                yield "what was dropped is still there"
            if not there and not said and staged != scene.acknowledged[0]["staged"]:
                yield "what was staged is lost"

    def whole(self, scene):
        expire_staged(LATER + dt.timedelta(days=3))
        yield from count_of("staged items past their time", Staged.objects.count(), 0)


USING = {
    "read": Read(),
    "select": Select(),
    "stop": Stop(),
    "object": Object(),
    "observe": Observe(),
    "stage and expire": StageAndExpire(),
}
