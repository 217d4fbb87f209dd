"""K04: a backup comes back when it is needed, nobody deleted comes back with it, and old ones are gone when we say."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from honour.backups.errors import BackupError
from honour.backups.freshness import MAILED
from honour.backups.keeping import KeptArchive, archives_in, backup_folder, before_upgrade, newest, overdue, yet_to_come
from honour.backups.offsite import installed_offsite
from honour.backups.rehearsing import ENTRY, FAULTS
from honour.evidence.models import Payload
from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.evidence.tombstones import Head, Journal, installed_journal
from honour.notice.wording import counted
from honour.register.known_keys import register_keyring

_NIGHT_MISSED = timedelta(days=2)
_COPIED_WITHIN = timedelta(hours=1)
_MAILED_WITHIN = timedelta(hours=26)
"""The journal is mailed once a day."""
_WORDS = {
    "undeleted": "deleted people or records that came back",
    "forgotten": "stops that were forgotten",
    "unreadable": "values that nothing opened",
    "ledger": "faults in the ledger that came back",
}


@prover(
    "K04",
    clause="purpose.honour-security",
    test=(
        "The newest backup is restored in a scratch place; nobody deleted is there, every stop holds, values open and "
        "the ledger is whole. No archive is older than we say that it is kept, and no copy of the journal is behind."
    ),
)
def backups_come_back(now: datetime) -> Finding:
    """Read how the last rehearsal went, and look at the ages of what is kept."""
    late = [*_late(now), *_copies_behind(now)]
    last = Payload.objects.filter(entry__kind=ENTRY).order_by("-pk").values_list("content", "entry__at").first()
    if last is None:
        if late:
            return broken(late[0].words, "the folder of backups and the journal's copies", late)
        return not_proved("No backup was restored to try it yet. It is done by: honour backup rehearse")
    said, at = json.loads(last[0]), last[1]
    when = f"last rehearsed {_ago(now - at)}, on {timezone.localtime(at):%-d %B %Y}"
    exhibits = [*_faults(said), *late]
    if exhibits:
        return broken(f"{counted(len(exhibits), 'fault')}; {when}", _coverage(said), exhibits)
    if now - at > timedelta(days=2 * settings.HONOUR_REHEARSE_DAYS):
        return not_proved(f"A rehearsal proves nothing for ever: {when}. Do it again: honour backup rehearse")
    figure = f"0 deleted people came back, 0 stops were forgotten and 0 values stayed shut; {when}"
    return kept(figure, _coverage(said))


def _faults(said: dict[str, Any]) -> list[Exhibit]:
    found = [Exhibit(f"The restore failed: {said['failed']}")] if "failed" in said else []
    for sort in FAULTS:
        found += [Exhibit(f"{_WORDS[sort]}: {each}") for each in said.get(sort, ())]
    return found


def _late(now: datetime) -> list[Exhibit]:
    """Say what is too old in the folders that we know: what should be gone, and in the settings' the newest backup."""
    origin, upgraded = register_keyring().signing.current.name, before_upgrade()
    left = _too_old(list(archives_in(upgraded, origin)), now - _NIGHT_MISSED) if upgraded else []
    if not settings.HONOUR_BACKUP_FOLDER:
        return left
    try:
        archives = list(archives_in(backup_folder(), origin))
    except BackupError as error:
        return [*left, Exhibit(str(error))]
    found = [*left, *_too_old(archives, now)]
    last = newest(archives, "data", now)
    if last is None:
        found.append(Exhibit("There is no backup in the folder that the settings name."))
    elif yet_to_come(last, now):
        made = f"{last.header.made_at:%-d %B %Y}"
        found.append(
            Exhibit(f"The newest backup says that it is of {made}, which is yet to come. Make one by the right clock.")
        )
    elif now - last.header.made_at > _NIGHT_MISSED:
        found.append(
            Exhibit(
                f"The newest backup is of {timezone.localtime(last.header.made_at):%-d %B %Y}: none was made since."
            )
        )
    return found


def _too_old(archives: list[KeptArchive], now: datetime) -> list[Exhibit]:
    return [
        Exhibit(f"{each.path.name} was to be gone by {timezone.localtime(each.gone_by):%-d %B %Y}.")
        for each in overdue(archives, now)
    ]


def _copies_behind(now: datetime) -> list[Exhibit]:
    """Say which copy of the journal lacks lines that are older than an hour, or cannot be looked at."""
    journal = installed_journal()
    heads: list[tuple[str, Head]] = []
    if settings.HONOUR_JOURNAL_COPY:
        folder = Path(settings.HONOUR_JOURNAL_COPY)
        heads.append((str(folder), Journal(folder).head()))
    try:
        if offsite := installed_offsite():
            heads.append((offsite.address, offsite.head()))
    except (BackupError, OSError) as trouble:
        return [Exhibit(f"The journal's copy cannot be looked at: {trouble}")]
    found = [_behind(journal, head, now - _COPIED_WITHIN, f"at {place}") for place, head in heads]
    if settings.HONOUR_JOURNAL_MAIL:
        mailed = _mailed()
        head = Head(mailed[0], "") if mailed else Head(0, "")
        found.append(_behind(journal, head, now - _MAILED_WITHIN, "by mail"))
    return [each for each in found if each is not None]


def _behind(journal: Journal, head: Head, since: datetime, where: str) -> Exhibit | None:
    """Say how many lines a copy lacks, where one of them is older than it should be."""
    missing = next((line for line in journal.read() if line.number > head.number), None)
    if missing is None or missing.at >= since:
        return None
    lacks = journal.head().number - head.number
    return Exhibit(f"The journal's copy {where} lacks {lacks:,} {'line' if lacks == 1 else 'lines'}.")


def _mailed() -> tuple[int, datetime] | None:
    """Give how far the journal was mailed and when, as far as a server took it; whether it arrived is not known."""
    last = Payload.objects.filter(entry__kind=MAILED).order_by("-pk").values_list("content", "entry__at").first()
    return (int(json.loads(last[0])["lines"]), last[1]) if last else None


def _coverage(said: dict[str, Any]) -> str:
    if "failed" in said:
        return f"the backup {said['archive']}"
    made = timezone.localtime(datetime.fromisoformat(said["made_at"]))
    repeated = f"{counted(said['erased'], 'erasure')} and {counted(said['stopped'], 'stop')} repeated"
    parts = [
        f"the backup of {made:%-d %B %Y}",
        f"{counted(said['people'], 'person', 'people')}",
        said["values"],
        repeated,
    ]
    if said["behind"]:
        parts.append(f"the newest archive of the journal lacks its last {said['behind']:,} lines")
    if settings.HONOUR_JOURNAL_MAIL and (mailed := _mailed()):
        day = timezone.localtime(mailed[1])
        parts.append(
            f"the journal as mailed on {day:%-d %B %Y}, to line {mailed[0]:,}; whether it arrived is not known"
        )
    return ", ".join(parts)


def _ago(age: timedelta) -> str:
    days = age.days
    return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"
