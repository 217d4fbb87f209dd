"""A test message, sent past the outbox, so that whoever sets mail up hears at once whether it works."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from honour.mailroom.composing import identity, message_id, written
from honour.mailroom.errors import PermanentRefusalError
from honour.mailroom.letters import letter
from honour.mailroom.server import MailServer, hand_over, open_connection


def try_server(server: MailServer, address: str, now: datetime) -> None:
    """Send a test message to an address; it is kept nowhere.

    Errors: ``MailNotSetUpError``, ``ServerUnavailableError``; ``PassingRefusalError`` and ``PermanentRefusalError`` for
    the address.
    """
    try:
        validate_email(address)
    except ValidationError:
        raise PermanentRefusalError("it is not written like name@company.example") from None
    headers = {
        "Message-ID": message_id(f"test-{secrets.token_hex(8)}"),
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    said = letter("mailroom/test", "Mail from Honour works", {"server": server.name})
    with open_connection(replace(server, taking=server.timeout)) as connection:
        hand_over(connection, written(said, address, headers, identity(now)))
