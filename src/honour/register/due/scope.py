"""Whose records a question of retention is about, as a condition on ``register_record r``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from honour.evidence.prepared import run_prepared
from honour.register.fetching import among, any_of
from honour.register.holding import NOT_BEING_ERASED
from honour.register.models import TriggerTie

FEW = 64
"""Records that are named by their numbers."""
_FIRST = f"SELECT record FROM register_triggertie WHERE trigger_id = %s LIMIT {FEW + 1}"  # noqa: S608 - ours


@dataclass(frozen=True, slots=True)
class Scope:
    """A condition in SQL with its parameters. ``many``: it may be about anybody, and nobody's row is locked for it."""

    where: str
    parameters: tuple[int | str, ...] = ()
    many: bool = False

    def not_being_erased(self) -> Scope:
        """Give the same without what is being erased: nobody may read that again, whatever happens."""
        return replace(self, where=f"{self.where} AND {NOT_BEING_ERASED}")


EVERYBODY = Scope("1 = 1", many=True)


def of_person(*people: int) -> Scope:
    """Give the records of people, by their rows."""
    return Scope(f"r.subject_id IN ({', '.join(['%s'] * len(people))})", people) if people else Scope("1 = 0")


def of_records(person: int, records: Sequence[int]) -> Scope:
    """Give some records of one person, by their rows."""
    return Scope(f"r.subject_id = %s AND r.id IN ({', '.join(['%s'] * len(records))})", (person, *records))


def of_trigger(trigger: int) -> Scope:
    """Give the records that wait for a trigger.

    A few are named by their numbers. Of more, the people are asked for first, by themselves: a condition that names the
    record alone looks at everybody's. Where nobody waits with one record only, none is asked about.
    """
    waiting = [record for (record,) in run_prepared(_FIRST, (trigger,))]
    if len(waiting) <= FEW and TriggerTie.EVERYTHING not in waiting:
        return Scope(among("r.id"), (json.dumps(waiting),), many=True)
    tied = "r.subject_id IN (SELECT i.subject_id FROM register_triggertie i WHERE i.trigger_id = %s)"
    if not any_of(TriggerTie, f"trigger_id = %s AND record <> {TriggerTie.EVERYTHING}", (trigger,)):
        return Scope(tied, (trigger,), many=True)
    one = (
        "EXISTS (SELECT 1 FROM register_triggertie i WHERE i.subject_id = r.subject_id AND i.trigger_id = %s "
        "AND i.record IN (0, r.id))"
    )
    return Scope(f"{tied} AND {one}", (trigger, trigger), many=True)
