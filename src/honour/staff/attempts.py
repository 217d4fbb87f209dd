"""Counting tries to show who one is: one statement counts a try, so that none of many at the same instant is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from honour.staff.models import Attempt

LIMIT = 5
"""How many failures in a row pause signing in."""

PAUSE = dt.timedelta(hours=1)
"""How long it is paused, and after how long without a try the failures are forgotten."""

_TAKE = """
    INSERT INTO staff_attempt (digest, count, until) VALUES (%s, 1, %s)
    ON CONFLICT (digest) DO UPDATE SET
        count = CASE WHEN staff_attempt.until <= %s THEN 1 ELSE staff_attempt.count + 1 END,
        until = CASE WHEN staff_attempt.until <= %s OR staff_attempt.count < %s THEN excluded.until
                     ELSE staff_attempt.until END
    RETURNING count, until"""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many tries there were in a row, the present one included, and until when they are counted together."""

    count: int
    until: dt.datetime
    limit: int = LIMIT

    @property
    def refused(self) -> bool:
        """Whether the present try is one too many, and is not looked at."""
        return self.count > self.limit

    @property
    def last(self) -> bool:
        """Whether the present try, if it fails, is the one that begins the pause."""
        return self.count == self.limit

    @property
    def spent(self) -> bool:
        """Whether no try is left until then."""
        return self.count >= self.limit


def take(kind: str, who: str, limit: int = LIMIT) -> Tries:
    """Count a try before it is looked at, and give how many there are.

    Arguments: ``kind``, what is tried; ``who``, whom it claims to be and where from: only a keyed hash is kept;
    ``limit``, how many in a row are looked at. The end of a pause stands while it lasts, however often it is tried.
    """
    now = timezone.now()
    seconds = int(now.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_digest(kind, who), seconds + int(PAUSE.total_seconds()), seconds, seconds, limit])
        count, until = cursor.fetchone()
    return Tries(count, dt.datetime.fromtimestamp(until, dt.UTC), limit)


def give_back(kind: str, who: str) -> None:
    """Take back the try of somebody who has shown who they are, and leave those of others from the same place."""
    Attempt.objects.filter(digest=_digest(kind, who), count__gt=0).update(count=F("count") - 1)


def counted(kind: str, who: str, limit: int = LIMIT) -> Tries:
    """Give how many tries there were, without counting one."""
    now = timezone.now()
    row = Attempt.objects.filter(digest=_digest(kind, who), until__gt=int(now.timestamp())).first()
    if row is None:
        return Tries(0, now + PAUSE, limit)
    return Tries(row.count, dt.datetime.fromtimestamp(row.until, dt.UTC), limit)


def forget(kind: str, who: str) -> None:
    """Forget the tries of somebody who has shown who they are."""
    Attempt.objects.filter(digest=_digest(kind, who)).delete()


def _digest(kind: str, who: str) -> str:
    return salted_hmac(f"honour.staff.attempt.{kind}", who, algorithm="sha256").hexdigest()
