"""Copies of messages that lie as files, where mail goes to a folder: they go with the row of the message, or before."""

from __future__ import annotations

from collections.abc import Iterable

from honour.mailroom.composing import message_id
from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.folder import remove_written
from honour.mailroom.installed import installed_server


def remove_copies(messages: Iterable[str]) -> int:
    """Delete the copies of messages, by their opaque ids; gives how many went. With a mail server there are none."""
    try:
        server = installed_server()
    except MailNotSetUpError:  # what is named cannot be read, so nothing was written by it
        return 0
    if server is None or server.folder is None:
        return 0
    return remove_written(server.folder, (message_id(each) for each in messages))
