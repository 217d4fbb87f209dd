"""What is looked at right after a crash, what the product and its people then do, and what must hold in the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import connection

from honour.evidence.models import Entry, Payload
from honour.evidence.tombstones import installed_journal
from honour.evidence.verifying import verify_ledger
from honour.evidence.work import declared_duties, run_due
from honour.register.models import Collection, Erasure, Record
from honour.register.reading import read
from tests.crash.scenarios.scenario import Scenario
from tests.crash.scene import LATER, Scene
from tests.register.conftest import SUPPORT

_SLOW = {"promises:prove"}  # examines, changes nothing


def look(scene: Scene, scenario: Scenario) -> list[str]:
    """Say what is wrong before anything has been put right: something lost, or somebody half erased readable."""
    return [*_always(), *_readable_though_erased(), *scenario.kept(scene)]


def recover(scene: Scene, scenario: Scenario) -> list[str]:
    """Let the worker start again and people do what they do then; say what is lost, lacking or doubled after it."""
    duties()
    scenario.again(scene)
    duties()
    return [*_always(), *_readable_though_erased(), *scenario.kept(scene), *scenario.whole(scene)]


def duties() -> None:
    """Do everything that a worker has to do, as on starting and a day later."""
    due = {name: each for name, each in declared_duties().items() if name not in _SLOW}
    for later in (LATER + dt.timedelta(minutes=10), LATER + dt.timedelta(days=1)):
        run_due(later, due, "the worker")


def sabotage() -> None:
    """Take away the newest collection and what its entry says, as no crash may."""
    last = Collection.objects.order_by("-pk").first()
    Payload.objects.filter(pk=last.entry).delete()
    Record.objects.filter(collection=last).update(collection=None)
    last.delete()


def _always() -> Iterator[str]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            if cursor.fetchall() != [("ok",)]:
                yield "the database file is damaged"
    yield from (problem.message for problem in verify_ledger(LATER).problems)
    for number, line in enumerate(installed_journal().read(), 1):
        if line.number != number:
            yield f"line {number} of the journal says it is {line.number}"
    without = Entry.objects.exclude(pk__in=Payload.objects.values("pk")).filter(
        until__gt=LATER + dt.timedelta(days=400)
    )
    if without.exists():
        yield "an entry has lost its payload"


def _readable_though_erased() -> Iterator[str]:
    for erasure in Erasure.objects.exclude(step=Erasure.Step.UNDONE).select_related("subject"):
        found = read(
            SUPPORT, erasure.subject.public_id, purpose="enquiries", at=LATER + dt.timedelta(seconds=1)
        ).records
        if any(erasure.record in {None, record.id} for record in found):
            yield f"what erasure {erasure.pk} is about can be read at step {erasure.step}"
