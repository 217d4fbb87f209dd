"""The link by which an empty installation is taken into hands: printed where it runs, so that no stranger has it."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.urls import reverse

from honour.staff.models import Member

LIVES = dt.timedelta(days=1)
_SALT = "honour.set-up"


def is_empty() -> bool:
    """Whether nobody works here yet."""
    return not Member.objects.exists()


def link_path() -> str:
    """Make the path of a link that opens for a day, while nobody works here."""
    return reverse("console:set-up-begin", args=[signing.TimestampSigner(salt=_SALT).sign("begin").partition(":")[2]])


def is_genuine(token: str) -> bool:
    """Whether a link was made here, today."""
    try:
        signing.TimestampSigner(salt=_SALT).unsign(f"begin:{token}", max_age=LIVES)
    except signing.BadSignature:
        return False
    return True
