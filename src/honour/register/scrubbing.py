"""Taking deleted bytes out of the database's files, where the database keeps them for a while."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

from honour.register.models import Attachment, AttachmentPiece, DataKey, Identifier, Record, Staged

_TABLES: tuple[type[Model], ...] = (DataKey, Record, Identifier, Attachment, AttachmentPiece, Staged)


_KNOWS_LIMITS = 160_000
"""The release of PostgreSQL from which clearing can be told how much of the server's memory it may use."""


def scrub_storage(*more: type[Model], alone: bool = False) -> None:
    """Clear what a deletion leaves in files. Values are sealed anyway; this is about the keys they were sealed under.

    SQLite overwrites deleted content (``secure_delete``) and here empties its write-ahead log, when no reader holds it.
    PostgreSQL frees old versions of the rows, of the tables of ``more`` models too. Inside a transaction neither can be
    done, and the worker does it later.
    Arguments: ``alone``, whether nobody works beside it: PostgreSQL may then use all of its memory for it, and need not
    wait for the disk after every two megabytes.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        release: int = connection.pg_version  # type: ignore[attr-defined] # PostgreSQL's connections know it
        how = "(BUFFER_USAGE_LIMIT 0) " if alone and release >= _KNOWS_LIMITS else ""
        for model in (*_TABLES, *more):
            table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's documented way to it
            cursor.execute(f"VACUUM {how}{table}")
