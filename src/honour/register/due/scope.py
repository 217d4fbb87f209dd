"""Whose records a question of retention is about, as a condition on ``register_record r``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A condition in SQL with its parameters."""

    where: str
    parameters: tuple[int, ...] = ()


EVERYBODY = Scope("1 = 1")


def of_person(*people: int) -> Scope:
    """Give the records of people, by their rows."""
    return Scope(f"r.subject_id IN ({', '.join(['%s'] * len(people))})", people) if people else Scope("1 = 0")


def of_trigger(trigger: int) -> Scope:
    """Give the records of everybody who is tied to a trigger."""
    tied = "SELECT i.subject_id FROM register_triggertie i WHERE i.trigger_id = %s AND i.record IN (0, r.id)"
    return Scope(f"r.subject_id IN ({tied})", (trigger,))
