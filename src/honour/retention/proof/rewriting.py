"""Writing tables anew where a deletion left bytes in files: SQLite's file, PostgreSQL's tables and indexes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from honour.register.models import Attachment, AttachmentPiece, DataKey, Identifier, Record, Staged, StagedIdentifier

AT_ONCE = 256 << 20
"""Bytes of a table that are written anew while others wait: two seconds or so. What is larger waits for the night."""
AT_NIGHT = 8 << 30
LONGEST_LOG = 2 << 30
"""Bytes of PostgreSQL's log that are written over: twice what it keeps when nobody says otherwise."""
_FILLING = 16 << 20  # bytes: one file of the log
_PATIENCE = 5  # seconds
"""How long a rewriting waits for those who read the table, or could still see what was deleted from it."""
_PAUSE = 0.05  # seconds
_XIDS = 1 << 32  # a transaction's number has so many values where rows and sessions hold it
# Clearing leaves what somebody could still see who began before it was deleted, if only PostgreSQL's own gathering of
# statistics. Elsewhere than in this database nobody can.
_SEEN_BY_OTHERS = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()
           AND age(backend_xmin) > age(%s::text::xid))"""


def rewrite_keys(*, everything: bool = False, most: int = AT_ONCE) -> list[str]:
    """Write PostgreSQL's tables of keys and hashes anew, with their indexes; gives which.

    PostgreSQL leaves what a row was in the page until something else is written there. What opens a person's data,
    and that by which they are found, is not left to that. SQLite overwrites what it deletes.
    Arguments: ``everything``, whether the tables of sealed values are too, as nobody can look into their files;
    ``most``, bytes of a table that is written anew.
    """
    if connection.vendor != "postgresql":
        return []
    models = [
        DataKey,
        Identifier,
        Staged,
        StagedIdentifier,
        *((Record, Attachment, AttachmentPiece) if everything else ()),
    ]
    return rewrite_tables([model._meta.db_table for model in models], most)  # noqa: SLF001 - Django's documented way to it


def rewrite_where_needed(files: Iterable[Path], most: int = AT_ONCE) -> list[str]:
    """Write anew what these files belong to, where something was found in them; gives what was.

    Arguments: ``most``, bytes of what is written anew.
    """
    files = list(files)
    if not files or connection.in_atomic_block:
        return []
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        if file not in files or file.stat().st_size > most:
            return []
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except DatabaseError:
            return []  # the disk is full, or somebody reads: the file is as it was, and what is found in it is said
        return [file.name]
    return rewrite_tables(_tables_of(files), most)


def rewrite_tables(tables: Iterable[str], most: int = AT_ONCE) -> list[str]:
    """Write PostgreSQL's tables and their indexes anew, those of up to so many bytes; gives those that were.

    Each is cleared first: a rewriting by itself takes along what was deleted after the oldest transaction of the whole
    server began, one in another company's database too; clearing asks about this database only.
    One that somebody reads for too long is left for later.
    """
    done: list[str] = []
    tables = list(tables)
    if connection.in_atomic_block or not tables:
        return done
    with connection.cursor() as cursor:
        _wait_for_others(cursor)
        for table in tables:
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [connection.ops.quote_name(table)])
            if cursor.fetchone()[0] > most:
                continue
            try:
                cursor.execute(f"SET lock_timeout = '{_PATIENCE}s'")
                cursor.execute(f"VACUUM (INDEX_CLEANUP ON) {connection.ops.quote_name(table)}")
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
                done.append(table)
            except DatabaseError:
                continue
            finally:
                cursor.execute("RESET lock_timeout")
        if done:
            try:
                cursor.execute("CHECKPOINT")  # until then the old files are still there, though empty
            except DatabaseError:
                return done
    return done


def _wait_for_others(cursor: CursorWrapper) -> None:
    """Wait until nobody sees any more what was there before now, or for as long as is borne."""
    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    now, until = str(int(cursor.fetchone()[0]) % _XIDS), time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        cursor.execute(_SEEN_BY_OTHERS, [now])
        if not cursor.fetchone()[0]:
            return
        time.sleep(_PAUSE)


def _tables_of(files: Iterable[Path]) -> list[str]:
    """Give the tables that files belong to, by themselves, their indexes or what they keep beside."""
    ours = [path.name.split(".")[0].split("_")[0] for path in files if path.parent.name.isdigit()]  # base/<database>
    numbers = sorted({int(name) for name in ours if name.isdigit()})
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT o.relname FROM pg_class c
              LEFT JOIN pg_index i ON i.indexrelid = c.oid
              LEFT JOIN pg_class t ON t.reltoastrelid = coalesce(i.indrelid, c.oid)
              JOIN pg_class o ON o.oid = coalesce(t.oid, i.indrelid, c.oid)
              JOIN pg_namespace n ON n.oid = o.relnamespace
             WHERE c.relfilenode = ANY(%s) AND n.nspname = current_schema() AND o.relkind = 'r'""",
            [numbers],
        )
        return [row[0] for row in cursor.fetchall()]


def wash_log(files: Iterable[Path]) -> bool:
    """Write over PostgreSQL's log, where something was found in these files of it; says whether that was tried.

    The server keeps files of its log for later use, with all that stood in them. Filled with nothing they are written
    over at once instead of in days. Where the log is archived or followed, everything would be copied there too: it is
    left alone, and the certificate says what that means.
    """
    logs = [path for path in files if path.parent.name == "pg_wal"]
    if not logs or connection.vendor != "postgresql" or connection.in_atomic_block:
        return False
    size = sum(path.stat().st_size for path in logs[0].parent.glob("0*"))
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('archive_mode') = 'off' AND NOT EXISTS (SELECT 1 FROM pg_stat_replication)"
            )
            if size > LONGEST_LOG or not cursor.fetchone()[0]:
                return False
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")  # what was the log before is now kept for later
            for _ in range(size // _FILLING + 1):
                cursor.execute("SELECT pg_logical_emit_message(false, 'honour', repeat(' ', %s))", [_FILLING])
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
    except DatabaseError:
        return False
    return True
