"""The tombstone journal by mail: a sealed archive in a mailbox elsewhere, with which a backup can be restored."""

from __future__ import annotations

import io
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from django.db import transaction

from honour.backups.freshness import MAILED, require_fresh
from honour.backups.header import Header, release
from honour.backups.placing import Placing
from honour.backups.sealed import sealed_under, write_sealed
from honour.backups.taking import journal_lines
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.tombstones import installed_journal
from honour.mailroom.composing import identity, message_id, written
from honour.mailroom.errors import MailroomError
from honour.mailroom.letters import letter
from honour.mailroom.server import MailServer, hand_over, open_connection
from honour.register.known_keys import register_keyring

declare(MAILED, "The journal of stops and erasures was mailed; a server took it.")
MOST = 8_000_000
"""Bytes that are still mailed: many servers take no more than ten million, and a mail grows by a third on its way."""


class JournalTooLongError(MailroomError):
    """The journal has grown too long for a mail."""


def send_journal(server: MailServer, address: str, now: datetime) -> None:
    """Mail the whole journal, sealed under the home's wrapping key; nothing goes while it is empty.

    Arguments: ``address``, as the settings name it. Errors: ``JournalTooLongError``; those of the journal, the keyring
    and ``mailroom.server``.
    """
    journal, keyring = installed_journal(), register_keyring()
    head = require_fresh(journal, ()).head
    if not head.number:
        return
    if journal.path.stat().st_size > MOST:
        raise JournalTooLongError(
            "The journal has grown too long for a mail. Name a folder or a store for it: journal_copy, journal_url."
        )
    header = Header(
        kind="journal",
        made_at=now,
        release=release(),
        sealed=sealed_under(keyring),
        journal=(head.number, head.hash),
        origin=keyring.signing.current.name,
    )
    sealed = io.BytesIO()
    name = f"journal-{now:%Y-%m-%dT%H%M%SZ}.honour"
    write_sealed(Placing(sealed, Path(name)), header, keyring, journal_lines(journal, head))
    headers = {
        "Message-ID": message_id(f"journal-{head.number}-{int(now.timestamp())}"),
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    subject = f"The journal of stops and erasures, to line {head.number:,}"
    said = letter("mailroom/journal", subject, {"lines": head.number})
    message = written(said, address, headers, identity(now))
    message.attach(name, sealed.getvalue(), "application/octet-stream")
    with open_connection(server) as connection:
        hand_over(connection, message)
    with transaction.atomic():
        entries.append(MAILED, {"lines": head.number, "hash": head.hash}, at=now)
