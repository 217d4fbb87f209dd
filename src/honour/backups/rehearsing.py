"""The rehearsal: the newest backup is restored in a scratch place, in the way a person would, and examined.

It runs in a process of its own, on a home and a database of its own; here nothing is touched but a line on the ledger.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from pydantic import BaseModel

from honour.backups.errors import BackupError
from honour.backups.examining import InUse, say_in_use
from honour.backups.keeping import KeptArchive, archives_in, newest
from honour.backups.scratch import scratch_place
from honour.backups.sealed import open_sealed
from honour.evidence import entries
from honour.evidence.tombstones import installed_journal
from honour.keyring import Keyring
from honour.register.known_keys import register_keyring

ENTRY = "backup:rehearsed"
FAULTS = ("undeleted", "forgotten", "unreadable", "ledger")
"""The sorts of fault that a rehearsal can find, as they are called on the ledger."""
_CHILD = "honour.cli.rehearsed"


class Asked(BaseModel):
    """What the process is asked to restore and examine; ``in_use`` is held against what comes back."""

    data: Path
    data_keys: Path | None
    journal: Path
    keys: Path
    in_use: InUse
    at: datetime


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How a rehearsal went.

    ``said`` is what stands on the ledger: the archive and its day; people and entries that came back; erasures and
    stops repeated; the faults found, by sort; ``behind``, how many lines of the journal its newest archive lacks.
    """

    sound: bool
    said: dict[str, Any]


def rehearse(folder: Path, at: datetime) -> Rehearsed:
    """Restore the newest backup of a folder in a scratch place, examine what came back, and take it away again.

    What was found stands on the ledger, a failure too. Errors: ``BackupError`` when there is nothing to rehearse with,
    or another rehearsal is going on; those of the keyring and the journal.
    """
    keyring = register_keyring()
    archives = list(archives_in(folder, keyring.signing.current.name))
    data, keys = newest(archives, "data", at), newest(archives, "datakeys", at)
    if data is None:
        raise BackupError(f"There is no backup of this installation in {folder}. Make one: honour backup make")
    begun = time.monotonic()
    said: dict[str, Any] = {
        "archive": data.path.name,
        "made_at": data.header.made_at.isoformat(),
        "behind": _behind(newest(archives, "journal", at), keyring),
    }
    said |= _in_a_scratch_place(data, keys, at)
    said["seconds"] = math.ceil(time.monotonic() - begun)
    with transaction.atomic():
        entries.append(ENTRY, said, at=at)
    faults = sum(len(said.get(sort, ())) for sort in FAULTS)
    return Rehearsed("failed" not in said and not faults, said)


def _in_a_scratch_place(data: KeptArchive, keys: KeptArchive | None, at: datetime) -> dict[str, Any]:
    home = settings.HONOUR_HOME
    assert home is not None  # noqa: S101 - the keyring was found in it
    in_use = say_in_use()
    asked = Asked(
        data=data.path.absolute(),
        data_keys=keys.path.absolute() if keys else None,
        journal=installed_journal().path.parent,
        keys=home / "keys",
        in_use=in_use,
        at=at,
    )
    with scratch_place(home) as place:
        # Settings of this installation, such as where the journal's copy is, are none of the scratch place's.
        around = {name: value for name, value in os.environ.items() if not name.startswith("HONOUR_")}
        around |= {"HONOUR_HOME": str(place.home), "HONOUR_DATABASE_URL": place.database}
        done = subprocess.run(  # noqa: S603 - our own program, with no input from outside
            [sys.executable, "-m", _CHILD],
            env=around,
            input=asked.model_dump_json(),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        return {"failed": last.removeprefix("Error: ")[:500]}
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _behind(archive: KeptArchive | None, keyring: Keyring) -> int:
    """Say how many lines the newest archive of the journal lacks, after it was read to its end."""
    live = installed_journal().head().number
    if archive is None:
        return live
    opened = open_sealed(archive.path, "journal", keyring)
    opened.require_whole()
    return max(0, live - opened.header.head.number)
