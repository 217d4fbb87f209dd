"""Putting messages into the outbox: the only way out of the house for mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from honour.evidence import entries
from honour.evidence.errors import OutsideTransaction
from honour.evidence.kinds import declare
from honour.mailroom.messages import find_kind
from honour.mailroom.models import Outgoing
from honour.register.fetching import fetch
from honour.register.inserting import insert_row
from honour.register.models import Subject

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from honour.register.models import Identifier

declare("message:again", "A message that had not left was put back into the outbox.")

_ID = re.compile(r"[A-Za-z0-9_.:/-]{1,120}")
State = Outgoing.State
NOT_LEFT = (State.FAILED, State.REFUSED)
"""How a message ends that may be sent again."""


def queue(  # noqa: PLR0913 - what, to whom, about what, when
    kind: str,
    *,
    at: datetime,
    person: str | None = None,
    member: int | None = None,
    identifier: Identifier | int | None = None,
    context: Mapping[str, Any] | None = None,
    dedupe: str | None = None,
    run_after: datetime | None = None,
) -> Outgoing:
    """Put a message into the outbox, in the caller's transaction; it leaves only if that commits.

    Arguments: ``kind``, as signed up by ``message_kind``; ``person``, the opaque id, or ``member``, the row of a member
    of staff; ``identifier``, the address to use (row of the register), else the person's newest; ``context``, numbers
    and ids for whoever writes the text, ``language`` for the one to write it in (of the notice; none: its own);
    ``dedupe``, a name under which it is queued once however often this is called;
    ``run_after``, when it may leave at the earliest.
    Errors: ``OutsideTransaction``; ``ValueError`` for a kind nobody signed up, for both or neither of person and
    member, or for a context that is more than numbers and ids.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("A message is queued with what it is about, or not at all: use transaction.atomic().")
    if find_kind(kind) is None:
        raise ValueError(f"Nobody signed up the kind of message {kind!r}: see honour.mailroom.messages.")
    if (person is None) == (member is None):
        raise ValueError("A message goes to a person or to a member of staff.")
    given = dict(context or {})
    _only_ids(given)
    _only_ids(dedupe)
    waiting = Outgoing(
        kind=kind,
        person=person or "",
        member=member,
        identifier=getattr(identifier, "pk", identifier),
        context=given,
        dedupe=dedupe,
        queued_at=at,
        run_after=run_after or at,
    )
    if dedupe is None:
        return _put(waiting)
    before = fetch(Outgoing, "dedupe = %s", (dedupe,))
    if before:
        return before[0]
    try:
        with transaction.atomic():
            return _put(waiting)
    except IntegrityError:  # queued in the same moment by another
        return Outgoing.objects.get(dedupe=dedupe)


_ROW = ("public_id", "kind", "person", "member", "identifier", "context", "dedupe", "queued_at", "run_after")


def _put(waiting: Outgoing) -> Outgoing:
    waiting.pk = insert_row(Outgoing, _ROW, [getattr(waiting, name) for name in _ROW])
    waiting._state.adding = False  # noqa: SLF001 - Django's word for a row that is not in the table
    return waiting


def cancel(message: str, at: datetime, reason: str = "cancelled") -> bool:
    """Take a message out of the outbox unless it has gone; return whether it was still there.

    Arguments: ``message``, its public id; ``reason``, a word.
    """
    waiting = Outgoing.objects.filter(public_id=message, state=State.WAITING, lease_until=None)
    return bool(waiting.update(state=State.CANCELLED, reason=reason, ended_at=at))


def send_again(message: str, *, by: str, at: datetime) -> bool:
    """Put a message back that failed or was stopped; return whether it was one of those.

    It leaves as if it had just been queued: the gate is asked anew, and it is written anew, with links that begin now.
    Arguments: ``message``, its public id; ``by``, who has it sent.
    """
    with transaction.atomic():
        ended = Outgoing.objects.select_for_update().filter(public_id=message, state__in=NOT_LEFT)
        row = ended.first()
        if row is None:
            return False
        kind = find_kind(row.kind)
        if kind is not None and kind.again is not None:
            kind.again(row)
        put_back(ended, at)
        subject = Subject.objects.filter(public_id=row.person).values_list("pk", flat=True).first()
        entries.append("message:again", {"message": message, "kind": row.kind, "by": by}, at=at, subject=subject)
    return True


def put_back(ended: QuerySet[Outgoing], at: datetime) -> int:
    """Let messages that failed or were stopped wait as if they had just been queued; return how many.

    Whoever calls it says on the ledger who had them sent again, in the same transaction.
    """
    fresh = {"reason": "", "failure": "", "attempts": 0, "ended_at": None, "entry": None}
    return ended.filter(state__in=NOT_LEFT).update(state=State.WAITING, run_after=at, **fresh)


def _only_ids(value: object) -> None:
    """See that nothing but numbers and ids waits in the outbox."""
    match value:
        case None | bool() | int():
            return
        case str() if _ID.fullmatch(value):
            return
        case dict():
            for key, part in value.items():
                _only_ids(key)
                _only_ids(part)
        case list() | tuple():
            for part in value:
                _only_ids(part)
        case _:
            raise ValueError("A message in the outbox is about numbers and ids: keep words and addresses elsewhere.")
