"""The retention rules that a group of records can go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from honour.register.due.plans import Wait, rules_of
from honour.register.versions import versions


@dataclass(frozen=True, slots=True)
class Ends:
    """The rules by which a group's records can go.

    ``rules``, their short ids; ``numbers``, for each purpose and what it waits for, the place of its rule among them.
    """

    rules: tuple[str, ...]
    numbers: Mapping[tuple[str, Wait], int]

    @property
    def only(self) -> str | None:
        """The rule that all of them go by, empty where the notice has none; ``None`` while there are several."""
        if not self.rules:
            return ""
        return self.rules[0] if len(self.rules) == 1 else None


def ends_of(version: int | None, category: int, purposes: int, kind: int | None, now: datetime) -> Ends:
    """Give the rules of a group of records, by the notice in use or, where it has none, the one they came in under."""
    known = versions()
    clauses, current = known.clauses, known.current(now).notice
    under = known.numbered(version).notice if version is not None else current
    of = clauses.named["categories"].get(category, "")
    who = None if kind is None else clauses.named["kinds"].get(kind)
    found: dict[tuple[str, Wait], str] = {}
    for purpose in sorted(clauses.of_bits("purposes", purposes)):
        for short, wait in rules_of(current, under, of, purpose, who, now).items():
            if wait is not None:
                found.setdefault((purpose, wait), short)
    rules = tuple(sorted(set(found.values())))
    return Ends(rules, {wait: rules.index(short) for wait, short in found.items()})
