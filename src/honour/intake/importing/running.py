"""Doing the work of an import, a batch at a time: how far it is moves in the transaction that takes the rows in.

So a worker that is killed loses at most a batch that never committed, and whoever goes on doubles nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.work import claim, give_back
from honour.evidence.work.worker import worker_name
from honour.intake.importing.dates import naming_what_misses
from honour.intake.importing.errors import ImportRefusedError
from honour.intake.importing.lines import Line
from honour.intake.importing.listing import open_list
from honour.intake.importing.mapping import Mapping
from honour.intake.importing.noughts import rows_cut
from honour.intake.importing.people import RowError, Rows
from honour.intake.importing.reasons import counted
from honour.intake.importing.refused import keep_refused
from honour.intake.importing.staged_file import OWNER, drop_pieces
from honour.intake.models import Import, ImportPiece
from honour.register.errors import RegisterError
from honour.register.importing import BroughtRow, Known, Outcome, RefusedRow, import_batch
from honour.register.importing.terms import Terms
from honour.register.known_keys import register_keyring
from honour.register.recording import identifiers_in
from honour.register.staging import name_in_staged
from honour.register.versions import Versions, versions

ENDED = declare("import:ended", "The import of a list of people ended.").name
BATCH = 500
"""Rows taken in by one transaction."""
LEASE = timedelta(minutes=1)
TURN = 4.0
"""Seconds of work at a time, so that a worker that is told to stop does not wait for a whole list."""
State = Import.State
WORKING = (State.CHECKING, State.IMPORTING)
_SUMS = ("new", "matched", "twice", "records", "observed", "on_list", "stopped", "consents", "withheld_consents")


class NotOursError(Exception):
    """The import was cancelled, or another worker took it over: the batch at hand is not committed."""


@dataclass(slots=True)
class _Reading:
    """An import that this process is at: its file, open where the last batch ended."""

    row: int
    state: str
    lines: Iterator[Line]
    width: int
    done: int
    mapping: Mapping
    seen: Known | None
    known: Versions | None = None
    people: Rows | None = None
    terms: Terms | None = None
    headings: tuple[str, ...] = field(default=())


_open: dict[str, _Reading] = {}
_holder: list[str] = []


def anything_to_do() -> bool:
    """Say whether a list is waiting for its trial or to come in."""
    return Import.objects.filter(state__in=WORKING).exists()


def run_imports(now: datetime, holder: str = "", among: QuerySet[Import] | None = None) -> bool:
    """Work at one import for a few seconds; say whether there was one.

    Arguments: ``holder``, a name that no other worker has; ``among``, the imports in question, all when not given.
    Errors: whatever stood in the way, after the import was given back to be tried again.
    """
    holder = holder or _own_name()
    rows = (Import.objects.all() if among is None else among).filter(state__in=WORKING)
    mine = rows.filter(holder=holder, lease_until__gt=now).first()
    row = mine or claim(rows, holder=holder, now=now, lease=LEASE)
    if row is None:
        return False
    try:
        _work(row, holder, now)
    except NotOursError:
        _open.pop(holder, None)
    except (ImportRefusedError, RegisterError) as refused:
        _open.pop(holder, None)
        _fail(row, str(refused))
    except Exception as error:
        _open.pop(holder, None)
        row.refresh_from_db()
        give_back(row, error, now)
        raise
    return True


def _own_name() -> str:
    if not _holder:
        _holder.append(f"{worker_name()}:imports")
    return _holder[0]


def _work(row: Import, holder: str, now: datetime) -> None:
    reading = _reading(row, holder, now)
    begun = time.monotonic()
    while True:
        rows = list(islice(reading.lines, BATCH))
        at = max(now, timezone.now()) if rows else now
        _batch(row, reading, rows, holder, at)
        if len(rows) < BATCH:
            _open.pop(holder, None)
            _end(row, holder, at)
            return
        if time.monotonic() - begun > TURN:
            return


def _reading(row: Import, holder: str, now: datetime) -> _Reading:
    """Open an import's file where its last batch ended; a trial that was cut short begins again."""
    kept = _open.get(holder)
    if kept is not None and (kept.row, kept.state, kept.done) == (row.pk, row.state, row.done_rows):
        return kept
    trial = row.state == State.CHECKING
    if trial and row.done_rows:
        Import.objects.filter(pk=row.pk, holder=holder).update(done_rows=0, batches=0, trial={})
        row.refresh_from_db()
        drop_pieces(row, ImportPiece.Kind.REFUSED)
    opened = open_list(row, now)
    mapping = Mapping.of_json(row.mapping)
    if len(mapping.columns) != len(opened.headings):
        raise ImportRefusedError("The file does not have the columns that the mapping names. Begin again with it.")
    next(islice(opened.rows, row.done_rows, row.done_rows), None)
    lines = opened.rows
    reading = _Reading(
        row.pk, row.state, lines, len(opened.headings), row.done_rows, mapping, Known() if trial else None,
        headings=opened.headings,
    )  # fmt: skip
    _open[holder] = reading
    return reading


def _batch(row: Import, reading: _Reading, lines: list[Line], holder: str, at: datetime) -> None:
    """Take a batch in and move on, in one transaction; or nothing, when the import is not ours any more."""
    keyring, known = register_keyring(), versions()
    if known is not reading.known:  # the first batch, or a notice was published meanwhile
        reading.known = known
        reading.people = Rows(reading.mapping, reading.width, known, at)
        reading.terms = Terms(known, reading.mapping.wanted(row.public_id, row.by), at)
    assert reading.people is not None  # noqa: S101 - made just above
    assert reading.terms is not None  # noqa: S101 - made just above
    brought, refused, broken = _people(reading.people, lines)
    column = "trial" if reading.seen is not None else "counts"
    notice = known.current(at).notice
    cut = rows_cut((one.values for one in brought), notice)
    with transaction.atomic():
        outcome = import_batch(
            brought,
            reading.terms,
            keyring=keyring,
            known=known,
            wanted=reading.mapping.wanted(row.public_id, row.by),
            at=at,
            number=row.batches + 1,
            seen=reading.seen,
            since=getattr(row, column).get("first_person"),
        )
        kept_out = naming_what_misses(outcome.refused, brought, reading.mapping)
        counts = _added(getattr(row, column), outcome, [*refused, *kept_out], len(lines), cut)
        moved = Import.objects.filter(pk=row.pk, holder=holder, state=reading.state, done_rows=row.done_rows).update(
            done_rows=row.done_rows + len(lines), batches=row.batches + 1, lease_until=at + LEASE, **{column: counts}
        )
        if not moved:
            raise NotOursError
        if reading.seen is not None:
            read = [*(one.values for one in brought), *broken.values()]
            _name_everybody(row, [each for values in read for each in identifiers_in(notice, values)])
        of_them = {one.line for one in kept_out}
        kept = {one.line: one.values for one in brought if one.line in of_them} | broken
        named = {number: identifiers_in(notice, values) for number, values in kept.items()}
        by_line = {line.number: line for line in lines}
        keep_refused(row, [*refused, *kept_out], by_line, named, headings=reading.headings, at=at)
    row.refresh_from_db()
    reading.done = row.done_rows


def _people(
    rows: Rows, lines: list[Line]
) -> tuple[list[BroughtRow], list[RefusedRow], dict[int, dict[str, dict[str, str]]]]:
    """Make people of lines; gives also, by line, what can be read of those that are refused."""
    brought, refused, broken = [], [], {}
    for line in lines:
        try:
            brought.append(rows.person(line))
        except RowError as wrong:
            refused.append(RefusedRow(line.number, wrong.code, wrong.sentence))
            broken[line.number] = wrong.values
            if wrong.stop is not None:
                brought.append(wrong.stop)
    return brought, refused, broken


def _name_everybody(row: Import, named: list[tuple[str, str]]) -> None:
    """Let an erasure find the file by anybody in it: then the file goes, or the import would bring them back."""
    first = row.pieces.filter(kind=ImportPiece.Kind.FILE, number=0).values_list("staged", flat=True).first()
    if first is not None:
        name_in_staged(first, OWNER, named)


def _added(before: dict[str, Any], outcome: Outcome, refused: list[RefusedRow], rows: int, cut: int) -> dict[str, Any]:
    """Add what became of a batch to the counts so far; a reason's sentence, which repeats nothing of a row, once.

    Arguments: ``rows``, how many were read; ``cut``, how many have a telephone number that seems cut.
    """
    counts = {name: before.get(name, 0) + getattr(outcome, name) for name in _SUMS}
    reasons, sentences = counted(before.get("refused", {}), before.get("sentences", {}), refused)
    first = before.get("first_person") or outcome.first
    said = {"refused": reasons, "sentences": sentences, "first_person": first}
    return {**counts, **said, "rows": before.get("rows", 0) + rows, "cut": before.get("cut", 0) + cut}


def _end(row: Import, holder: str, at: datetime) -> None:
    """Say that the file is through: after a trial it waits for a word, after the import it goes."""
    with transaction.atomic():
        mine = Import.objects.filter(pk=row.pk, holder=holder, state=row.state)
        free = {"holder": "", "lease_until": None, "attempts": 0, "failure": "", "all_rows": row.done_rows}
        if row.state == State.CHECKING:
            mine.update(state=State.CHECKED, **free)
        elif mine.update(state=State.DONE, ended_at=at, **free):
            drop_pieces(row, ImportPiece.Kind.FILE)
            said = {name: row.counts.get(name, 0) for name in ("rows", *_SUMS)}
            refused = sum(row.counts.get("refused", {}).values())
            payload = {"import": row.public_id, "by": row.by, "state": "done", **said, "refused": refused}
            entries.append(ENDED, payload, at=at)
    row.refresh_from_db()


def _fail(row: Import, why: str) -> None:
    at = timezone.now()
    with transaction.atomic():
        begun = row.state == State.IMPORTING
        ended = Import.objects.filter(pk=row.pk, state__in=WORKING).update(
            state=State.FAILED, why=why[:300], ended_at=at, holder="", lease_until=None
        )
        if ended and begun:
            entries.append(ENDED, {"import": row.public_id, "by": row.by, "state": "failed"}, at=at)
        drop_pieces(row, ImportPiece.Kind.FILE)
    row.refresh_from_db()
