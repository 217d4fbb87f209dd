"""Restoring a backup: the day it was made comes back, then every erasure and stop since is repeated.

Until the end, home and database carry a mark that keeps everybody from using them; a restore that was killed is begun
again with the same command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from honour.backups import unfinished
from honour.backups.destination import ENTRY, fill, said_by, unmark_database
from honour.backups.errors import ArchiveRefusedError
from honour.backups.freshness import Reached
from honour.backups.planning import Plan
from honour.backups.taking import journal_lines
from honour.backups.whole_file import write_whole
from honour.evidence import entries
from honour.evidence.tombstones import Journal
from honour.keyring import open_keyring
from honour.keyring.making import write_keys
from honour.register.keyless import count_keyless, drop_keyless_staged
from honour.register.known_keys import register_keyring
from honour.register.replaying import replay


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    ``people`` and ``entries`` are those of the backup; ``erased``, ``stopped`` and ``held`` what was repeated from the
    journal, of holds what was said of them; ``known``, how many of its lines the backup knew; ``keyless``, how many
    records came back that nothing opens, which a whole set of archives has none of; ``lost``, how many ledger entries
    are gone at least: those between the backup and the newest checkpoint that anybody kept; ``reached``, how
    far the journal goes and up to when it is known to be complete; ``torn``, the number of its last line, if that was
    cut off.
    """

    made_at: datetime
    people: int
    entries: int
    erased: int
    stopped: int
    held: int
    known: int
    keyless: int
    lost: int
    reached: Reached
    torn: int | None = None


def restore(
    plan: Plan,
    at: datetime,
    *,
    upgrade: Callable[[], object],
    complete: Callable[[], object],
    clear: Callable[[], object] = lambda: None,
) -> Restored:
    """Carry out a restore that was planned.

    Arguments: ``at``, aware; ``upgrade`` brings the database's tables to this release; ``complete`` gives the home what
    it still lacks: settings, a signing secret; ``clear`` takes what was erased again out of the database's files.
    Errors: those of the keyring, the journal and the database; the home stays marked as unfinished then.
    """
    identity = unfinished.begin(plan.home)
    _put_keys(plan)
    said = said_by(identity)
    if said is None:
        fill(plan.data, plan.data_keys, identity, plan.home)
        _put_journal(plan)
        upgrade()
        register_keyring()
        said = _repeat(plan, identity, at)
    if said.get("erased"):
        clear()
    complete()
    unfinished.finish(plan.home)
    lost = max(0, plan.newest.size - plan.data.contents.entries) if plan.newest else 0
    made, people, held = plan.data.header.made_at, plan.data.contents.people, plan.data.contents.entries
    did = {name: int(said.get(name, 0)) for name in _COUNTED}  # a restore that an older release began says less
    return Restored(
        made,
        people,
        held,
        **did,
        lost=lost,
        reached=plan.reached,
        torn=plan.reached.head.number + 1 if plan.torn else None,
    )


_COUNTED = ("erased", "stopped", "held", "known", "keyless")


def _put_keys(plan: Plan) -> None:
    """Write the keys into the home, or see that those in it are the ones."""
    folder = plan.home / "keys"
    if folder.exists() and any(folder.iterdir()):
        here = set(open_keyring(folder).known)
        if not set(plan.brought.ring.known) <= here:
            raise ArchiveRefusedError(
                f"There are other keys in {folder}. Move them aside, so that nothing is lost, and try again."
            )
    else:
        write_keys(folder, plan.brought.keys)
    secret = plan.home / "secret"
    if plan.brought.secret and not secret.exists():
        write_whole(secret, [plan.brought.secret.encode("ascii")])


def _put_journal(plan: Plan) -> None:
    folder = plan.home / "journal"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = Journal(folder).path
    if path != plan.journal.path:
        write_whole(path, journal_lines(plan.journal, plan.reached.head))


def _repeat(plan: Plan, identity: str, at: datetime) -> dict[str, int]:
    """Repeat stops, holds and erasures, and say on the ledger, as the last thing, what was restored."""
    done = replay(Journal(plan.home / "journal").read(), at)
    drop_keyless_staged()
    counted, complete_to = asdict(done) | {"keyless": count_keyless()}, plan.reached.complete_to
    said = {
        "restore": identity,
        "made_at": plan.data.header.made_at.isoformat(),
        "entries": plan.data.contents.entries,
        "journal": plan.reached.head.number,
        "journal_complete_to": complete_to.isoformat() if complete_to else None,
        **counted,
        **({"newest": {"size": plan.newest.size, "root": plan.newest.root.hex()}} if plan.newest else {}),
    }
    with transaction.atomic(durable=True):
        entries.append(ENTRY, said, at=at)
        unmark_database()
    return counted
