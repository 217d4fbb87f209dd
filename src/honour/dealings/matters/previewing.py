"""What a change of matters would let go, said before it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction

from honour.register.due.moving import count_due
from honour.register.due.scope import EVERYBODY, Scope, of_person

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Acted(Generic[Done]):
    """What an act did, or would do: ``done``, what it gave; ``going``, how many more records the next sweep takes.

    ``kept``: whether it was carried out; where it was not, nothing is changed.
    """

    done: Done
    going: int
    kept: bool


def act_unless(
    asks: Callable[[int], bool], act: Callable[[], Done], now: dt.datetime, *, person: int | None = None
) -> Acted[Done]:
    """Carry out an act, unless somebody is asked first about what it would let go; then nothing is changed.

    Arguments: ``asks``, told how many more records the next sweep would take after the act than without it; ``act``,
    which may raise what it likes; ``person``, the row of the only one whose records it can move.
    """
    scope: Scope = EVERYBODY if person is None else of_person(person)
    with transaction.atomic():
        before = count_due(scope, now)
        done = act()
        going = max(count_due(scope, now) - before, 0)
        kept = not asks(going)
        if not kept:
            transaction.set_rollback(True)
    return Acted(done, going, kept)
