"""Apps that hold rows about people outside the register, and what they do when people or records are erased.

Such rows hold no values, only opaque ids and states; an erasure takes them too. An app signs up a function, in a module
that its ``AppConfig.ready`` imports::

    from honour.register.holders import Going, holder

    @holder("involvements", Involvement)
    def forget(going: Going) -> int:
        return remove(Involvement, *going.people()) if going.records is None else 0

It runs inside the erasure's transaction, before the records go, may run twice, and gives how many rows it took.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from honour.register.fetching import among, subjects_in


@dataclass(frozen=True, slots=True)
class Going:
    """What goes: everything about some people (``records`` is ``None``), or these records of theirs.

    Arguments: ``subjects``, the people's rows; ``records``, the rows of records.
    """

    subjects: Sequence[int]
    records: Sequence[int] | None = None

    def people(self, column: str = "subject_id") -> tuple[str, list[str]]:
        """Write the condition that a column names one of the people; gives it and its parameters."""
        return among(column), [json.dumps(list(self.subjects))]


Forget = Callable[[Going], int]
Held = Mapping[str, AbstractSet[int]]
"""By holder's name, the people of whom it holds anything, by their rows."""

_NOTHING: Mapping[str, type[Any]] = {}
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


def held_about(whose: str, parameters: Sequence[Any] = (), beside: Mapping[str, type[Any]] = _NOTHING) -> Held:
    """Say of whom among many people each holder holds anything, asking once for all of them.

    Arguments: ``whose``, a condition on ``subject_id`` in SQL, with its ``parameters``; ``beside``, models that no
    holder keeps and which are asked about as well, by the names under which they are answered.
    """
    wanted = _kept_in | {name: (model,) for name, model in beside.items()}
    tables = list(dict.fromkeys(model for models in wanted.values() for model in models))
    found = subjects_in(tables, whose, parameters)
    return {name: frozenset[int]().union(*(found[model] for model in models)) for name, models in wanted.items()}


def forget_held_of(held: Held, records_of: Callable[[Sequence[int]], Sequence[int]] | None = None) -> None:
    """Let every holder forget what it holds of many people, each asked once.

    Arguments: ``held``, of whom it holds anything; ``records_of``, which gives the records of people that go, where
    not everything about them does.
    """
    for name, forget in _signed_up.items():
        if people := sorted(held[name]):
            forget(Going(people, records_of(people) if records_of else None))
