"""`honour init`: makes a home."""

from __future__ import annotations

import datetime as dt
import secrets

import click

from honour.config.home import Home

_SETTINGS = """# Settings of this installation. Each can also be given in the environment.
# database_url = "postgres://user@host/name"      # HONOUR_DATABASE_URL; without it, SQLite in this folder
# public_url = "https://privacy.example"          # HONOUR_PUBLIC_URL
# hosts = ["privacy.example"]
# security_contact = "security@company.example"   # HONOUR_SECURITY_CONTACT
# smtp_url = "smtp://user:password@mail.example:587"  # HONOUR_SMTP_URL; without it, mail waits and nothing leaves
# time_zone = "Europe/London"                     # HONOUR_TIME_ZONE: by whose days and hours everything counts
# mail_from = "privacy@company.example"           # HONOUR_MAIL_FROM; without it, the address that the notice names
# checkpoint_folder = "/elsewhere/checkpoints"    # HONOUR_CHECKPOINT_FOLDER: copies of the ledger's checkpoints
# checkpoint_url = "https://auditor.example/honour"   # HONOUR_CHECKPOINT_URL: posted to somebody else
# checkpoint_mail = "auditor@example.org"         # HONOUR_CHECKPOINT_MAIL: mailed each morning
# journal_copy = "/elsewhere/journal"             # HONOUR_JOURNAL_COPY: a second copy of the tombstone journal
# backup_folder = "/elsewhere/backups"            # HONOUR_BACKUP_FOLDER: a backup each night
"""


@click.command()
@click.pass_context
def init(ctx: click.Context) -> None:
    """Make the home: settings, root keys, journal, database. One that was being made is finished; data are kept."""
    from honour.cli.failures import Unreadable
    from honour.cli.home import OLDER, open_home, require_not_newer

    home = open_home(ctx, must_exist=False)
    home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    require_not_newer()
    if is_older():
        raise Unreadable(OLDER)
    _require_no_lost_keys(home)
    made = make_home(home)
    migrate()
    _believe_first_clock()
    click.echo(f"{'Made' if made else 'It is there, and whole'}: {home.path}")
    if made:
        click.echo(
            "Its root keys open everything it will hold; a lost key cannot be replaced.\n"
            f"Next: honour --home {home.path} serve   prints a link for setting up in the browser. By hand:\n"
            f"      honour --home {home.path} keys kit   writes the recovery kit: print it and lock it away\n"
            f"      honour --home {home.path} publish notice.yaml"
        )


def _believe_first_clock() -> None:
    """Take the clock to be right while nothing is there that could be deleted by it, and hold later ones against it."""
    from honour.evidence.clock import believe
    from honour.evidence.models import Entry

    if not Entry.objects.exists():
        believe(dt.datetime.now(dt.UTC))


def _require_no_lost_keys(home: Home) -> None:
    """Refuse to make new keys for data that are under others.

    Errors: ``KeyMissingError``.
    """
    from django.db import DatabaseError

    from honour.keyring import KeyMissingError
    from honour.register.models import KnownRootKey

    if home.keys.is_dir() and any(home.keys.iterdir()):
        return
    try:
        under_others = KnownRootKey.objects.exists()
    except DatabaseError:
        return  # there are no tables yet, so there are no data
    if under_others:
        raise KeyMissingError(
            f"There are no keys in {home.keys}, and this home's data cannot be read without theirs. Put back your "
            "copy, or type in the recovery kit: honour keys recover kit.txt. Nothing was written."
        )


def make_home(home: Home, more: str = "") -> bool:
    """Make the folder, its secret, keys and journal where they are missing; return whether anything was new.

    Arguments: ``more``, further lines for its settings.

    Errors: the keyring's, when keys are there but not whole.
    """
    from honour import keyring
    from honour.backups.whole_file import write_whole

    new = not home.exists
    home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.journal.mkdir(exist_ok=True, mode=0o700)
    (home.path / "static").mkdir(exist_ok=True)
    secret = home.path / "secret"
    if not secret.exists():
        write_whole(secret, [secrets.token_urlsafe(48).encode("ascii")])
    if not home.keys.exists():
        keyring.make_keys(home.keys, dt.datetime.now(dt.UTC))
    if new:
        write_whole(home.settings_file, [_SETTINGS.encode(), more.encode()])
    return new


def migrate() -> None:
    """Bring the database's tables to this release, and make the cache that all web processes share: all or nothing.

    Django notes some migrations as done only after their tables have committed; a process killed in between could never
    go on. In one transaction, a set-up or an upgrade has happened or it has not.
    """
    from django.core.management import call_command
    from django.db import connection, transaction

    from honour.register.due.zone import note_zone, reckoned_elsewhere

    older = is_older()
    # SQLite changes tables only while it does not check references, and that is settled before a transaction begins.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(durable=True):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            if older or reckoned_elsewhere():
                _reckon_dates()
            note_zone()
            from honour.register.holds_told import tell_untold
            from honour.staff.roles import make_roles

            make_roles()
            if older:
                tell_untold()  # last: what the journal says is not taken back with the rest
    finally:
        connection.enable_constraint_checking()


def is_older() -> bool:
    """Say whether the database has tables already, and not all of this release's changes to them."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    known = bool(executor.loader.applied_migrations)
    return known and bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _reckon_dates() -> None:
    """Reckon when each record goes.

    An earlier release may have known fewer of the events that periods run from, and elsewhere days end at other hours.

    A clock that has gone back is not asked: no notice was in force then.
    """
    from django.db.models import Max

    from honour.evidence.models import Entry
    from honour.register.due.moving import move_due
    from honour.register.due.scope import EVERYBODY

    last = Entry.objects.aggregate(at=Max("at"))["at"]
    now = dt.datetime.now(dt.UTC)
    move_due(EVERYBODY, max(now, last or now))
