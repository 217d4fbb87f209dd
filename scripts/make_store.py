"""Makes the store that later releases must upgrade: ``python scripts/make_store.py OUT.zip``.

Run it from a checkout of the release, once for each database (``HONOUR_DATABASE_URL`` names an empty one, or none for
SQLite); OUT is ``tests/stores/RELEASE-DATABASE.zip``. The file holds a home and its database; for PostgreSQL a backup
takes the database's place. The people in it are invented, the keys nobody's.
"""  # noqa: INP001 - a script, no package

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOW = dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=5)
PASSPHRASE = "five plain words make passphrases"  # noqa: S105 - of a store of nobody's
PEOPLE = ("asha", "bob", "cat", "dan", "eve", "fay")


def main(out: Path) -> None:
    """Make the store."""
    with tempfile.TemporaryDirectory() as folder:
        home, backups = Path(folder) / "home", Path(folder) / "backups"
        os.environ["HONOUR_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "honour.config.settings"
        home.mkdir()
        backups.mkdir()
        import django

        django.setup()
        people = fill(home)
        from honour.backups.taking import take_backup
        from honour.config.home import Home
        from honour.evidence.tree.integrating import integrate
        from honour.evidence.tree.signing import installed_signing

        while integrate(installed_signing(), LATER):
            pass
        from django.db import connection

        if connection.vendor == "postgresql":
            take_backup(backups, LATER, passphrase=PASSPHRASE)
        else:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        assert Home(home).exists  # noqa: S101 - or there is nothing to keep
        (Path(folder) / "people.json").write_text(json.dumps(people))
        out.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file() and not path.name.endswith(("-wal", "-shm")):
                    packed.write(path, path.relative_to(folder))
    print(f"{out}: {out.stat().st_size:,} bytes")  # noqa: T201 - a script says what it made


def fill(home: Path) -> dict[str, str]:
    """Set up an installation in which something of each kind is kept; gives its people's ids by name."""
    from honour.cli.install import make_home, migrate
    from honour.config.home import Home
    from honour.gate.question import ACTIONS, Actor
    from honour.register.collecting import collect
    from honour.register.deciding import Kind, decide
    from honour.register.erasing import erase_person
    from honour.register.known_keys import register_keyring
    from honour.register.models import Collection
    from honour.register.models.subjects import opaque_id
    from honour.register.publishing import publish
    from honour.register.reading import read
    from honour.staff.grants import grant_defaults
    from honour.staff.joining import add_member
    from honour.systems.models import Webhook
    from honour.systems.tokens import make_token
    from honour.systems.webhooks.signing import new_secret, place_of

    make_home(Home(home))
    migrate()
    notice = (ROOT / "examples/fellside/2026-12-01.yaml").read_bytes()
    published = publish(notice, "notice.yaml", actor="lead", at=NOW)
    grant_defaults(published.notice)
    add_member("lead@fellside.example", "Nadia Rahman", ["privacy-lead"], PASSPHRASE)
    people = {}
    for number, name in enumerate(PEOPLE):
        said = {
            "name": f"{name.title()} Canary",
            "email": f"{name}@canary.example",
            "company": "Canary Mills",
            "telephone": f"01632 9601{number:02}",
            "message": f"This is {name}. Please send a price for canaries.",
        }
        receipt = collect("get-in-touch", said, version="2026-12-01", submission=name, at=NOW, ticked=number % 2 == 0)
        people[name] = Collection.objects.get(entry=receipt.entry).subject.public_id
    decide(people["bob"], Kind.MARKETING_STOP, at=LATER, how="telephone", recorded_by="staff-1")
    erase_person(people["dan"], reason="request", asked_by="staff-1", at=LATER)
    make_token("crm", {"enquiries": frozenset({"use"})}, now=NOW, days=300, made_by="staff-1")
    public = opaque_id()
    version, wrapped = register_keyring().wrap(new_secret(), place_of(public))
    Webhook.objects.create(
        public_id=public, name="CRM", url="https://crm.example/hook", kinds=["marketing-stop"], root_version=version,
        wrapped=wrapped, made_by="staff-1", made_at=NOW,
    )  # fmt: skip
    actor = Actor("staff-1", "staff", {"enquiries": frozenset(ACTIONS)})
    assert read(actor, people["asha"], purpose="enquiries", at=LATER).records  # noqa: S101 - or what would be kept?
    return people


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
