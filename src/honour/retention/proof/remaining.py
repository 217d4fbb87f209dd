"""What remains after an erasure, whether anybody could read it, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from honour.retention.proof.archived import InBackups
from honour.retention.proof.places import LOG, TABLES

KEYS_APART = "copies of the key in backups of keys"
DATA = "locked copies in backups of the data"
DATA_OPEN = "copies in backups of the data"
WAL_ARCHIVE = "the archive of the database's log"
REPLICAS = "copies of the database that follow it"
REPLICAS_AWAY = "copies of the database that are to follow it and do not"


_WRITTEN_OVER = "written over tonight, or as the database goes on writing; looked at again every night"


class Remains(TypedDict):
    """One thing that remains.

    ``what``, in words; ``readable``, whether anybody with the installation's keys could read something of it;
    ``until``, the day by which it is gone, where that is known; ``how`` it goes; ``files`` concerned.
    """

    what: str
    readable: bool
    until: str | None
    how: str
    files: list[str]


def remaining(
    after: Mapping[str, Mapping[str, Sequence[int]]],
    files: Mapping[Path, str],
    backups: InBackups,
    *,
    locked: bool = True,
    unmarked: bool = False,
) -> list[Remains]:
    """Put together what remains.

    Arguments: ``after``, things found by place and kind; ``files`` in which anything was found, with their places;
    ``locked``, whether no key that is still in use opens a copy of it; ``unmarked``, whether there is more of theirs
    than was looked for, which PostgreSQL's own log holds as it holds all that was written of late.
    """
    found: list[Remains] = []
    if unmarked and LOG not in after and connection.vendor == "postgresql":
        found.append(Remains(what=LOG, readable=True, until=None, how=_WRITTEN_OVER, files=[]))
    for place, kinds in after.items():
        opens = not locked or bool(set(kinds) - {"sealed"})
        how = "to be deleted by hand: the files are named here"
        if place == LOG:
            how = _WRITTEN_OVER
        elif place == TABLES:
            how = "written anew tonight" if opens else "locked for ever, its key is destroyed; written anew at night"
        names = [] if place in {LOG, TABLES} else [_called(path) for path, where in files.items() if where == place]
        found.append(Remains(what=place, readable=opens, until=None, how=how, files=names))
    return found + _of_backups(backups, locked=locked) + _of_postgresql()


def unexpected(after: Mapping[str, Mapping[str, Sequence[int]]]) -> bool:
    """Say whether something that opens, finds or names a person was found where nothing of it should be."""
    return any(place != LOG and set(kinds) - {"sealed"} for place, kinds in after.items())


def _of_backups(backups: InBackups, *, locked: bool) -> list[Remains]:
    found = []
    data = DATA if locked else DATA_OPEN
    if backups.keys:
        last = max(each.gone_by for each in backups.keys)
        names = [each.name for each in backups.keys]
        how = "deleted with the backup on its day; a restore erases it again"
        found.append(Remains(what=KEYS_APART, readable=True, until=_day(last), how=how, files=names))
    if backups.data:
        last = max(each.gone_by for each in backups.data)
        names = [each.name for each in backups.data]
        how = "cannot be read without the key; deleted with the backup on its day"
        if not locked:
            how = "can be read with the key, which other data still need; deleted with the backup on its day"
        found.append(Remains(what=data, readable=not locked, until=_day(last), how=how, files=names))
    for what, elsewhere in ((KEYS_APART, backups.keys_elsewhere), (data, backups.data_elsewhere)):
        if elsewhere:
            last = max(each.gone_by for each in elsewhere)
            names = [each.name for each in elsewhere]
            how = "made into another folder, as the ledger says, and not looked into: to be deleted by hand on its day"
            found.append(Remains(what=what, readable=what != DATA, until=_day(last), how=how, files=names))
    if backups.unread:
        how = "could not be opened with the keys in use, so it is not known what is in it"
        names = list(backups.unread)
        found.append(Remains(what="backups that do not open", readable=True, until=None, how=how, files=names))
    return found


def _of_postgresql() -> list[Remains]:
    """Say what PostgreSQL keeps elsewhere, where this account may ask."""
    if connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('archive_mode') <> 'off', (SELECT count(*) FROM pg_stat_replication), "
                "(SELECT count(*) FROM pg_replication_slots WHERE NOT active AND NOT temporary)"
            )
            archived, replicas, away = cursor.fetchone()
    except DatabaseError:
        archived, replicas, away = True, 0, 0
    found = []
    if archived:
        how = "as long as you keep it: with the keys in use it brings back what stood there then. Keep it for days"
        found.append(Remains(what=WAL_ARCHIVE, readable=True, until=None, how=how, files=[]))
    if replicas:
        how = f"{replicas} follow within seconds; their own logs hold it until they are written over as they go on"
        found.append(Remains(what=REPLICAS, readable=True, until=None, how=how, files=[]))
    if away:
        how = f"{away} do not follow now: what they hold stays, and the log kept for them, until they do or are dropped"
        found.append(Remains(what=REPLICAS_AWAY, readable=True, until=None, how=how, files=[]))
    return found


def unreadable_from(remains: Sequence[Mapping[str, Any]]) -> str | None:
    """Give the day from which no known backup can be read; nothing when that is so already."""
    days = [each["until"] for each in remains if each["readable"] and each["what"] == KEYS_APART and each["until"]]
    return max(days, default=None)


def gone_by(remains: Sequence[Mapping[str, Any]]) -> str | None:
    """Give the day by which every known backup with something of them is gone."""
    days = [each["until"] for each in remains if each["what"] in {KEYS_APART, DATA, DATA_OPEN} and each["until"]]
    return max(days, default=None)


def _called(path: Path) -> str:
    home: Path | None = settings.HONOUR_HOME
    return str(path.relative_to(home)) if home and path.is_relative_to(home) else str(path)


def _day(moment: datetime) -> str:
    day: date = timezone.localdate(moment)
    return day.isoformat()
