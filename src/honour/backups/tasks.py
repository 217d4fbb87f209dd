"""What backups do by themselves: one each night, and now and then a rehearsal of the restore."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from honour.backups.keeping import backup_folder, before_upgrade, clear_before_upgrade
from honour.backups.offsite import installed_offsite
from honour.backups.placing import SUFFIX
from honour.backups.rehearsing import rehearse
from honour.backups.taking import take_backup
from honour.evidence.tombstones import installed_journal
from honour.evidence.work.duties import duty
from honour.register.known_keys import register_keyring

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


def _upgraded() -> bool:
    return before_upgrade() is not None


@duty("backups:clear", at=time(1, 40), lane=_LANE, wanted=_upgraded)
def clear_what_upgrades_left(now: datetime) -> None:
    """Delete the backups made before an upgrade once their time is over: erased people can be read from them."""
    clear_before_upgrade(register_keyring().signing.current.name, now)


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


_sent = -1
"""How far this process has seen the journal's copy off the host go."""


def _journal_goes_on() -> bool:
    return bool(settings.HONOUR_JOURNAL_URL) and installed_journal().head().number > max(_sent, 0)


@duty("journal:copy", every=timedelta(seconds=10), lease=timedelta(minutes=10), lane="journal", wanted=_journal_goes_on)
def copy_journal(now: datetime) -> None:
    """Send the journal's new lines off the host. While the store cannot be reached it is tried again."""
    global _sent  # noqa: PLW0603 - asks the store only when there is something to send
    offsite = installed_offsite()
    if offsite is not None:
        _sent = offsite.send(installed_journal(), register_keyring(), now)
