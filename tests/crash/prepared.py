"""The installation that each scenario gets a copy of."""

from __future__ import annotations

import json

from django.core.management import call_command
from django.db import connection

from honour.backups.taking import take_backup
from honour.cli.install import make_home, migrate
from honour.config.home import Home
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from honour.evidence.work import declared_duties
from honour.evidence.work.worker import enrol
from honour.register.collecting import collect
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.models import Collection
from honour.register.versions import versions
from honour.staff.grants import grant_defaults
from honour.staff.joining import add_member
from tests.crash.scene import LATER, NOW, PASSPHRASE, PEOPLE, Scene, said_by
from tests.register.conftest import FORM, NEW, publish_both

STAFF = "lead@fellside.example"


def prepare(scene: Scene) -> None:
    """Set up a home with two published notices, three people who wrote, a fourth who was erased, and a backup."""
    scene.enter()
    make_home(Home(scene.home))
    migrate()
    published = publish_both(NOW)
    grant_defaults(published.notice)
    add_member(STAFF, "Nadia Rahman", ["privacy-lead"], PASSPHRASE)
    add_member("joan@fellside.example", "Joan Whitlock", ["privacy-lead"], PASSPHRASE)
    people = {name: wrote(name) for name in (*PEOPLE, "dan")}
    integrate(installed_signing(), NOW)
    scene.backups.mkdir()
    take_backup(scene.backups, NOW, passphrase=PASSPHRASE)
    erase_person(people["dan"], reason="request", asked_by="staff-1", at=NOW)
    decide(people["cat"], Kind.MARKETING_STOP, at=NOW, how="telephone", recorded_by="staff-1")
    integrate(installed_signing(), LATER)
    enrol(declared_duties(), NOW)
    (scene.folder / "people.json").write_text(json.dumps(people))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def warm(scene: Scene) -> None:
    """Read once what every process keeps in memory, so that those made from this one have it."""
    scene.enter()
    call_command("check", verbosity=0)
    versions().gate(NOW)
    connection.close()


def wrote(name: str) -> str:
    """Let somebody send the form; gives their opaque id."""
    receipt = collect(FORM, said_by(name), version=NEW, submission=f"first {name}", at=NOW)
    return Collection.objects.get(entry=receipt.entry).subject.public_id
