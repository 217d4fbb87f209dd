"""Sending what waits, through the one door, until it is taken."""

from __future__ import annotations

import ssl
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from honour.door import DoorClosedError, NoAnswerError, call
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.work import claim, finish
from honour.evidence.work.worker import worker_name
from honour.systems.models import Webhook, WebhookMessage
from honour.systems.webhooks.signing import signatures

declare("webhook:disabled", "Another system was switched off from being told: it failed for days, or is gone.")

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PAUSES = (5 * _SECOND, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR)
"""How long a message waits after each failure; after the last it is given up."""
PATIENCE = timedelta(days=5)
"""How long an address may fail before it is switched off."""
KEPT = timedelta(days=30)
LEASE = timedelta(minutes=2)
_A_TURN = 20.0  # seconds
_TAKEN = range(200, 300)
_GONE = 410
State = WebhookMessage.State


def anything_waits() -> bool:
    """Say whether a message is due for a webhook that is told."""
    due = WebhookMessage.objects.filter(state=State.WAITING, run_after__lte=timezone.now())
    return due.filter(webhook__state=Webhook.State.ACTIVE).exists()


def send_due(now: datetime, holder: str = "", context: ssl.SSLContext | None = None) -> int:
    """Send what is due, for some seconds; gives how many messages were tried.

    Arguments: ``context``, whom to trust, by default the system's authorities.
    """
    holder = holder or f"{worker_name()}:webhooks"
    begun, tried = time.monotonic(), 0
    waiting = WebhookMessage.objects.filter(state=State.WAITING, webhook__state=Webhook.State.ACTIVE)
    while time.monotonic() - begun < _A_TURN:
        row = claim(waiting, holder=holder, now=now, lease=LEASE)
        if row is None:
            break
        _send(row, max(now, timezone.now()) if tried else now, context)
        tried += 1
    return tried


def _send(row: WebhookMessage, now: datetime, context: ssl.SSLContext | None) -> None:
    """Try a message once, and write down what came of it."""
    hook = row.webhook
    body = row.body.encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": row.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(hook, row.message_id, now, body),
    }
    try:
        answer = call(hook.url, body, headers, private=settings.HONOUR_PRIVATE_HOSTS, context=context)
        said, taken, over = str(answer.status), answer.status in _TAKEN, answer.status == _GONE
    except NoAnswerError as none:
        said, taken, over = str(none), False, False
        _let_others_go_first(row, now)
    except DoorClosedError as closed:
        said, taken, over = str(closed), False, False
    if taken:
        if finish(row, state=State.SENT, answer=said[:200], ended_at=now, attempts=row.attempts):
            Webhook.objects.filter(pk=hook.pk).update(told_at=now, failing_since=None)
        return
    _failed(row, said, now, over=over)


def _let_others_go_first(row: WebhookMessage, now: datetime) -> None:
    """Let what else waits for an address that does not answer wait a minute: waiting for it holds the others up."""
    due = WebhookMessage.objects.filter(webhook=row.webhook_id, state=State.WAITING, run_after__lt=now + _MINUTE)
    due.exclude(pk=row.pk).update(run_after=now + _MINUTE)


def _failed(row: WebhookMessage, said: str, now: datetime, *, over: bool) -> None:
    given_up = over or row.attempts > len(PAUSES)
    with transaction.atomic():
        if given_up:
            own = finish(row, state=State.FAILED, answer=said[:200], ended_at=now, attempts=row.attempts)
        else:
            pause = PAUSES[row.attempts - 1]
            own = finish(row, answer=said[:200], run_after=now + pause, attempts=row.attempts)
        if not own:
            return
        hook = Webhook.objects.select_for_update().get(pk=row.webhook_id)
        hook.failing_since = hook.failing_since or now
        if over or now - hook.failing_since >= PATIENCE:
            why = "It answered that it is gone" if over else f"It failed for {PATIENCE.days} days. The last answer was"
            hook.state, hook.why = Webhook.State.DISABLED, f"{why}: {said}"[:300]
            entries.append("webhook:disabled", {"webhook": hook.public_id}, at=now)
        hook.save(update_fields=["failing_since", "state", "why"])


def forget_old(now: datetime) -> int:
    """Forget messages that ended long ago; gives how many."""
    return WebhookMessage.objects.exclude(state=State.WAITING).filter(ended_at__lte=now - KEPT).delete()[0]
