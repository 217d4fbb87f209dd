"""Opens the installation: finds its home, then starts Django on it."""

from __future__ import annotations

import os
import tomllib

import click

from honour.backups.unfinished import SAYING, TABLE, is_unfinished
from honour.cli.failures import Unreadable
from honour.config.home import Home, HomeMissing, find_home

_ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")

OLDER = "This home's database is of an older release than this one. Bring it to this one, with a backup: honour upgrade"


def open_home(ctx: click.Context, *, must_exist: bool = True, unfinished: bool = False) -> Home:
    """Find the home that the command names and set Django up on it.

    Arguments: ``unfinished``, whether the command can do with a home that a restore left unfinished.
    Errors: ``Unreadable`` when there is no home, or it is not one of Honour's, or not whole.
    """
    try:
        home = find_home(ctx.find_root().obj)
    except HomeMissing as error:
        raise Unreadable(str(error)) from None
    if home.path.exists() and not home.path.is_dir():
        raise Unreadable(f"{home.path} is a file, and a home is a folder. Name another with --home.")
    if not unfinished:
        require_whole(home)
    _read_settings(home)
    if must_exist and not home.exists:
        raise Unreadable(f"{home.path} is not a home of Honour yet. Make it one with: honour --home {home.path} init")
    os.environ["HONOUR_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    import django

    django.setup()
    return home


def require_whole(home: Home) -> None:
    """Refuse a home into which a restore was begun and not finished.

    Errors: ``Unreadable``.
    """
    if is_unfinished(home.path):
        raise Unreadable(f"{home.path}: {SAYING}")


def _read_settings(home: Home) -> None:
    """See that the settings can be read before Django does.

    Errors: ``Unreadable`` when the file is not TOML, or the address of the database is none.
    """
    import dj_database_url

    try:
        home.settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{home.settings_file} cannot be read: {error}. Put that line right.") from None
    try:
        engine = dj_database_url.parse(home.database_url())["ENGINE"]
    except ValueError:
        engine = ""
    if engine not in _ENGINES:
        raise Unreadable(
            "HONOUR_DATABASE_URL, or database_url in honour.toml, is no database's address. Write it like "
            "postgres://user@host/name, or leave it out for SQLite in the home."
        )


def check_installation() -> None:
    """Refuse a database that is not of this release, and keys that are not those its data are under.

    Errors: ``Unreadable``; those of the keyring.
    """
    check_schema()
    from honour.register.known_keys import register_keyring

    register_keyring()


def check_schema() -> None:
    """Refuse a database whose tables are not those of this release.

    Errors: ``Unreadable`` when the database is newer, or older, than this release, or a restore into it did not finish.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if TABLE in connection.introspection.table_names():
        raise Unreadable(SAYING)

    require_not_newer()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unreadable(OLDER)
    _require_zone()


def _require_zone() -> None:
    """Refuse a time zone by which the dates were not reckoned, or that the database does not know.

    Errors: ``Unreadable``.
    """
    from django.conf import settings
    from django.db import DataError, connection

    from honour.register.due.zone import reckoned_elsewhere

    before = reckoned_elsewhere()
    if before is not None:
        raise Unreadable(
            f"The dates in this home were reckoned in {before}, and its settings name {settings.TIME_ZONE}. Reckon "
            "them anew, with a backup: honour upgrade. Or name the time zone as it was."
        )
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT now() AT TIME ZONE %s", [settings.TIME_ZONE])
        except DataError:
            raise Unreadable(
                f"PostgreSQL does not know the time zone {settings.TIME_ZONE}: its list of time zones is older than "
                "this computer’s. Bring it up to date, or name another that has the same hours."
            ) from None


def require_not_newer() -> None:
    """Refuse a database that a newer release has changed.

    Errors: ``Unreadable``.
    """
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = {name.split(".")[-1] for name in _apps()}
    applied = {key for key in loader.applied_migrations if key[0] in ours}
    if applied - set(loader.disk_migrations):
        raise Unreadable(
            "This home was last used by a newer release of Honour; running an older one would lose data. "
            "Install the newer release. Nothing was written."
        )


def _apps() -> list[str]:
    from django.conf import settings

    return [name for name in settings.INSTALLED_APPS if name.startswith("honour.")]
