"""What a change of matters would let go, said before it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from honour.register.due.moving import count_due
from honour.register.due.scope import EVERYBODY, Scope, of_person


def going_after(act: Callable[[], object], now: dt.datetime, *, person: int | None = None) -> int:
    """Say how many more records the next sweep would take after an act than without it. Nothing is changed.

    Arguments: ``act``, which may raise what it likes; ``person``, the row of the only one whose records it can move.
    """
    scope: Scope = EVERYBODY if person is None else of_person(person)
    before = count_due(scope, now)
    with transaction.atomic():
        act()
        after = count_due(scope, now)
        transaction.set_rollback(True)
    return max(after - before, 0)
