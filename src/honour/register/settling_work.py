"""Settling what was found out about many records: asked for once, done by the worker, batch by batch, and stopped.

Each batch is a transaction with its entry on the ledger, and how far it is moves with it: a worker that is killed loses
at most a batch that never committed, and whoever goes on settles nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.work import claim, finish, give_back
from honour.evidence.work.worker import worker_name
from honour.register.errors import RegisterError, SettlingRefusedError
from honour.register.given_notices import write_given
from honour.register.known_keys import register_keyring
from honour.register.models import Settling
from honour.register.settling import Batch, Group, Unknown, found_out, left, settle_sources
from honour.register.settling_notice import NoticeBatches, midnight, require_shown
from honour.register.versions import versions

declare("records:source-settled", "It was found out where records came from that had no source.")
declare("records:notice-settled", "It was found out which notice people were given whose records named none.")
declare("settling:stopped", "Settling what was found out about records was stopped half way.")

LEASE = timedelta(minutes=1)
TURN = 4.0
"""Seconds of work at a time, so that a worker that is told to stop does not wait for a million records."""
State = Settling.State
_NOTHING_LEFT = "Nothing of this is left to settle: it was settled or erased meanwhile."


class NotOursError(Exception):
    """It was stopped, or another worker took it over: the batch at hand is not committed."""


def settle_source(  # noqa: PLR0913 - what is settled, how, why, by whom, when
    purpose: str, groups: Sequence[Group], source: str, *, reason: str, by: str, at: datetime
) -> Settling:
    """Ask the worker to write down where groups of records came from.

    Arguments: ``groups`` of records held for ``purpose``, as ``unsettled`` gives them; ``reason``, how it was found
    out, naming nobody; ``by``, the opaque id of whoever says so.
    Errors: ``SettlingRefusedError`` for no reason, no group, a source that the notice in use does not name, while
    others are being settled, or when nothing is left to settle; ``UnknownClauseError``. Nothing is written then.
    """
    _require_source(source, at)
    return _ask(purpose, "source", groups, source, None, reason, by, at)


def settle_notice(  # noqa: PLR0913 - what is settled, how, why, by whom, when
    purpose: str, groups: Sequence[Group], version: str, taken_on: date | None, *, reason: str, by: str, at: datetime
) -> Settling:
    """Ask the worker to write down which notice the people of groups of records were given.

    Arguments: as of ``settle_source``; ``taken_on``, the day on which those without a date were taken.
    Errors: ``SettlingRefusedError`` as there, and for what ``require_shown`` refuses; ``UnknownClauseError``. Nothing
    is written then.
    """
    require_shown(purpose, groups, version, taken_on, at)
    day = taken_on if any(group.day for group in groups) else None
    return _ask(purpose, "version", groups, version, day, reason, by, at)


def under_way(purpose: str, unknown: Unknown) -> Settling | None:
    """Give what is being settled of a purpose's records at present."""
    return Settling.objects.filter(purpose=purpose, unknown=unknown, state=State.WORKING).first()


def stop_settling(row: Settling, *, by: str, at: datetime) -> bool:
    """Stop; what is settled stays settled. Return whether there was something to stop."""
    with transaction.atomic():
        if not _over(row, State.STOPPED, at):
            return False
        row.refresh_from_db()
        said = {"settling": row.public_id, "by": by, "purpose": row.purpose, "records": row.done, "of": row.of}
        entries.append("settling:stopped", said, at=at)
    return True


def anything_to_settle() -> bool:
    """Say whether something waits to be settled."""
    return Settling.objects.filter(state=State.WORKING).exists()


def run_settlings(now: datetime, holder: str = "") -> bool:
    """Settle for a few seconds; say whether there was something to do.

    Arguments: ``holder``, a name that no other worker has.
    Errors: whatever stood in the way, after the work was given back to be tried again.
    """
    rows = Settling.objects.filter(state=State.WORKING)
    row = claim(rows, holder=holder or worker_name(), now=now, lease=LEASE)
    if row is None:
        return False
    try:
        _work(row, now)
    except NotOursError:
        pass
    except RegisterError as refused:
        _over(row, State.FAILED, max(now, timezone.now()), str(refused))
    except Exception as error:
        row.refresh_from_db()
        give_back(row, error, now)
        raise
    return True


def _ask(  # noqa: PLR0913, PLR0917 - what is kept of it
    purpose: str,
    unknown: Unknown,
    groups: Sequence[Group],
    answer: str,
    taken_on: date | None,
    reason: str,
    by: str,
    at: datetime,
) -> Settling:
    words = found_out(reason, groups)
    of = left(purpose, unknown, groups)
    if not of:
        raise SettlingRefusedError(_NOTHING_LEFT)
    try:
        with transaction.atomic():
            return Settling.objects.create(
                by=by, purpose=purpose, unknown=unknown, groups=[list(group) for group in groups], answer=answer,
                taken_on=taken_on, reason=words, of=of, asked_at=at, run_after=at,
            )  # fmt: skip
    except IntegrityError:
        busy = "Some of this purpose’s records are being settled. Wait until that is over."
        raise SettlingRefusedError(busy) from None


def _require_source(source: str, at: datetime) -> None:
    if source not in versions().current(at).own.sources:
        raise SettlingRefusedError("The notice in use names no such source. Declare it and publish first.")


def _work(row: Settling, now: datetime) -> None:
    groups = [Group(*each) for each in row.groups]
    settle, begun = _settling(row, groups, now), time.monotonic()
    while True:
        at = max(now, timezone.now())
        with transaction.atomic():
            done = settle(row.last, at)
            if done is None:
                _end(row, at)
                return
            if done.records:
                kind = f"records:{_KIND[row.unknown]}-settled"
                entry = entries.append(kind, _said(row, done), at=at, subjects=done.people)
                if row.unknown == "version":
                    write_given(versions(), done.settled, how="settled", by=row.by, entry=entry)
            _move(row, done, at)
        row.refresh_from_db()
        if time.monotonic() - begun > TURN:
            finish(row, run_after=at)
            return


_KIND = {"source": "source", "version": "notice"}


def _settling(row: Settling, groups: Sequence[Group], now: datetime) -> Callable[[int, datetime], Batch | None]:
    """Give what settles the next batch after a record. Errors: those of asking; the notice may have changed since."""
    if row.unknown == "source":
        _require_source(row.answer, now)
        return lambda after, at: settle_sources(row.purpose, groups, row.answer, after=after)  # noqa: ARG005 - no date
    known = versions()
    shown = require_shown(row.purpose, groups, row.answer, row.taken_on, now)
    batches = NoticeBatches(known, register_keyring(), shown, midnight(row.taken_on))
    return lambda after, at: batches.settle(row.purpose, groups, at, after=after)


def _said(row: Settling, done: Batch) -> dict[str, object]:
    said: dict[str, object] = {
        "by": row.by,
        "purpose": row.purpose,
        row.unknown: row.answer,
        "records": done.records,
        "people": len(done.people),
        "categories": done.categories,
        "reason": row.reason,
    }
    return said if row.taken_on is None else {**said, "taken": row.taken_on.isoformat()}


def _move(row: Settling, done: Batch, at: datetime) -> None:
    mine = Settling.objects.filter(pk=row.pk, state=State.WORKING, holder=row.holder, last=row.last)
    if not mine.update(last=done.last, done=row.done + done.records, lease_until=at + LEASE, attempts=0, failure=""):
        raise NotOursError


def _end(row: Settling, at: datetime) -> None:
    if row.done:
        _over(row, State.DONE, at)
    else:
        _over(row, State.FAILED, at, _NOTHING_LEFT)


def _over(row: Settling, state: str, at: datetime, why: str = "") -> bool:
    free = {"holder": "", "lease_until": None, "attempts": 0, "failure": ""}
    working = Settling.objects.filter(pk=row.pk, state=State.WORKING)
    return bool(working.update(state=state, ended_at=at, why=why[:300], reason="", **free))
