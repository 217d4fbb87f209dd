"""Which later versions a person was told of, as SQL: one may carry a use that a record's own version does not."""

from __future__ import annotations

from collections.abc import Iterator

from honour.gate.compiled.expressions import Expression, Mask, by, has
from honour.gate.compiled.plan import Plan
from honour.gate.compiled.terms import Terms


class Telling:
    """Writes that somebody was told of a version later than a record's, and that the record may be used under it.

    Versions that say the same of the purpose are written once, so that a history of many years, whose every version is
    another, is written in proportion to its versions: SQLite reads no statement of more than a megabyte.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._newest_first = tuple(reversed(list(plan.terms.values())))
        self._after = f"s.informed & {_later_than_the_records(plan)}"

    @property
    def any_later(self) -> str:
        """The condition that any later version was told: quick to try, and false for nearly everybody."""
        return f"r.version <= {max(self._plan.later)} AND ({self._after}) <> 0"

    def carriers(self) -> Iterator[tuple[Terms, str]]:
        """Give each wording that may carry the use of a record taken under another, and when it was told."""
        alike: dict[object, tuple[Terms, int]] = {}
        for terms in self._newest_first:
            first, bits = alike.get(terms.says, (terms, 0))
            alike[terms.says] = first, bits | terms.bit
        for terms, bits in alike.values():
            if self._may_differ(terms, bits):
                yield terms, self._told(terms, bits)

    def runs(self) -> Iterator[tuple[Terms, str]]:
        """Give the wordings one after another, newest first, and when each was told."""
        runs: list[tuple[Terms, int]] = []
        for terms in self._newest_first:
            if runs and runs[-1][0].says == terms.says:
                runs[-1] = terms, runs[-1][1] | terms.bit
            else:
                runs.append((terms, terms.bit))
        for terms, bits in runs:
            yield terms, self._told(terms, bits)

    def _told(self, terms: Terms, bits: int) -> str:
        return f"({self._after} & {bits}) <> 0 AND {has('r.purposes', terms.goes_with)}"

    def _may_differ(self, terms: Terms, bits: int) -> bool:
        """Whether any record taken under other terms, or none, is older than one of the versions."""
        for number, later in self._plan.later.items():
            own = self._plan.terms.get(number)
            if (own is None or own.says != terms.says) and any(each.bit & bits for each in later):
                return True
        return False


def _later_than_the_records(plan: Plan) -> Mask:
    """Write the bits of the versions later than a record's own; none for one that is not known."""
    numbers = list(plan.later)
    if numbers == list(range(len(numbers))):  # as a store numbers them that published the oldest first
        return Expression("(CAST(-2 AS bigint) << r.version)", 0)
    later = {number: sum(1 << each for each in numbers[place + 1 :]) for place, number in enumerate(numbers)}
    return by("r.version", later, 0)
