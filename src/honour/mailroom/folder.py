"""A folder in place of a mail server: each message becomes a file that mail programs open. For demonstrations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from honour.backups.whole_file import write_whole

_NOT_A_NAME = re.compile(r"[^A-Za-z0-9-]+")


class FolderBackend(BaseEmailBackend):
    """Writes each message to a file named after its Message-ID, so that writing it again changes nothing."""

    def __init__(self, folder: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._folder = folder

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return how many.

        Errors: ``OSError`` when the folder cannot be written to.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            written = message.message()
            write_whole(_file(self._folder, str(written["Message-ID"])), [written.as_bytes()])
        return len(email_messages)


def remove_written(folder: Path, message_ids: Iterable[str]) -> int:
    """Delete the files of messages, by their Message-IDs; gives how many went.

    One that cannot be deleted stays, and the search after an erasure finds it.
    """
    gone = 0
    for message_id in message_ids:
        try:
            _file(folder, message_id).unlink()
        except OSError:
            continue
        gone += 1
    return gone


def _file(folder: Path, message_id: str) -> Path:
    name = _NOT_A_NAME.sub("-", message_id.partition("@")[0]).strip("-")
    return folder / f"{name}.eml"
