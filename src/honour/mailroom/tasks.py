"""What the mailroom does by itself: sends what waits, and clears the outbox of what has gone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from honour.evidence.work import duty
from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.installed import installed_server
from honour.mailroom.models import Outgoing
from honour.mailroom.sending import LEASE, send_due
from honour.mailroom.sweeping import sweep

MAIL = "mail"
"""A lane of its own: a slow mail server keeps nothing else waiting."""


def _due() -> bool:
    return Outgoing.objects.filter(state=Outgoing.State.WAITING, run_after__lte=timezone.now()).exists()


@duty("mailroom:send", every=timedelta(seconds=1), lease=LEASE, lane=MAIL, wanted=_due)
def send(now: datetime) -> None:
    """Send what is due. While the server is in trouble this fails, and is tried again after growing pauses."""
    server = installed_server()
    if server is None:
        raise MailNotSetUpError("Messages wait and no mail server is named: set smtp_url in honour.toml.")
    send_due(server, now)


@duty("mailroom:sweep", at=time(3, 30), lane=MAIL)
def clear(now: datetime) -> None:
    """Delete the rows of messages whose time is over."""
    sweep(now)
