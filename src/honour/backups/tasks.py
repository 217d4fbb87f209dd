"""What backups do by themselves: one each night, and now and then a rehearsal of the restore."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from honour.backups.keeping import backup_folder
from honour.backups.placing import SUFFIX
from honour.backups.rehearsing import rehearse
from honour.backups.taking import take_backup
from honour.evidence.work.duties import duty

_LANE = "backups"
"""Of its own: copying everything takes minutes, and mail does not wait for it."""


def _has_folder() -> bool:
    return bool(settings.HONOUR_BACKUP_FOLDER)


def _has_backup() -> bool:
    folder: str | None = settings.HONOUR_BACKUP_FOLDER
    return folder is not None and any(Path(folder).glob(f"data-*{SUFFIX}"))


@duty("backups:make", at=time(1, 30), lease=timedelta(hours=4), lane=_LANE, wanted=_has_folder)
def make_backup(now: datetime) -> None:
    """Make the night's backup, without the root keys, which need somebody's passphrase."""
    take_backup(backup_folder(), now, passphrase=None)


@duty(
    "backups:rehearse",
    every=timedelta(days=settings.HONOUR_REHEARSE_DAYS),
    at=time(2, 30),
    lease=timedelta(hours=6),
    lane=_LANE,
    wanted=_has_backup,
)
def rehearse_restore(now: datetime) -> None:
    """Restore the newest backup in a scratch place; what was found is on the ledger, and on the board by morning."""
    rehearse(backup_folder(), now)
