"""Sending what waits in the outbox.

Each message is asked about at the gate, written and handed over at the moment it leaves; then its delivery and its
ledger entry commit together. A process killed between the hand-over and that commit sends the message again, under the
same Message-ID: it goes out at least once and is never lost.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.work.claiming import claim, finish, give_back
from honour.evidence.work.worker import worker_name
from honour.mailroom.addressing import Refused, address_of
from honour.mailroom.composing import compose
from honour.mailroom.errors import (
    MailNotSetUpError,
    MailroomError,
    NothingToSayError,
    PermanentRefusalError,
    ServerUnavailableError,
)
from honour.mailroom.messages import MessageKind, find_kind
from honour.mailroom.models import Outgoing
from honour.mailroom.queued import Queued
from honour.mailroom.server import hand_over, open_connection
from honour.register.languages import offered, shown_in
from honour.register.models import Subject
from honour.register.versions import versions

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from honour.mailroom.server import MailServer

declare("message:sent", "A message was handed to the mail server.")
declare("message:failed", "A message could not be sent and is not tried again.")

State = Outgoing.State
LEASE = timedelta(minutes=10)
"""Longer than handing over one message takes, however slow the server."""
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
PAUSES = (
    _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE,
    _HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR, 12 * _HOUR, 24 * _HOUR, 24 * _HOUR, 24 * _HOUR,
)  # fmt: skip
"""How long a message waits after each failure that may pass: over four days in all (RFC 5321 section 4.5.4.1)."""
_A_TURN = 30.0  # seconds


def send_due(server: MailServer, now: datetime, holder: str = "") -> int:
    """Send what is due, on one connection, for half a minute; return how many messages left.

    Errors: ``ServerUnavailableError`` when the server is in trouble; what was not sent waits, and so should the caller.
    """
    holder, begun, left, reached = holder or worker_name(), time.monotonic(), 0, False
    waiting = Outgoing.objects.filter(state=State.WAITING)
    row = claim(waiting, holder=holder, now=now, lease=LEASE)
    if row is None:
        return 0
    try:
        with open_connection(server) as connection:
            reached = True
            while row is not None:
                left += _send(connection, row, now)
                now = max(now, timezone.now())
                late = time.monotonic() - begun > _A_TURN
                row = None if late else claim(waiting, holder=holder, now=now, lease=LEASE)
    except (ServerUnavailableError, MailNotSetUpError) as error:
        if row is not None and reached:
            _try_later(row, error, now)
        elif row is not None:  # nothing was tried: once the server is there again, nothing waits for hours
            give_back(row, error, now, pause=_MINUTE, counts=False)
        raise
    return left


class _End(NamedTuple):
    """How a message ended."""

    state: State
    reason: str = ""
    entry: int | None = None


def _send(connection: BaseEmailBackend, row: Outgoing, now: datetime) -> bool:
    """Send one message, or write down why not; return whether it left.

    Errors: ``ServerUnavailableError``; the row is then still the caller's.
    """
    kind = find_kind(row.kind)
    if kind is None:
        return _end(row, _End(State.FAILED, "kind-unknown"), now)
    if row.attempts > len(PAUSES) + 1:  # whoever tried last was killed in the middle
        return _end(row, _End(State.FAILED, row.failure or "gave-up"), now)
    refused = _class_refused(kind, row, now)
    if refused:
        return _end(row, _End(State.REFUSED, refused), now)
    try:
        end = _deliver(connection, row, kind, now)
    except NothingToSayError:
        end = _End(State.CANCELLED, "nothing-to-say")
    except PermanentRefusalError as error:
        end = _End(State.FAILED, str(error))
    except (ServerUnavailableError, MailNotSetUpError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other messages go on
        _try_later(row, error, now)
        return False
    return _end(row, end, now)


def _deliver(connection: BaseEmailBackend, row: Outgoing, kind: MessageKind, now: datetime) -> _End:
    """Ask the gate, write the message, hand it over."""
    purpose = kind.purpose_of(row.context)
    found = address_of(row, purpose, now, kind.address)
    if isinstance(found, Refused):
        return _End(State.REFUSED, found.reason, found.entry)
    queued = Queued(
        id=row.public_id,
        kind=row.kind,
        purpose=purpose,
        at=now,
        context=row.context,
        address=found.address,
        name=found.name,
        person=row.person or None,
        identifier=found.identifier,
        member=row.member,
        reading=found.reading,
    )
    with shown_in(offered(str(row.context.get("language", "")), now)):
        message = compose(kind.build(queued), queued, marketing=kind.message_class == "marketing")
    hand_over(connection, message)
    return _End(State.SENT)


def _class_refused(kind: MessageKind, row: Outgoing, now: datetime) -> str:
    """Say why the purpose does not carry this class of message, if it does not.

    What a message is follows from the purpose that the notice declares, never from what its sender calls it.
    """
    purpose = kind.purpose_of(row.context)
    if purpose is None:
        return "" if row.member is not None else "purpose-missing"
    declared = versions().current(now).notice.purposes.get(purpose)
    if declared is None:
        return "purpose-unknown"
    if declared.message == "none":
        return "purpose-sends-nothing"
    carried = "marketing" if declared.is_marketing else "service"
    return "" if carried == kind.message_class else f"purpose-is-{carried}"


def _try_later(row: Outgoing, error: Exception, now: datetime) -> None:
    """Offer the message again after a pause; after the last pause it has failed."""
    if row.attempts > len(PAUSES):
        _end(row, _End(State.FAILED, _word(error)), now)
    else:
        give_back(row, error, now, pause=PAUSES[row.attempts - 1])


def _end(row: Outgoing, end: _End, now: datetime) -> bool:
    """Write down how a message ended, with its ledger entry, in one transaction; return whether it left."""
    with transaction.atomic():
        entry = end.entry
        if end.state in {State.SENT, State.FAILED}:
            name = "message:sent" if end.state == State.SENT else "message:failed"
            entry = entries.append(name, _payload(row, end), at=now, subject=_subject(row))
        finish(row, state=end.state, reason=end.reason[:80], ended_at=now, entry=entry)
    return end.state == State.SENT


def _payload(row: Outgoing, end: _End) -> dict[str, Any]:
    """Say on the ledger what left, or did not; kinds and numbers only."""
    kind = find_kind(row.kind)
    said: dict[str, Any] = {"message": row.public_id, "kind": row.kind, "channel": "email", "tries": row.attempts}
    if kind is not None:
        said["class"] = kind.message_class
        purpose = kind.purpose_of(row.context)
        if purpose is not None:
            said["purpose"] = purpose
    if "topic" in row.context:
        said["topic"] = row.context["topic"]
    if row.member is not None:
        said["member"] = f"staff-{row.member}"
    return said | ({"reason": end.reason} if end.reason else {})


def _subject(row: Outgoing) -> int | None:
    return Subject.objects.filter(public_id=row.person).values_list("pk", flat=True).first() if row.person else None


def _word(error: Exception) -> str:
    return str(error) if isinstance(error, MailroomError) and " " not in str(error) else type(error).__name__
