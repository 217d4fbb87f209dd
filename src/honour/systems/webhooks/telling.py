"""Putting messages up when people decide something, in the same transaction; and saying what waits for somebody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from honour.register.announcing import Announced, listen
from honour.register.fetching import fetch
from honour.register.models.subjects import opaque_id
from honour.systems.models import Webhook, WebhookMessage
from honour.ui.waiting import Onlooker, Waiting, waiting_items

_AT_ONCE = 500  # rows


@listen
def decided(decisions: Sequence[Announced]) -> None:
    """Put up a message for every decision and every webhook that is told of its kind.

    A paused one is told when it goes on; one that is switched off is not.
    """
    hooks = fetch(Webhook, "state <> %s", (Webhook.State.DISABLED.value,))
    if not hooks:
        return
    made: list[WebhookMessage] = []
    for each in decisions:
        said = {"person": each.person, "decision": each.kind, "about": each.about, "how": each.how}
        told = [hook for hook in hooks if not hook.kinds or each.kind in hook.kinds]
        made += _messages(told, "preference.changed", said, each.at)
    WebhookMessage.objects.bulk_create(made, batch_size=_AT_ONCE)


def put_up(hooks: Iterable[Webhook], kind: str, said: dict[str, Any], at: datetime) -> None:
    """Put a message up for webhooks. Arguments: ``said``, opaque ids and words of the notice only."""
    WebhookMessage.objects.bulk_create(_messages(hooks, kind, said, at))


def _messages(hooks: Iterable[Webhook], kind: str, said: dict[str, Any], at: datetime) -> list[WebhookMessage]:
    body = json.dumps({"type": kind, "timestamp": at.isoformat(), "data": said}, separators=(",", ":"))
    return [
        WebhookMessage(webhook=hook, message_id=f"msg_{opaque_id()}", body=body, made_at=at, run_after=at)
        for hook in hooks
    ]


@waiting_items("webhooks", part="connections")
def switched_off(_: Onlooker) -> Iterator[Waiting]:
    """Say which systems are not told any more because they failed."""
    for hook in Webhook.objects.filter(state=Webhook.State.DISABLED):
        url = reverse("console:connection", args=[hook.public_id])
        yield Waiting(f"“{hook.name}” is not told of decisions any more.", url, urgency="now", detail=f"{hook.why}.")
