"""`honour backup` and `honour restore`."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from honour.cli.database import trouble
from honour.cli.failures import Unreadable
from honour.cli.home import check_schema, open_home
from honour.cli.passphrase import passphrase_option, read_passphrase

if TYPE_CHECKING:
    from honour.backups.archive_of_keys import KeysAndSecret
    from honour.backups.restoring import Restored

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--without-keys", is_flag=True, help="Leave the keys out: they change only when you rotate them.")
@click.option("--without-journal", is_flag=True, help="Leave the journal out: where a live copy is kept elsewhere.")
@passphrase_option
@click.pass_context
def backup(
    ctx: click.Context, folder: Path, without_keys: bool, without_journal: bool, passphrase_file: Path | None
) -> None:
    """Write data, journal and keys into FOLDER, each as an encrypted archive. The site may be in use meanwhile."""
    open_home(ctx)
    check_schema()
    from honour.backups.taking import take_backup

    passphrase = None if without_keys else read_passphrase(passphrase_file, "Passphrase for the keys", twice=True)
    taken = take_backup(folder, dt.datetime.now(dt.UTC), passphrase=passphrase, with_journal=not without_journal)
    for path in taken.archives:
        click.echo(f"Written: {path} ({path.stat().st_size:,} bytes)")
    click.echo(f"It holds {taken.people:,} people; the journal goes to line {taken.journal.number:,}.")
    if not without_keys:
        click.echo("Keep the archive of keys in another place than the data, and its passphrase in a third.")
    if taken.unnoted:
        raise click.ClickException(f"The backup is whole, but the ledger does not say so. {trouble(taken.unnoted)}")


@click.command()
@click.option("--data", required=True, type=_FILE, help="The archive of data.")
@click.option("--journal", type=_FILE, help="The newest archive of the journal …")
@click.option("--journal-folder", type=_FOLDER, help="… or the folder of the live one or its copy.")
@click.option("--keys", "keys_archive", type=_FILE, help="The archive of keys …")
@click.option("--kit", type=_FILE, help="… or the recovery kit. Without either, the keys already in the home.")
@click.option(
    "--checkpoint", "checkpoints", type=_FILE, multiple=True, help="A checkpoint kept elsewhere; may be given again."
)
@passphrase_option
@click.pass_context
def restore(  # noqa: PLR0913, PLR0917 - each is an option
    ctx: click.Context,
    data: Path,
    journal: Path | None,
    journal_folder: Path | None,
    keys_archive: Path | None,
    kit: Path | None,
    checkpoints: tuple[Path, ...],
    passphrase_file: Path | None,
) -> None:
    """Restore a backup into an empty home, and repeat every erasure and stop recorded since it was made."""
    if journal and journal_folder:
        raise Unreadable("Name the journal once: --journal for an archive, --journal-folder for a folder.")
    if keys_archive and kit:
        raise Unreadable("Name the keys once: --keys for their archive, --kit for the recovery kit.")
    home = open_home(ctx, must_exist=False, unfinished=True)
    from honour.backups.planning import Sources, plan_restore
    from honour.backups.restoring import restore as carry_out
    from honour.cli.install import make_home, migrate

    brought = _keys(keys_archive, kit, home.keys, passphrase_file)
    with tempfile.TemporaryDirectory(prefix="honour-restore-") as scratch:
        sources = Sources(data, journal, journal_folder, checkpoints)
        plan = plan_restore(home.path, sources, brought, Path(scratch))
        done = carry_out(plan, dt.datetime.now(dt.UTC), upgrade=migrate, complete=lambda: make_home(home))
    _tell(done)


def _keys(archive: Path | None, kit: Path | None, folder: Path, passphrase_file: Path | None) -> KeysAndSecret:
    from honour.backups.archive_of_keys import keys_of_archive, keys_of_folder, keys_of_kit

    if archive:
        return keys_of_archive(archive, read_passphrase(passphrase_file, "Passphrase of the archive of keys"))
    if kit:
        return keys_of_kit(kit, read_passphrase(passphrase_file, "Passphrase of the kit"))
    return keys_of_folder(folder)


def _tell(done: Restored) -> None:
    click.echo(
        f"Restored the backup of {done.made_at:%d %B %Y, %H:%M} UTC: {_count(done.people, 'person', 'people')}, "
        f"{_count(done.entries, 'entry', 'entries')} on the ledger."
    )
    click.echo(
        f"Repeated from the journal: {_count(done.erased, 'erasure')} and {_count(done.stopped, 'stop')} since; "
        f"{done.known:,} more the backup knew."
    )
    if done.lost:
        click.echo(f"Lost: at least {_count(done.lost, 'ledger entry', 'ledger entries')} and the data they are about,")
        click.echo("by the newest checkpoint that was kept. Name a new checkpoint folder: the old one is the record.")
    else:
        click.echo(
            "Lost: whatever was recorded after the backup, but for erasures and stops. No checkpoint tells more."
        )
    click.echo("The settings are not part of a backup: compare honour.toml with yours. Then: honour ledger verify")


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
