"""Apps that hold rows about people outside the register, and what they do when a person or a record is erased.

Such rows hold no values, only opaque ids and states; an erasure takes them too. An app signs up a function, in a module
that its ``AppConfig.ready`` imports::

    from honour.register.holders import Going, holder

    @holder("enquiries")
    def forget(going: Going) -> int:
        return Enquiry.objects.filter(subject_id=going.subject).delete()[0] if going.records is None else 0

It runs inside the erasure's transaction, before the records go, may run twice, and gives how many rows it took.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from honour.register.fetching import subjects_in


@dataclass(frozen=True, slots=True)
class Going:
    """What goes: everything about the person (``records`` is ``None``), or these records of theirs.

    Arguments: ``subject``, the person's row; ``records``, the rows of records.
    """

    subject: int
    records: tuple[int, ...] | None = None


Forget = Callable[[Going], int]
Held = Mapping[str, AbstractSet[int]]
"""By holder's name, the people of whom it holds anything, by their rows."""

_signed_up: dict[str, Forget] = {}
_kept_in: dict[str, tuple[type[Any], ...]] = {}


def holder(name: str, *models: type[Any]) -> Callable[[Forget], Forget]:
    """Sign a function up.

    Arguments: ``name`` says what the app holds, in the plural; ``models`` in which it does, each with a ``subject``:
    where many go at once, it is called for those only who have a row there.
    """

    def sign_up(forget: Forget) -> Forget:
        _signed_up[name], _kept_in[name] = forget, models
        return forget

    return sign_up


def forget_held(going: Going) -> dict[str, int]:
    """Let every holder forget, and give how many rows each took."""
    return {name: forget(going) for name, forget in _signed_up.items()}


def held_about(people: Sequence[int]) -> Held:
    """Say of whom among many people each holder holds anything, asking each table once."""
    return {
        name: {who for model in models for who in subjects_in(model, people)} if models else set(people)
        for name, models in _kept_in.items()
    }


def forget_held_of_many(going: Sequence[Going], held: Held) -> None:
    """Let every holder forget what it holds of many people. Arguments: ``held``, of whom it holds anything."""
    for name, forget in _signed_up.items():
        for each in going:
            if each.subject in held[name]:
                forget(each)
