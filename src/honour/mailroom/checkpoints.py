"""The newest checkpoint of the ledger by mail: in somebody else's mailbox nobody here can take it back."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from honour.evidence.models import SignedCheckpoint
from honour.ledger.checkpoint import read_checkpoint
from honour.mailroom.composing import identity, message_id, written
from honour.mailroom.letters import letter
from honour.mailroom.server import MailServer, hand_over, open_connection


def send_checkpoint(server: MailServer, address: str, now: datetime) -> None:
    """Mail the newest checkpoint, past the outbox: it goes to no person, and says nothing of any.

    Arguments: ``address``, as the settings name it. Errors: those of ``mailroom.server``.
    """
    last = SignedCheckpoint.objects.order_by("-pk").first()
    if last is None:
        return
    size = read_checkpoint(last.note).size
    headers = {
        "Message-ID": message_id(f"checkpoint-{size}-{int(now.timestamp())}"),
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    said = letter("mailroom/checkpoint", f"The ledger's checkpoint over {size:,} entries", {"size": size})
    message = written(said, address, headers, identity(now))
    message.attach(f"{size}.checkpoint.txt", last.note, "text/plain")
    with open_connection(server) as connection:
        hand_over(connection, message)
