"""`honour backup` and `honour restore`."""

from __future__ import annotations

import datetime as dt
import sys
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
_FOUND = (
    "Erased people who came back",
    "Stops that were forgotten",
    "Values that cannot be read",
    "Faults in the ledger",
)
"""What a rehearsal looks for, in the order of ``FAULTS``."""


class _MakesByDefault(click.Group):
    """A group whose first command is meant where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``make`` before arguments that begin with no command."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_MakesByDefault)
def backup() -> None:
    """Backups: make one, list what is kept and until when, rehearse the restore.

    Without a command's name, one is made: `honour backup FOLDER` is `honour backup make FOLDER`.
    """


@backup.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--without-keys", is_flag=True, help="Leave the root keys out: they change only when you rotate them.")
@click.option("--without-journal", is_flag=True, help="Leave the journal out: where a live copy is kept elsewhere.")
@click.option("--keep-older", is_flag=True, help="Delete no older archive, though its time be over.")
@passphrase_option
@click.pass_context
def make(  # noqa: PLR0913, PLR0917 - each is an option
    ctx: click.Context,
    folder: Path | None,
    without_keys: bool,
    without_journal: bool,
    keep_older: bool,
    passphrase_file: Path | None,
) -> None:
    """Write data, data keys, journal and root keys into FOLDER, each as an encrypted archive.

    The site may be in use meanwhile. Older archives whose time is over go. Without FOLDER, into the one that the
    settings name (backup_folder).
    """
    open_home(ctx)
    check_schema()
    from honour.backups.keeping import backup_folder
    from honour.backups.taking import take_backup
    from honour.notice.wording import counted

    into = backup_folder(folder)
    passphrase = None if without_keys else read_passphrase(passphrase_file, "Passphrase for the keys", twice=True)
    taken = take_backup(
        into,
        dt.datetime.now(dt.UTC),
        passphrase=passphrase,
        with_journal=not without_journal,
        clearing=not keep_older,
    )
    for path in taken.archives:
        click.echo(f"Written: {path} ({path.stat().st_size:,} bytes)")
    for path in taken.cleared:
        click.echo(f"Deleted, its time was over: {path}")
    click.echo(
        f"It holds {counted(taken.people, 'person', 'people')}; the journal goes to line {taken.journal.number:,}."
    )
    if not without_keys:
        click.echo("Keep the archive of keys in another place than the data, and its passphrase in a third.")
    if taken.unnoted:
        raise click.ClickException(f"The backup is whole, but the ledger does not say so. {trouble(taken.unnoted)}")


@backup.command("list")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.pass_context
def list_(ctx: click.Context, folder: Path | None) -> None:
    """List the archives in FOLDER: of what day, and by when each is gone. Exit code 1 if one is past its day."""
    open_home(ctx)
    from django.utils import timezone

    from honour.backups.keeping import archives_in, backup_folder, overdue
    from honour.keyring import installed_keyring

    kept = list(archives_in(backup_folder(folder), installed_keyring().signing.current.name))
    late = {each.path for each in overdue(kept, dt.datetime.now(dt.UTC))}
    for each in kept:
        end = timezone.localtime(each.gone_by)
        said = "past its day: gone with the next backup" if each.path in late else f"gone by {end:%-d %B %Y}"
        click.echo(f"{each.path.name}  {each.path.stat().st_size:>14,} bytes  {said}")
    if not kept:
        click.echo("There are no archives of this installation here. Make one: honour backup make")
    if late:
        sys.exit(1)


@backup.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.pass_context
def rehearse(ctx: click.Context, folder: Path | None) -> None:
    """Restore the newest backup in FOLDER in a scratch place, repeat stops and erasures, and look at what came back.

    Nothing in use is touched. Exit code 1 if somebody deleted came back, a stop was forgotten, something does not open
    or the restore failed. What was found stands on the ledger and on the promise board.
    """
    open_home(ctx)
    check_schema()
    from honour.backups.keeping import backup_folder
    from honour.backups.rehearsing import FAULTS
    from honour.backups.rehearsing import rehearse as carry_out
    from honour.notice.wording import counted

    done = carry_out(backup_folder(folder), dt.datetime.now(dt.UTC))
    said = done.said
    if "failed" in said:
        raise click.ClickException(f"{said['archive']} could not be restored. {said['failed']}")
    click.echo(f"Restored {said['archive']} in a scratch place, which is gone again, in {said['seconds']} seconds:")
    click.echo(
        f"{counted(said['people'], 'person', 'people')}, {counted(said['entries'], 'entry', 'entries')} on the ledger."
    )
    click.echo(f"Repeated: {counted(said['erased'], 'erasure')} and {counted(said['stopped'], 'stop')}.")
    click.echo(f"Looked at: every person and stop, {said['values']}, every entry of the ledger.")
    for sort, words in zip(FAULTS, _FOUND, strict=True):
        click.echo(f"{words}: {len(said[sort])}")
        for each in said[sort]:
            click.echo(f"  {each}")
    if said["behind"]:
        click.echo(f"The newest archive of the journal lacks its last {counted(said['behind'], 'line')}.")
    if not done.sound:
        sys.exit(1)


@click.command()
@click.option("--data", required=True, type=_FILE, help="The archive of data.")
@click.option("--data-keys", type=_FILE, help="The archive of data keys. Without it, the newest beside the data.")
@click.option("--journal", type=_FILE, help="The newest archive of the journal …")
@click.option("--journal-folder", type=_FOLDER, help="… or the folder of the live one or its copy.")
@click.option("--journal-url", metavar="ADDRESS", help="… or the store that it was sent to, as journal_url has it.")
@click.option("--keys", "keys_archive", type=_FILE, help="The archive of root keys …")
@click.option("--kit", type=_FILE, help="… or the recovery kit. Without either, the keys already in the home.")
@click.option(
    "--checkpoint", "checkpoints", type=_FILE, multiple=True, help="A checkpoint kept elsewhere; may be given again."
)
@passphrase_option
@click.pass_context
def restore(  # noqa: PLR0913, PLR0917 - each is an option
    ctx: click.Context,
    data: Path,
    data_keys: Path | None,
    journal: Path | None,
    journal_folder: Path | None,
    journal_url: str | None,
    keys_archive: Path | None,
    kit: Path | None,
    checkpoints: tuple[Path, ...],
    passphrase_file: Path | None,
) -> None:
    """Restore a backup into an empty home, and repeat every erasure and stop recorded since it was made."""
    _require_journal_in(journal_folder)
    if len([each for each in (journal, journal_folder, journal_url) if each]) > 1:
        raise Unreadable(
            "Name the journal once: --journal for an archive, --journal-folder for a folder, --journal-url for a store."
        )
    if keys_archive and kit:
        raise Unreadable("Name the keys once: --keys for their archive, --kit for the recovery kit.")
    home = open_home(ctx, must_exist=False, unfinished=True)
    from honour.backups.planning import Sources, plan_restore
    from honour.backups.restoring import restore as carry_out
    from honour.cli.install import make_home, migrate
    from honour.retention.proof.restored import clear_after_restore

    brought = _keys(keys_archive, kit, home.keys, passphrase_file)
    with tempfile.TemporaryDirectory(prefix="honour-restore-") as scratch:
        sources = Sources(data, data_keys, journal, journal_folder, journal_url, checkpoints, keys_archive)
        plan = plan_restore(home.path, sources, brought, Path(scratch))
        done = carry_out(
            plan,
            dt.datetime.now(dt.UTC),
            upgrade=migrate,
            complete=lambda: make_home(home),
            clear=clear_after_restore,
        )
    _tell(done)


def _require_journal_in(folder: Path | None) -> None:
    """See that there is a journal in the folder named: one that is not mounted would pass for an empty one.

    A home in which nothing was ever stopped or erased has none yet, and is known by its keys. Errors: ``Unreadable``.
    """
    from honour.evidence.tombstones import FILE

    if folder is not None and not (folder / FILE).is_file() and not (folder.resolve().parent / "keys").is_dir():
        raise Unreadable(
            f"There is no journal in {folder}: that is a file {FILE}, in the folder journal of a home or where "
            "journal_copy has it. Is the disk mounted? Where nothing was ever stopped or erased, name the newest "
            "archive with --journal. Nothing was written."
        )


def _keys(archive: Path | None, kit: Path | None, folder: Path, passphrase_file: Path | None) -> KeysAndSecret:
    from honour.backups.archive_of_keys import keys_of_archive, keys_of_folder, keys_of_kit

    if archive:
        return keys_of_archive(archive, read_passphrase(passphrase_file, "Passphrase of the archive of keys"))
    if kit:
        return keys_of_kit(kit, read_passphrase(passphrase_file, "Passphrase of the kit"))
    return keys_of_folder(folder)


def _tell(done: Restored) -> None:
    from honour.notice.wording import counted

    click.echo(
        f"Restored the backup of {done.made_at:%d %B %Y, %H:%M} UTC: {counted(done.people, 'person', 'people')}, "
        f"{counted(done.entries, 'entry', 'entries')} on the ledger."
    )
    click.echo(
        f"Repeated from the journal: {counted(done.erased, 'erasure')} and {counted(done.stopped, 'stop')} since; "
        f"{done.known:,} more the backup knew."
    )
    if done.held:
        click.echo(f"Also {counted(done.held, 'word')} of holds, placed or ended since.")
    lines, complete_to = done.reached.head.number, done.reached.complete_to
    known = (
        f"is known to be complete to {complete_to.astimezone(dt.UTC):%d %B %Y, %H:%M} UTC"
        if complete_to
        else ("nothing tells of what day it is")
    )
    click.echo(
        f"The journal has {counted(lines, 'line')}, and {known}. Whatever was erased or stopped after that is not "
        "repeated: if there is a newer one, restore with it into another home."
    )
    if done.torn:
        click.echo(
            f"The journal ends in the middle of line {done.torn:,}, and what that line says is not repeated: if there "
            "is a whole copy of the journal, restore with it into another home."
        )
    if done.keyless:
        click.echo(f"Nothing opens {counted(done.keyless, 'record')}: their keys are in no archive that was named.")
    if done.lost:
        click.echo(
            f"Lost: at least {counted(done.lost, 'ledger entry', 'ledger entries')} and the data they are about,"
        )
        click.echo("by the newest checkpoint that was kept. Name a new checkpoint folder: the old one is the record.")
    else:
        click.echo(
            "Lost: whatever was recorded after the backup, but for erasures and stops. No checkpoint tells more."
        )
    click.echo("Accounts of staff are as they were then: who has left since can sign in again, until it is ended.")
    click.echo("The settings are not part of a backup: compare honour.toml with yours. Then: honour ledger verify")
