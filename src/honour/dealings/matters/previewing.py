"""What a change of matters would let go, said before it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from honour.register.due.moving import count_due
from honour.register.due.scope import EVERYBODY, Scope, of_person

Done = TypeVar("Done")


def act_unless(
    asks: Callable[[int], bool], act: Callable[[], Done], now: dt.datetime, *, person: int | None = None
) -> Done | None:
    """Carry out an act, unless somebody is asked first about what it would let go; then nothing is changed.

    Gives what the act gave, or ``None`` where it asks.
    Arguments: ``asks``, told how many more records the next sweep would take after the act than without it; ``act``,
    which may raise what it likes; ``person``, the row of the only one whose records it can move.
    """
    scope: Scope = EVERYBODY if person is None else of_person(person)
    with transaction.atomic():
        before = count_due(scope, now)
        done = act()
        if not asks(max(count_due(scope, now) - before, 0)):
            return done
        transaction.set_rollback(True)
    return None


def going_after(act: Callable[[], object], now: dt.datetime, *, person: int | None = None) -> int:
    """Say how many more records the next sweep would take after an act than without it. Nothing is changed."""
    said: list[int] = []

    def ask(going: int) -> bool:
        said.append(going)
        return True

    act_unless(ask, act, now, person=person)
    return said[0]
