"""What a served form carries, signed: where and when it was shown, under which version, and its submission's token.

It stands in for a cookie: a form that comes back with it was served by us, and none needs to be kept on the visitor's
device for that, in a frame on another site least of all.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core import signing
from django.utils import timezone

if TYPE_CHECKING:
    import datetime as dt

FIELD = "ticket"
"""The name of the hidden field."""

_SALT = "honour.intake.ticket"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stood: all empty for its own page.

    ``asset``, the short id of what is to be downloaded; ``landing``, that of the landing page; ``origin``, the other
    site in whose page it was embedded, as its browser told us.
    """

    asset: str = ""
    landing: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The form, the version of the notice shown with it, the submission's own token (192 random bits), when, where.

    ``issued``, in seconds since 1970; ``language``, of the notice, in which it was shown: empty for its own.
    """

    form: str
    version: str
    submission: str
    issued: int = 0
    place: Place = field(default_factory=Place)
    language: str = ""

    def __str__(self) -> str:
        place = self.place
        told = [self.form, self.version, self.submission, self.issued, place.asset, place.landing, place.origin]
        told += [self.language] if self.language else []
        return signing.Signer(salt=_SALT).sign_object(told)

    def age(self, now: dt.datetime) -> float:
        """Give how long ago the form was shown, in seconds."""
        return now.timestamp() - self.issued


def issue(form: str, version: str, place: Place | None = None, language: str = "") -> Ticket:
    """Make the ticket of a form about to be shown."""
    now = int(timezone.now().timestamp())
    return Ticket(form, version, secrets.token_urlsafe(24), now, place or Place(), language)


def read_ticket(text: str, form: str) -> Ticket | None:
    """Read the ticket that came back with a form; ``None`` when it is missing, not ours, or another form's.

    It never expires: a tab may stay open for as long as it likes, and what it showed is what counts.
    """
    try:
        named, version, submission, issued, asset, landing, origin, *language = signing.Signer(
            salt=_SALT
        ).unsign_object(text)
        ticket = Ticket(named, version, submission, issued, Place(asset, landing, origin), *language)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ticket if named == form else None
