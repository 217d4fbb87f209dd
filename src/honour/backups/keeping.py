"""How long archives are kept: each kind for a time of its own, and those that hold keys for the shortest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from honour.backups.archive import read_header
from honour.backups.discarding import discard
from honour.backups.errors import BackupError
from honour.backups.header import KINDS, Header, Kind, read_said
from honour.backups.placing import SUFFIX
from honour.evidence.clock import is_likely, require_likely
from honour.keyring.rootkey import sync_folder
from honour.law.period import longest_days
from honour.notice.builtin import builtin_period

_APART = timedelta(days=2)
"""As far may two hosts' clocks be apart, and the clock of one from what it was."""


@dataclass(frozen=True, slots=True)
class KeptArchive:
    """An archive in a folder; ``gone_by``, the moment from which it is no longer to be there."""

    path: Path
    kind: Kind
    header: Header
    gone_by: datetime


STATED: dict[Kind, str] = {
    "data": "honour-backups",
    "datakeys": "honour-backup-keys",
    "journal": "honour-backups",
    "keys": "honour-backups",
}
"""The built-in rule of the notice that says how long each kind of archive is kept at most."""


def kept_for(kind: Kind) -> timedelta:
    """Say how long an archive of this kind is kept: as the settings say, and no longer than the notice does."""
    days = {
        "data": settings.HONOUR_BACKUP_DAYS,
        "datakeys": settings.HONOUR_BACKUP_KEY_DAYS,
        "journal": settings.HONOUR_BACKUP_JOURNAL_DAYS,
        "keys": settings.HONOUR_BACKUP_DAYS,
    }[kind]
    return timedelta(days=min(days, longest_days(builtin_period(STATED[kind]))))


def backup_folder(named: Path | None = None) -> Path:
    """Give the folder of backups: the one named, else that of the settings.

    Errors: ``BackupError`` when there is neither, or no such folder.
    """
    given: str | None = settings.HONOUR_BACKUP_FOLDER
    folder = named or (Path(given) if given else None)
    if folder is None:
        raise BackupError("Name the folder for backups, or set backup_folder in honour.toml. Nothing was written.")
    if not folder.is_dir():
        raise BackupError(f"There is no folder {folder}. Is the disk mounted? Honour does not make it by itself.")
    return folder


BEFORE_UPGRADE = "before-upgrade"
"""The folder in the home into which ``honour upgrade`` backs up where the settings name none."""


def before_upgrade() -> Path | None:
    """Give the folder of backups made before an upgrade, if there is one in the home."""
    home: Path | None = settings.HONOUR_HOME
    folder = home / BEFORE_UPGRADE if home else None
    return folder if folder is not None and folder.is_dir() else None


def known_folders() -> list[Path]:
    """Give the folders of backups that this installation writes by itself."""
    named: str | None = settings.HONOUR_BACKUP_FOLDER
    folder = before_upgrade()
    return [*([Path(named)] if named else []), *([folder] if folder else [])]


def archives_in(folder: Path, origin: str) -> Iterator[KeptArchive]:
    """Give this installation's archives in a folder, by kind, the oldest first.

    What is another installation's, or cannot be read, is passed over. Arguments: ``origin``, the ledger's name.
    """
    for kind in KINDS:
        found = []
        for path in folder.glob(f"{kind}-*{SUFFIX}"):
            with suppress(BackupError, OSError), path.open("rb") as file:
                header = read_said(read_header(file, path), path, kind)
                if header.origin == origin:
                    end = header.made_at + kept_for(kind)
                    found.append(KeptArchive(path, kind, header, min(end, header.gone_by or end)))
        yield from sorted(found, key=lambda each: (each.header.made_at, each.header.last_entry, each.path.name))


def yet_to_come(archive: KeptArchive, now: datetime) -> bool:
    """Say whether an archive is of a day that is yet to come: it was made by a clock that was ahead."""
    return archive.header.made_at > now + _APART


def newest(archives: list[KeptArchive], kind: Kind, now: datetime) -> KeptArchive | None:
    """Give the newest archive of a kind, if there is one; one of a day yet to come only if there is no other."""
    found = [each for each in archives if each.kind == kind]
    return next((each for each in reversed(found) if not yet_to_come(each, now)), found[-1] if found else None)


def overdue(archives: list[KeptArchive], now: datetime) -> list[KeptArchive]:
    """Give the archives that are past their end, the newest of each kind included."""
    return [each for each in archives if each.gone_by <= now]


def clear_before_upgrade(origin: str, now: datetime) -> list[Path]:
    """Delete the archives made before an upgrade that are past their end, the newest too: no later one replaces it.

    Returns what went. Errors: ``ClockRefused``.
    """
    folder = before_upgrade()
    late = overdue(list(archives_in(folder, origin)), now) if folder else []
    if folder and late:
        require_likely(now)
        for each in late:
            _delete(each)
        sync_folder(folder)
    return [each.path for each in late]


def clear(folder: Path, origin: str, now: datetime) -> list[Path]:
    """Delete the archives that are past their end, or of a day that is yet to come; the newest of each kind stays.

    By a clock that is not to be believed nothing is deleted: it may have jumped. Returns what went.
    """
    if not is_likely(now):
        return []
    archives = list(archives_in(folder, origin))
    stay = [newest(archives, kind, now) for kind in KINDS]
    late = overdue(archives, now)
    gone = [each for each in archives if (each in late or yet_to_come(each, now)) and each not in stay]
    for each in gone:
        _delete(each)
    if gone:
        sync_folder(folder)
    return [each.path for each in gone]


def _delete(archive: KeptArchive) -> None:
    """Delete an archive whose time is over; one of keys is written over, so that it opens nothing from then on."""
    if archive.kind in {"datakeys", "keys"}:
        discard(archive.path)
    else:
        archive.path.unlink(missing_ok=True)
