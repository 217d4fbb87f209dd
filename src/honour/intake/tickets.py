"""What a served form carries, signed: the version that stood beside it, and what makes posting twice harmless."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core import signing

FIELD = "ticket"
"""The name of the hidden field."""

_SALT = "honour.intake.ticket"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The form, the version of the notice shown with it, and the submission's own token (192 random bits)."""

    form: str
    version: str
    submission: str

    def __str__(self) -> str:
        return signing.dumps([self.form, self.version, self.submission], salt=_SALT)


def issue(form: str, version: str) -> Ticket:
    """Make the ticket of a form about to be shown."""
    return Ticket(form, version, secrets.token_urlsafe(24))


def read_ticket(text: str, form: str) -> Ticket | None:
    """Read the ticket that came back with a form; ``None`` when it is missing, not ours, or another form's.

    It never expires: a tab may stay open for as long as it likes, and what it showed is what counts.
    """
    try:
        named, version, submission = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Ticket(named, version, submission) if named == form else None
