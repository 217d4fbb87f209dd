"""Killed while a home is made, backed up or restored."""

from __future__ import annotations

from honour.backups import archive_of_keys
from honour.backups.archive_of_keys import keys_of_archive
from honour.backups.planning import Sources, plan_restore
from honour.backups.restoring import restore
from honour.backups.sealed import open_sealed
from honour.backups.taking import take_backup
from honour.backups.unfinished import is_unfinished
from honour.cli.install import make_home, migrate
from honour.config.home import Home
from honour.evidence.models import Payload
from honour.evidence.tombstones import Journal
from honour.evidence.verifying import verify_ledger
from honour.keyring import open_keyring
from honour.register.known_keys import register_keyring
from honour.register.models import Subject
from honour.register.reading import read
from honour.staff.models import Role
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scene import LATER, PASSPHRASE, Scene
from tests.register.conftest import SUPPORT

archive_of_keys.COST = 4  # a passphrase is stretched for a moment


class BackUp(Scenario):
    """An archive has its name only when it is whole."""

    def run(self, scene):
        taken = take_backup(scene.backups, LATER, passphrase=PASSPHRASE)
        scene.acknowledge(archives=[path.name for path in taken.archives])

    def kept(self, scene):
        keyring = open_keyring(scene.home / "keys")
        for path in scene.backups.glob("*.honour"):
            kind = path.name.partition("-")[0]
            if kind == "keys":
                yield from count_of("keys in the archive", len(keys_of_archive(path, PASSPHRASE).keys), 5)
            else:
                open_sealed(path, kind, keyring).require_whole()
        for name in [name for said in scene.acknowledged for name in said["archives"]]:
            if not (scene.backups / name).exists():
                yield f"{name} is lost"

    def whole(self, scene):
        parts = [path.name for path in scene.backups.iterdir() if path.name.endswith(".part")]
        yield from count_of("parts of archives", len(parts), 0)
        left = [path for path in scene.home.iterdir() if path.name.startswith(".backup") and path.stat().st_size]
        yield from count_of("copies of the database", len(left), 0)


class Restore(Scenario):
    """The restored home is whole, or says that it is not, and the same command finishes it."""

    def ready(self, scene):
        scene.leave()

    def run(self, scene: Scene):
        archives = {path.name.partition("-")[0]: path for path in scene.backups.glob("*.honour")}
        scratch = scene.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        sources = Sources(archives["data"], journal_folder=scene.home / "journal")
        plan = plan_restore(scene.other_home, sources, keys_of_archive(archives["keys"], PASSPHRASE), scratch)
        home = Home(scene.other_home)
        done = restore(plan, LATER, upgrade=migrate, complete=lambda: make_home(home))
        scene.acknowledge(erased=done.erased, stopped=done.stopped)

    def again(self, scene):
        scene.leave()
        if is_unfinished(scene.other_home) or not Home(scene.other_home).exists:
            self.run(scene)

    def kept(self, scene):
        home = Home(scene.other_home)
        if scene.acknowledged and (is_unfinished(home.path) or not home.exists):
            yield "the restore acknowledged is not there"

    def whole(self, scene):
        yield from count_of("people", Subject.objects.filter(status=Subject.Status.LIVE).count(), 3)
        gone = read(SUPPORT, scene.people["dan"], purpose="enquiries", at=LATER)
        yield from count_of("the erased's readable records", len(gone.records), 0)
        kept = read(SUPPORT, scene.people["asha"], purpose="enquiries", at=LATER)
        yield from count_of("readable records", len(kept.records), 2)
        if not Subject.objects.get(public_id=scene.people["cat"]).marketing_objection:
            yield "a stop was forgotten"
        told = Payload.objects.filter(entry__kind="backup:restored").count()
        yield from count_of("entries that say so", told, 1)
        ours, theirs = (Journal(home / "journal").head() for home in (scene.other_home, scene.home))
        if ours != theirs:
            yield "the journal is not the one it was restored with"
        yield from (problem.message for problem in verify_ledger(LATER).problems)


class Install(Scenario):
    """A home that was being made is finished by the same command."""

    def ready(self, scene):
        scene.leave()

    def run(self, scene):
        make_home(Home(scene.other_home))
        migrate()
        scene.acknowledge(made=True)

    def again(self, scene):
        scene.leave()
        self.run(scene)

    def whole(self, scene):
        register_keyring()
        yield from count_of("roles", Role.objects.count(), 5)
        if not (scene.other_home / "secret").read_text().strip():
            yield "the home has no secret"


COPIES = {"back up": BackUp(), "restore": Restore(), "install": Install()}
