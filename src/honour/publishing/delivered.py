"""What became of the messages by which people are told: taken over from the outbox, for whoever waits for them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from honour.mailroom.models import Outgoing
from honour.publishing.models import Informing, Telling

_LOST = (Outgoing.State.FAILED, Outgoing.State.REFUSED, Outgoing.State.CANCELLED)


def take_over(on_their_way: QuerySet[Telling] | QuerySet[Informing], kind: str, now: datetime) -> None:
    """Mark rows told whose messages have left, and failed, with the reason, whose messages will not leave.

    Arguments: ``on_their_way``, rows that wait for their message; ``kind``, that of the messages.
    """
    gone = Outgoing.objects.filter(kind=kind)
    sent = gone.filter(state=Outgoing.State.SENT)
    on_their_way.filter(message__in=sent.values("public_id")).update(state="told", told_at=now)
    lost = gone.filter(state__in=_LOST)
    for reason in lost.order_by().values_list("reason", flat=True).distinct():
        ended = lost.filter(reason=reason).values("public_id")
        on_their_way.filter(message__in=ended).update(state="failed", reason=reason)


def wait_anew(row: Outgoing) -> None:
    """Let whoever a message did not reach wait for it anew, where it is sent again."""
    for model in (Telling, Informing):
        model.objects.filter(message=row.public_id, state="failed").update(state="queued", reason="")
