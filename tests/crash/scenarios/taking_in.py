"""Killed while a notice is published or somebody's form is taken."""

from __future__ import annotations

import re

from django.test import Client

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.register.collecting import collect
from honour.register.known_keys import register_keyring
from honour.register.models import Collection, NoticeVersion, Permission, Record, Subject, Suppression
from honour.register.publishing import publish
from honour.register.receipts import find_receipt
from honour.register.versions import versions
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scene import ADDRESS, LATER, Scene, said_by
from tests.register.conftest import FELLSIDE, FORM, NEW

THIRD = "2027-01-01"


def third_version() -> bytes:
    """Give the newest notice under a label of its own."""
    text = (FELLSIDE / f"{NEW}.yaml").read_text()
    for key, label in (("version", THIRD), ("replaces", NEW)):
        text = re.sub(rf"^{key}: .*$", f"{key}: {label!r}", text, count=1, flags=re.MULTILINE)
    return text.encode()


class Publish(Scenario):
    def run(self, scene):
        published = publish(third_version(), "third.yaml", actor="lead", at=LATER)
        scene.acknowledge(entry=published.entry)

    def kept(self, scene):
        for said in scene.acknowledged:
            row = NoticeVersion.objects.filter(label=THIRD).first()
            yield from count_of("the ledger entry of the version acknowledged", row.entry if row else 0, said["entry"])

    def whole(self, scene):
        yield from count_of("versions with the label", NoticeVersion.objects.filter(label=THIRD).count(), 1)
        told = Payload.objects.filter(entry__kind="notice:published", content__contains=THIRD).count()
        yield from count_of("entries that say so", told, 1)
        yield from count_of("versions that read", len(versions().all), 3)


class Collect(Scenario):
    """The person's browser sends the same form again when no answer came."""

    name, ticked = "eve", False

    def run(self, scene):
        told = {"version": NEW, "submission": f"of {self.name}", "at": LATER, "ticked": self.ticked}
        receipt = collect(FORM, said_by(self.name), **told)
        scene.acknowledge(receipt=receipt.token, entry=receipt.entry)

    def kept(self, scene):
        for said in scene.acknowledged:
            found = find_receipt(register_keyring(), said["receipt"])
            yield from count_of("the entry of the receipt acknowledged", found.entry if found else 0, said["entry"])

    def whole(self, scene):
        person = Collection.objects.order_by("-pk").first().subject
        yield from count_of("people", Subject.objects.count(), 5)
        yield from count_of("receipts", Collection.objects.filter(subject=person).count(), 1)
        yield from count_of("records", Record.objects.filter(subject=person).count(), 2)
        yield from count_of("identifiers", person.identifiers.count(), 2)
        said = Payload.objects.filter(entry__kind="person:collected", subject=person.pk).count()
        yield from count_of("entries that say so", said, 1)
        tokens = {each["receipt"] for each in scene.acknowledged}
        yield from count_of("receipts that the person was given", len(tokens), 1)


class CollectAndStop(Collect):
    """The box against marketing is ticked."""

    name, ticked = "fay", True

    def kept(self, scene):
        yield from super().kept(scene)
        if scene.acknowledged and not Suppression.objects.filter(since=LATER).exists():
            yield "the stop acknowledged is not on the list"

    def whole(self, scene):
        yield from super().whole(scene)
        person = Collection.objects.order_by("-pk").first().subject
        yield from count_of("stops", Permission.objects.filter(subject=person).count(), 1)
        yield from count_of("identifiers not to be contacted", Suppression.objects.filter(since=LATER).count(), 2)
        if not any(line.body.get("person") == person.public_id for line in installed_journal().read()):
            yield "the stop is not in the journal"


class CollectTwice(Collect):
    """The same form is sent twice, one after the other."""

    name = "gus"

    def run(self, scene):
        super().run(scene)
        super().run(scene)


class FormOnTheSite(Collect):
    """The form as a visitor sends it, through the pages."""

    def ready(self, scene: Scene):
        shown = Client(**ADDRESS).get("/get-in-touch").content.decode()
        ticket = re.search(r'name="ticket"\s+value="([^"]+)"', shown)
        (scene.folder / "ticket").write_text(ticket[1])

    def run(self, scene):
        sent = {**said_by("hal"), "ticket": (scene.folder / "ticket").read_text()}
        answer = Client(**ADDRESS).post("/get-in-touch", sent)
        assert answer.status_code in {302, 303}, answer.content.decode()
        token = answer["Location"].rstrip("/").rpartition("/")[2]
        entry = find_receipt(register_keyring(), token).entry
        scene.acknowledge(receipt=token, entry=entry)


TAKING_IN = {
    "publish": Publish(),
    "collect": Collect(),
    "collect and stop": CollectAndStop(),
    "collect twice": CollectTwice(),
    "form on the site": FormOnTheSite(),
}
