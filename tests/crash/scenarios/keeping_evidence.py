"""Killed while the ledger, the journal or the root keys are worked on."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from honour.evidence import entries
from honour.evidence.expiring import expire_payloads
from honour.evidence.models import Entry, Payload, SignedCheckpoint, Tree
from honour.evidence.sending import send_checkpoints
from honour.evidence.sinks import LATEST, installed_sinks
from honour.evidence.tombstones import installed_journal
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from honour.keyring import check_keys, open_keyring
from honour.keyring.rotation import begin_rotation, finish_rotation
from honour.ledger.checkpoint import read_checkpoint
from honour.register.finding import find_people
from honour.register.known_keys import known_keys
from honour.register.models import DataKey, Identifier
from honour.register.reading import read
from honour.register.rotation import STEPS
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scene import LATER, Scene
from tests.register.conftest import SUPPORT


class Sequence(Scenario):
    """Entries are taken into the tree once each, and the tree is signed."""

    def ready(self, scene):
        with transaction.atomic():
            for number in range(300):  # more than one tile holds
                entries.append("person:found", {"by": "staff-1", "found": 0, "turn": number}, at=LATER)

    def run(self, scene):
        integrate(installed_signing(), LATER, most=150)
        scene.acknowledge(size=SignedCheckpoint.objects.order_by("-pk").first().size)
        integrate(installed_signing(), LATER)
        scene.acknowledge(size=SignedCheckpoint.objects.order_by("-pk").first().size)

    def kept(self, scene):
        for said in scene.acknowledged:
            if not SignedCheckpoint.objects.filter(size__gte=said["size"]).exists():  # older ones are thinned out
                yield f"the checkpoint over {said['size']} entries is lost"

    def whole(self, scene):
        integrate(installed_signing(), LATER)  # looking at things leaves entries too
        yield from count_of("entries in the tree", Tree.objects.get().size, Entry.objects.count())


class SendCheckpoint(Scenario):
    """The newest checkpoint is sent to a folder elsewhere, where it is whole whenever it is there."""

    def run(self, scene):
        integrate(installed_signing(), LATER)
        send_checkpoints(installed_sinks(), LATER)
        scene.acknowledge(size=read_checkpoint(installed_sinks()[0].kept()[-1]).size)

    def kept(self, scene):
        notes = [read_checkpoint(note).size for sink in installed_sinks() for note in sink.kept()]
        for said in scene.acknowledged:
            if said["size"] > max(notes):  # a later one of the same hour takes its place
                yield f"the checkpoint over {said['size']} entries is not there"

    def whole(self, scene):
        if not (scene.folder / "checkpoints" / LATEST).exists():
            yield "no checkpoint was sent"


class AppendToJournal(Scenario):
    """A line that was confirmed is in the journal, after whatever the crash tore."""

    def run(self, scene):
        for name in ("asha", "bob"):
            body = {"person": scene.people[name], "kind": "marketing-stop", "about": None}
            line = installed_journal().append("person:stopped", body, LATER)
            scene.acknowledge(number=line.number, hash=line.hash)

    def kept(self, scene):
        lines = {line.number: line.hash for line in installed_journal().read()}
        for said in scene.acknowledged:
            if lines.get(said["number"]) != said["hash"]:
                yield f"line {said['number']} of the journal is lost"

    def whole(self, scene):
        numbers = [line.number for line in installed_journal().read()]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the journal's lines are {numbers}"


class AppendToJournalAndCopy(AppendToJournal):
    """The same with a copy on another disk."""

    def ready(self, scene):
        settings.HONOUR_JOURNAL_COPY = str(scene.folder / "copy")

    def again(self, scene):
        self.ready(scene)
        super().again(scene)

    def whole(self, scene):
        yield from super().whole(scene)
        ours, theirs = (folder / "tombstones.jsonl" for folder in (scene.home / "journal", scene.folder / "copy"))
        if ours.read_bytes() != theirs.read_bytes():
            yield "the journal's copy is not the journal"


class ExpirePayloads(Scenario):
    """Old payloads go, the entries stay, and the ledger verifies."""

    def run(self, scene):
        gone = expire_payloads(LATER)
        scene.acknowledge(gone=gone)

    def ready(self, scene):
        with transaction.atomic():
            for _ in range(3):
                entries.append("staff:signed-in", {"member": "staff-1"}, at=LATER - dt.timedelta(days=200))
        integrate(installed_signing(), LATER)

    def kept(self, scene):
        if scene.acknowledged and Payload.objects.filter(expires_at__lte=LATER.date()).exists():
            yield "payloads that had expired are there again"

    def whole(self, scene):
        yield from self.kept(scene)
        told = Payload.objects.filter(entry__kind="payload:expired").count()
        yield from count_of("entries that say so", told, 1)


class Rotate(Scenario):
    """A root key gets a new version, and everything moves over to it."""

    purpose = "wrapping"

    def run(self, scene: Scene):
        keys = scene.home / "keys"
        newest = max(open_keyring(keys).keys[self.purpose])
        if newest == 1:
            begin_rotation(keys, self.purpose, LATER)
        scene.acknowledge(version=2)
        finish_rotation(keys, self.purpose, STEPS, batch=3)
        scene.acknowledge(moved=True)

    def kept(self, scene):
        versions = open_keyring(scene.home / "keys").keys[self.purpose]
        if scene.acknowledged and set(versions) != {1, 2}:
            yield f"the versions of the {self.purpose} key are {sorted(versions)}"
        for name in ("asha", "bob", "cat"):
            reading = read(SUPPORT, scene.people[name], purpose="enquiries", at=LATER)
            yield from count_of(f"{name}'s readable records", len(reading.records), 2)
            found = find_people("email", f"{name}@canary.example", actor=SUPPORT, at=LATER).people
            yield from count_of(f"people found by {name}'s address", len(found), 1)

    def whole(self, scene):
        keyring = open_keyring(scene.home / "keys")
        left = sum(step.left(keyring) for step in STEPS if step.purpose == self.purpose)
        yield from count_of("rows under the older key", left, 0)
        yield from count_of("versions", len(keyring.keys[self.purpose]), 2)
        problems = [finding for finding in check_keys(scene.home / "keys", known_keys()) if finding.problem]
        yield from count_of("keys with something wrong", len(problems), 0)
        live = DataKey.objects.filter(state=DataKey.State.LIVE).count()
        yield from count_of("data keys", live, 6)
        yield from count_of("identifiers", Identifier.objects.count(), 6)


class RotateLookup(Rotate):
    purpose = "lookup"


EVIDENCE = {
    "sequence the ledger": Sequence(),
    "send a checkpoint": SendCheckpoint(),
    "append to the journal": AppendToJournal(),
    "append to the journal and its copy": AppendToJournalAndCopy(),
    "expire payloads": ExpirePayloads(),
    "rotate the wrapping key": Rotate(),
    "rotate the look-up key": RotateLookup(),
}
