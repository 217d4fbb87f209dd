"""Killed while a home is brought to another release."""

from __future__ import annotations

from django.core.management import call_command

from honour.cli.install import is_older, migrate
from honour.register.models import Record, Subject
from tests.crash.scenarios.scenario import Scenario, count_of


class Upgrade(Scenario):
    """The tables are those of the older release or of this one, and the same command goes on."""

    def ready(self, scene):
        call_command("migrate", "systems", "0001", verbosity=0)
        call_command("migrate", "api", "0001", verbosity=0)

    def run(self, scene):
        migrate()
        scene.acknowledge(upgraded=True)

    def kept(self, scene):
        if scene.acknowledged and is_older():
            yield "the upgrade acknowledged has not happened"

    def whole(self, scene):
        if is_older():
            yield "tables are those of the older release"
        yield from count_of("people", Subject.objects.filter(status=Subject.Status.LIVE).count(), 3)
        yield from count_of("records", Record.objects.count(), 6)


OVER_TIME = {"upgrade": Upgrade()}
