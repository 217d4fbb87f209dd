"""Deleting what is past its date, a batch at a time.

Records go with what they are found by, with their files and keys; and people of whom nothing is left go too.

A batch is one transaction. Its tombstone is written before that commits: a crash in between leaves a tombstone for what
is past its date and goes with the next batch. So a batch does not wait until PostgreSQL has it on the disk; the end of
the sweep does. Who and what went stands on the ledger as a set of numbers.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.tombstones import installed_journal
from honour.register.deleting import (
    ChangedMeanwhileError,
    Deleted,
    choose,
    delete_chosen,
    lock_people,
    spare,
    spare_successors,
)
from honour.register.deleting_few import DUE, FEW, choose_few, delete_few
from honour.register.due.turns import take_turn_to_sweep
from honour.register.holding import HELD

BATCH = 50_000
"""Records deleted in one transaction: nobody waits for it for long."""
_IN_A_LINE = 2_000  # records that a tombstone's line has room for, however far apart they and their people lie

_NEXT = f"{DUE} ORDER BY r.due_at LIMIT %s"
_TOO_MANY = "r.id NOT IN (SELECT id FROM honour_going ORDER BY id LIMIT %s)"
_WIDER = 8


@dataclass(frozen=True, slots=True)
class Swept:
    """How much one batch took: records, keys, and people of whom nothing is left.

    ``more``: whether the next batch may take something too.
    """

    records: int = 0
    keys: int = 0
    people: int = 0
    more: bool = False


def sweep_batch(cutoff: datetime, now: datetime, *, size: int = BATCH) -> Swept:
    """Delete up to ``size`` records that were due at ``cutoff`` and that no hold names.

    Errors: ``OSError`` when the journal cannot be written; nothing was deleted then.
    """
    with transaction.atomic(savepoint=False):  # what goes wrong takes all of the transaction back
        take_turn_to_sweep()
        few = choose_few(_instant(cutoff)) if size >= FEW else None
        if few is None:
            return _sweep_set(cutoff, now, size)
        if not few.records:
            return Swept()
        return _written_down(delete_few(few, now), now, more=few.busy)


def _sweep_set(cutoff: datetime, now: datetime, size: int) -> Swept:
    """Choose and delete a batch of any size; nothing, where somebody changed what was chosen."""
    try:
        with transaction.atomic():
            chosen, more = _choose_due(cutoff, size)
            if not chosen:
                return Swept()
            return _written_down(delete_chosen(now, DUE, [_instant(cutoff)]), now, more=more)
    except ChangedMeanwhileError:
        return Swept(more=True)


def _written_down(gone: Deleted, now: datetime, *, more: bool) -> Swept:
    """Write down that a batch is gone, on the disk and on the ledger."""
    done = Swept(len(gone.records), gone.keys, len(gone.people), more)
    people = BitMap(gone.people)
    installed_journal().append_all("records:swept", tombstones(gone.records, gone.subjects, people), now)
    said = {"records": done.records, "keys": done.keys, "people": done.people}
    entries.append("retention:swept", said, subjects=BitMap(gone.subjects), at=now)
    return done


def _choose_due(cutoff: datetime, size: int) -> tuple[int, bool]:
    """Choose the next records by their dates; past what is kept, however much that is.

    Gives how many, and whether there may be more that could go: there are others, or somebody is busy with them.
    What is kept is asked only when their people are locked: a hold may have been placed since they were chosen.
    """
    most = size
    while True:
        found = choose(_NEXT, [_instant(cutoff), most])
        if not found:
            return 0, False
        left = lock_people()
        going = found - left - spare(HELD)
        more = found == most or left > 0 or going > size
        if going > size:
            going -= spare(_TOO_MANY, [size])
        going -= spare_successors()
        if going or found < most:
            return going, more
        most *= _WIDER


def tombstones(records: Sequence[int], subjects: Sequence[int], people: BitMap) -> list[dict[str, str]]:
    """Give what the journal says of deleted records and of those people who are gone with them, a line each.

    Arguments: ``subjects``, whose each record was, at the same place.
    """
    parts = (slice(first, first + _IN_A_LINE) for first in range(0, len(records), _IN_A_LINE))
    return [
        {"records": packed(BitMap(records[part])), "people": packed(people & BitMap(subjects[part]))} for part in parts
    ]


def packed(numbers: BitMap) -> str:
    """Write a set of rows for the journal."""
    return base64.b64encode(numbers.serialize()).decode("ascii")


def unpacked(text: str) -> BitMap:
    """Read what ``packed`` wrote."""
    return BitMap.deserialize(base64.b64decode(text))


def _instant(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
