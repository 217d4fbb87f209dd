"""What the mailroom does by itself: sends what waits, mails checkpoints, and clears the outbox of what has gone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from honour.evidence.models import SignedCheckpoint
from honour.evidence.work import duty
from honour.mailroom.checkpoints import send_checkpoint
from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.installed import installed_server
from honour.mailroom.journals import send_journal
from honour.mailroom.models import Outgoing
from honour.mailroom.sending import LEASE, send_due
from honour.mailroom.sweeping import sweep

MAIL = "mail"
"""A lane of its own: a slow mail server keeps nothing else waiting."""


def _checkpoint_wanted() -> bool:
    return bool(settings.HONOUR_CHECKPOINT_MAIL) and SignedCheckpoint.objects.exists()


@duty("checkpoints:mail", at=time(6, 0), lane=MAIL, wanted=_checkpoint_wanted)
def mail_checkpoint(now: datetime) -> None:
    """Mail the newest checkpoint to where the settings say. While the server is in trouble it is tried again."""
    server = installed_server()
    if server is None:
        raise MailNotSetUpError(
            "A checkpoint is to be mailed and no mail server is named: set smtp_url in honour.toml."
        )
    send_checkpoint(server, settings.HONOUR_CHECKPOINT_MAIL or "", now)


def _journal_wanted() -> bool:
    return bool(settings.HONOUR_JOURNAL_MAIL)


@duty("journal:mail", at=time(6, 10), lane=MAIL, wanted=_journal_wanted)
def mail_journal(now: datetime) -> None:
    """Mail the journal of stops and erasures, sealed. While the server is in trouble it is tried again."""
    server = installed_server()
    if server is None:
        raise MailNotSetUpError("The journal is to be mailed and no mail server is named: set smtp_url in honour.toml.")
    send_journal(server, settings.HONOUR_JOURNAL_MAIL or "", now)


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
