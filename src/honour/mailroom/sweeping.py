"""Clearing the outbox: what has gone, or never will, is kept only as long as the notice says."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from honour.law.period import longest_days
from honour.mailroom.copies import remove_copies
from honour.mailroom.models import Outgoing
from honour.register.errors import UnknownVersionError
from honour.register.versions import versions

RULE = "honour-outbox"
"""The built-in retention rule of the outbox."""
_USUAL = "P90D"


def sweep(now: datetime) -> int:
    """Delete the rows of messages that ended longer ago than the notice in force keeps them; return how many.

    What lies of them in a folder goes first: a row that is gone leads to no file any more.
    """
    over = Outgoing.objects.filter(ended_at__lte=now - kept_for(now))
    remove_copies(over.values_list("public_id", flat=True).iterator())
    return over.delete()[0]


def kept_for(now: datetime) -> timedelta:
    """Give how long the row of a message is kept once it has ended."""
    try:
        rule = versions().current(now).notice.retention.get(RULE)
    except UnknownVersionError:
        rule = None
    period = rule.period if rule is not None and rule.period else _USUAL
    return timedelta(days=int(period[1:-1]) if re.fullmatch(r"P\d+D", period) else longest_days(period))
