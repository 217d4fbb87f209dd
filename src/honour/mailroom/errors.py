"""What goes wrong with mail: what may pass, what will not, and whose trouble it is."""

from __future__ import annotations

from honour.evidence.errors import EvidenceError


class MailroomError(EvidenceError):
    """Mail could not be sent. The message names no person and quotes no server: either could hold an address."""


class MailNotSetUpError(MailroomError):
    """No mail server is named, or the way it is named cannot be read."""


class ServerUnavailableError(MailroomError):
    """The mail server is down, too slow, hung up, or lets us in for nothing: every message waits, and this passes."""


class PassingRefusalError(MailroomError):
    """The server will not take this message now (an answer from 400 to 499); it is offered again."""


class PermanentRefusalError(MailroomError):
    """The server will never take this message (an answer from 500), or it cannot be written down as mail."""


class NothingToSayError(MailroomError):
    """What the message was about is gone, so there is nothing left to say. Raised by those who write letters."""
