"""`honour upgrade`: brings a home to this release, with a backup before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from honour.backups.unfinished import SAYING, TABLE
from honour.cli.failures import Unreadable, file_trouble
from honour.cli.home import open_home, require_not_newer
from honour.config.in_use import InUseError, alone

if TYPE_CHECKING:
    from honour.backups.taking import Taken


@click.command()
@click.option(
    "--backup", "folder", type=click.Path(path_type=Path), help="Where the backup goes. Default: backup_folder."
)
@click.option("--without-backup", is_flag=True, help="Make no backup: you have one of this very moment.")
@click.pass_context
def upgrade(ctx: click.Context, folder: Path | None, without_backup: bool) -> None:
    """Bring the home's database to this release and its time zone, after a backup. It happens as a whole or not at all.

    Stop the site and its workers first, and start them again afterwards. It refuses while one runs on
    this host; those on others it does not see.
    """
    home = open_home(ctx)
    from django.conf import settings

    from honour.backups.header import release
    from honour.cli.install import is_older
    from honour.register.due.zone import reckoned_elsewhere

    _require_whole()
    require_not_newer()
    if not is_older() and not reckoned_elsewhere():
        click.echo(f"{home.path} is of this release, {release()}, already. Nothing was changed.")
        return
    try:
        with alone(home.path):
            _upgrade(home.path, folder, without_backup=without_backup)
    except InUseError as trouble:
        raise Unreadable(str(trouble)) from None
    click.echo(
        f"Upgraded: {home.path} is of release {release()} now, and its dates are by the clock of {settings.TIME_ZONE}. "
        "Start the site again, and check: honour ledger verify"
    )


def _upgrade(home: Path, folder: Path | None, *, without_backup: bool) -> None:
    from honour.register.known_keys import register_keyring

    register_keyring()
    taken = None if without_backup else _backed_up(folder, home)
    if taken:
        for path in taken.archives:
            click.echo(f"Backed up: {path}")
    _carry_out()


def _require_whole() -> None:
    from django.db import connection

    if TABLE in connection.introspection.table_names():
        raise Unreadable(SAYING)


def _backed_up(folder: Path | None, home: Path) -> Taken:
    """Make the backup; without one nothing is changed.

    Errors: ``Unreadable`` when it cannot be made.
    """
    from django.conf import settings

    from honour.backups.errors import BackupError
    from honour.backups.keeping import BEFORE_UPGRADE, backup_folder
    from honour.backups.taking import take_backup

    try:
        if folder is None and not settings.HONOUR_BACKUP_FOLDER:
            folder = home / BEFORE_UPGRADE
            folder.mkdir(mode=0o700, exist_ok=True)
        return take_backup(backup_folder(folder), dt.datetime.now(dt.UTC), passphrase=None, clearing=False)
    except (BackupError, OSError) as trouble:
        said = f"{file_trouble(trouble)}." if isinstance(trouble, OSError) else str(trouble)
        raise Unreadable(
            f"No backup could be made, so nothing was changed. {said} Name another folder with --backup, or, with a "
            "backup of this very moment, use --without-backup."
        ) from None


def _carry_out() -> None:
    """Change the tables.

    Errors: ``Unreadable`` when that fails; the database is then as it was.
    """
    from django.db import DatabaseError

    from honour.cli.database import trouble
    from honour.cli.install import migrate

    try:
        migrate()
    except Exception as error:
        why = trouble(error) if isinstance(error, DatabaseError) else f"It stopped with {type(error).__name__}."
        raise Unreadable(
            f"The upgrade did not happen, and the database is as it was: the release you had still runs on it. {why} "
            "Go back to that release, or put right what is wrong and run honour upgrade again."
        ) from error
