"""What withholds a record for the version of the notice it was taken under, written as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from honour.gate.compiled.expressions import (
    Mask,
    among,
    any_of,
    bits_of,
    by,
    crossed,
    either,
    first_of,
    has,
    places,
    when,
)
from honour.gate.compiled.names import Names
from honour.gate.compiled.parts import basis_masks, category_mask, goes_with, kind_mask, source_mask
from honour.gate.compiled.plan import Plan
from honour.gate.compiled.telling import Telling
from honour.gate.compiled.terms import Terms
from honour.gate.rules import BIT

_CROSSED = 1500
"""Pairs of category and source, over all versions, up to which each is written out: quicker to decide, but longer."""


class TermsWriting:
    """Writes the terms of a plan that is in force: each version's once, however many came before it.

    A history with few terms is written for speed: what a version says, what the one in force adds and what no version
    changes are joined, so that each column is searched once. One with many is written for length, each apart.

    Args: ``of_category``, what depends on a category, by its number, and on no version.
    """

    def __init__(self, plan: Plan, names: Names, of_category: Callable[[int], Mask]) -> None:
        assert plan.current is not None  # noqa: S101 - written only for purposes in force
        self._plan, self._current, self._of_category = plan, plan.current, of_category
        self._categories, self._sources = list(places(names.categories)), list(places(names.sources))
        self._kinds = list(places(names.kinds))
        self._long = len(self._categories) * len(self._sources) * len(plan.terms) > _CROSSED
        self._consented = has("s.consents", plan.bit)
        self._objected = has("s.objections", plan.bit)

    def mask(self) -> Mask:
        """Write what withholds a record: its own version carries the use, or a later one that was told."""
        plan, telling, fixed = self._plan, Telling(self._plan), self._whole(None)
        write = self._under if self._long else self._whole
        written = {each.says: write(each) for each in plan.terms.values()}
        own = {number: written[each.says] for number, each in plan.terms.items()}
        mask = by("r.version", own, either(BIT["version-unknown"], written[self._current.says]))
        undeclared = sum(1 << number for number in plan.later if number not in own)
        if undeclared:
            mask = when(f"{among('r.version', undeclared, 1)} <> 0", self._undeclared(telling, written), mask)
        carried = [
            f"({told}{f' AND {under} = 0' if bits_of(under) else ''})"
            for each, told in telling.carriers()
            if not isinstance(under := self._under(each), int) or not under
        ]
        if carried:
            condition = f"{telling.any_later} AND NOT r.on_consent AND {any_of(carried)}"
            mask = when(condition, 0 if self._long else fixed, mask)
        return either(fixed, mask) if self._long else mask

    def _undeclared(self, telling: Telling, written: Mapping[tuple[object, ...], Mask]) -> Mask:
        """Write what withholds a record whose version does not declare the purpose, and which no later one carries."""
        untold = {number: _not_told(later) for number, later in self._plan.later.items()}
        mask = either(
            when("r.on_consent", BIT["taken-on-consent"], by("r.version", untold, 0)), written[self._current.says]
        )
        cases = [(f"NOT r.on_consent AND {told}", written[terms.says]) for terms, told in telling.runs()]
        return first_of(cases, mask)

    def _under(self, terms: Terms) -> Mask:
        """Write what withholds a record when the use is to be carried by a version."""
        kinds = {number: self._of_kind(terms, 1 << number) for number in self._kinds}
        return either(self._listing(terms), by("s.kind", kinds, self._of_kind(terms, 0)))

    def _listing(self, terms: Terms) -> Mask:
        """Write what withholds a category or a source under a version."""
        if not self._long:
            return self._listed((terms,), dict.fromkeys(self._categories, 0), 0, 0)
        categories = sum(1 << each for each in self._categories if category_mask(terms, 1 << each))
        sources = sum(1 << each for each in self._sources if source_mask(terms, 1 << each, 0))
        return either(
            among("r.category", categories, BIT["category-not-listed"]),
            among("r.source", sources, BIT["source-not-allowed"]),
            self._other_data((terms,)),
        )

    def _whole(self, terms: Terms | None) -> Mask:
        """Write the same with what the version in force adds, and what no version changes.

        Without ``terms``, only that: another version carries the use.
        """
        in_force = self._current

        def of_kind(bit: int) -> Mask:
            return either(kind_mask(in_force, bit), 0 if terms is None else self._of_kind(terms, bit))

        both = (in_force,) if terms is None or terms is in_force else (terms, in_force)
        kinds = {number: of_kind(1 << number) for number in self._kinds}
        no_kind = either(BIT["kind-unknown"], of_kind(0))
        known = {number: self._of_category(number) for number in self._categories}
        listed = self._listed(both, known, BIT["category-unknown"], BIT["source-unknown"])
        return either(listed, by("s.kind", kinds, no_kind))

    def _listed(self, several: tuple[Terms, ...], known: Mapping[int, Mask], no_category: int, no_source: int) -> Mask:
        """Write what withholds a category or a source under any of several versions.

        Args: ``known``, what else withholds each category; ``no_category`` and ``no_source``, one that nobody declared.
        """
        listed = {
            number: either(mask, *(category_mask(terms, 1 << number) for terms in several))
            for number, mask in known.items()
        }

        def by_source(category: int) -> Mask:
            of = {
                each: either(*(source_mask(terms, 1 << each, category) for terms in several)) for each in self._sources
            }
            return by("r.source", of, no_source)

        if self._long:
            return either(by("r.category", listed, no_category), by_source(0), self._other_data(several))
        both = {number: either(mask, by_source(1 << number)) for number, mask in listed.items()}
        return by("r.category", both, either(no_category, by_source(0)))

    def _other_data(self, several: tuple[Terms, ...]) -> Mask:
        """Write what withholds a category because a source that may be used is not named for it, in any version."""
        code = BIT["source-gives-other-data"]
        sets = {
            source: sum(
                1 << category
                for category in self._categories
                if any(source_mask(terms, 1 << source, 1 << category) & code for terms in several)
            )
            for source in self._sources
        }
        return crossed("r.source", sets, "r.category", code)

    def _of_kind(self, terms: Terms, kind: int) -> Mask:
        """Write what withholds data about a kind of person."""
        return either(self._basis(terms, kind), kind_mask(terms, kind))

    def _basis(self, terms: Terms, kind: int) -> Mask:
        plain, consented, objected, both = basis_masks(terms, kind)
        without = when(self._consented, consented, plain)
        # What objection to direct marketing stops has a rule of its own.
        return without if self._plan.marketing else when(self._objected, when(self._consented, both, objected), without)


def _not_told(later: tuple[Terms, ...]) -> Mask:
    return when(has("r.purposes", goes_with(later)), BIT["not-informed"], BIT["not-compatible"])
