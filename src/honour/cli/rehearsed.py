"""`python -m honour.cli.rehearsed`: the process in which a rehearsal restores and looks; not for people.

It reads what is asked from its input and answers with one line of JSON. Home and database are those of its environment.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from honour.cli.failures import explained
from honour.cli.home import open_home


@click.command()
@click.pass_context
def main(ctx: click.Context) -> None:
    """Restore and examine."""
    from honour.notice.wording import counted

    with explained():
        home = open_home(ctx, must_exist=False, unfinished=True)
        from honour.backups.archive_of_keys import keys_of_folder
        from honour.backups.examining import examine
        from honour.backups.planning import Sources, plan_restore
        from honour.backups.rehearsing import Asked
        from honour.backups.restoring import restore
        from honour.cli.install import make_home, migrate
        from honour.evidence.tombstones import Journal

        asked = Asked.model_validate_json(sys.stdin.read())
        home.keys.symlink_to(asked.keys)
        with tempfile.TemporaryDirectory(prefix="honour-restore-") as scratch:
            sources = Sources(asked.data, asked.data_keys, journal_folder=asked.journal)
            plan = plan_restore(home.path, sources, keys_of_folder(asked.keys), Path(scratch))
            done = restore(plan, asked.at, upgrade=migrate, complete=lambda: make_home(home))
        found = examine(Journal(home.journal), asked.in_use, asked.at)
        said = asdict(found) | {"erased": done.erased, "stopped": done.stopped}
        if done.keyless:
            said["unreadable"] = [f"{counted(done.keyless, 'record')} without a key", *said["unreadable"]]
        click.echo(json.dumps(said))


if __name__ == "__main__":
    main()
