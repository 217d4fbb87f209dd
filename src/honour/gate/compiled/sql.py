"""A question asked of the whole register: the rules as one SQL expression over its columns.

The expression is the compiled tables written out for one question: what cannot differ from row to row is decided before
the database sees it. It names ``s`` for ``register_subject`` and ``r`` for ``register_record``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from honour.gate.compiled.asking import Choices
from honour.gate.compiled.expressions import Mask, any_of, bits_of, by, crossed, either, has, places, when
from honour.gate.compiled.names import Names
from honour.gate.compiled.parts import basis_masks, category_mask, goes_with, kind_mask, source_mask
from honour.gate.compiled.plan import Plan
from honour.gate.compiled.tally import Tally, tally_of, tally_query
from honour.gate.compiled.terms import Terms
from honour.gate.question import Ask
from honour.gate.rows import ERASED, LIVE
from honour.gate.rules import BIT, OBSERVABLE, RULES, codes

Dialect = Literal["sqlite", "postgresql"]

_ALL = (1 << len(RULES)) - 1

_CROSSED = 1500
"""Pairs of category and source, over all versions, up to which each is written out: quicker to decide, but longer."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A question as SQL, which takes no parameters.

    ``mask`` gives 0 for a record that may be used, else the bits of the rules that withhold it (``rules.codes``), of
    which ``possible`` are all that can occur. ``where`` is true for a record that passes; in a purpose that is
    ``observed``, also for one whose reasons are only written down. Which records are asked about (those not superseded,
    one person's…) is for the asker to add.
    """

    mask: str
    where: str
    observed: bool
    possible: int
    dialect: Dialect

    def tally(self, source: str) -> str:
        """Write the query that counts what is allowed and refused.

        Args: ``source``, from FROM on: ``FROM register_record r JOIN register_subject s ON … WHERE …``.
        """
        bits = [1 << place for place in places(self.possible)]
        blocking = _blocking(observed=True) if self.observed else 0
        return tally_query(self.mask, source, blocking=blocking, bits=bits, sqlite=self.dialect == "sqlite")

    def tallied(self, row: Sequence[int]) -> Tally:
        """Read the one row that ``tally`` gives."""
        return tally_of(row, codes(self.possible))


def _blocking(*, observed: bool) -> int:
    return _ALL & ~OBSERVABLE if observed else _ALL


def filter_of(  # noqa: PLR0913, PLR0917 - what a question is made of
    plan: Plan, asker: int, ask: Ask, names: Names, dialect: Dialect, choices: Choices
) -> Filter:
    """Write a question as SQL.

    Args: ``asker``, the mask of what withholds whoever the person is; ``names``, what is declared; ``choices``, the
    stops that the question meets.
    Errors: ``ValueError`` when the question's time is not aware.
    """
    writing = _Writing(plan, ask, names, dialect, choices)
    mask = either(asker, writing.person(), writing.record())
    blocking = _blocking(observed=plan.observed)
    where = f"({mask} & {blocking}) = 0" if plan.observed else f"{mask} = 0"
    if asker & blocking:
        where = "1 = 0"  # the database need not look
    return Filter(str(mask), where, plan.observed, bits_of(mask), dialect)


class _Writing:
    """Writes the rules out for one plan."""

    def __init__(self, plan: Plan, ask: Ask, names: Names, dialect: Dialect, choices: Choices) -> None:
        self._plan, self._ask, self._names, self._dialect, self._choices = plan, ask, names, dialect, choices
        self._asked = names.asked(ask.categories)
        self._at = _instant(ask.at, dialect)
        self._consented = has("s.consents", plan.bit)
        self._objected = has("s.objections", plan.bit)

    def person(self) -> Mask:
        """Write what withholds all of a person's data."""
        plan, grounds = self._plan, self._ask.grounds
        status = by("s.status", {LIVE: 0, ERASED: BIT["subject-erased"]}, BIT["subject-unknown"])
        if plan.current is None:
            return status
        found = [status]
        if plan.marketing:
            found.append(when(any_of(["s.marketing_objection", self._objected]), BIT["marketing-objected"], 0))
        if self._choices.counts:
            found += self._chosen()
        if plan.restricts and "legal-claim" not in grounds:
            found.append(when(f"s.restricted AND NOT {self._consented}", BIT["restricted"], 0))
        if plan.approval:
            found.append(when(has("s.approvals", plan.recipient_bit), 0, BIT["approval-missing"]))
        if plan.ground is not None and plan.ground not in grounds:
            found.append(BIT["ground-missing"])
        return either(*found)

    def _chosen(self) -> list[Mask]:
        """Write what the person chose about marketing."""
        chosen = {"channel-stopped": self._choices.channel, "topic-stopped": self._choices.topic}
        stops = [when(has("s.stops", bits), BIT[code], 0) for code, bits in chosen.items() if bits]
        return [*stops, when(f"s.paused_until > {self._at}", BIT["marketing-paused"], 0)]

    def record(self) -> Mask:
        """Write what withholds one record."""
        plan = self._plan
        if plan.current is None:
            return 0
        unknown = either(BIT["version-unknown"], self._whole(plan.current))
        return either(
            when(f"r.due_at <= {self._at}", BIT["past-due"], 0),
            when(self._over(), BIT["purpose-over"], 0),
            by("r.version", {number: self._taken_under(number) for number in plan.later}, unknown),
        )

    def _over(self) -> str:
        """Write whether a record's time for the purpose is over while it is kept for others.

        Hardly any record has such a time that is past, so the rest of the condition is seldom looked at.
        """
        bit = self._plan.bit
        end = f"r.ends{'::jsonb' if self._dialect == 'postgresql' else ''} ->> 'p{bit.bit_length() - 1}'"
        at = f"{self._ask.at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
        return f"r.lapse_at <= {self._at} AND ({has('r.lapsed', bit)} OR ({end}) <= '{at}')"

    def _of_category(self, number: int) -> Mask:
        """Write what depends on a known category and no version: whether it was asked for, and who receives it."""
        bit, receiving = 1 << number, self._plan.receipts
        asked = 0 if self._asked is None or self._asked & bit else BIT["not-asked-for"]
        if receiving is None:
            return asked
        if not receiving.categories & bit:
            return asked | BIT["recipient-not-for-category"]
        if receiving.told is None:
            return asked
        told = receiving.told.get(bit, 0)
        known = [has("s.informed", told), *(f"r.version = {version}" for version in places(told))]
        return either(asked, when(any_of(known), 0, BIT["recipient-not-told"]))

    def _taken_under(self, number: int) -> Mask:
        """Write what withholds a record taken under a version: the use is carried by it, or by a later one."""
        plan = self._plan
        own, later = plan.terms.get(number), _alike(plan.later[number], plan.terms.get(number))
        told = {terms: f"NOT r.on_consent AND {has('s.informed', bits)} AND {has('r.purposes', terms.goes_with)}"
                for terms, bits in later}  # fmt: skip
        if own is not None:
            mask = self._whole(own)
        else:
            mask = either(self._not_told(plan.later[number]), self._whole(plan.current))
            for terms, _ in reversed(later):  # the newest is asked first, so it is written around the others
                mask = when(told[terms], self._whole(terms), mask)
        carried = []
        for terms, _ in later:
            under = self._under(terms)
            if not isinstance(under, int):
                carried.append(f"({told[terms]} AND {under} = 0)")
            elif not under:
                carried.append(f"({told[terms]})")
        return when(any_of(carried), self._whole(None), mask) if carried else mask

    @staticmethod
    def _not_told(later: tuple[Terms, ...]) -> Mask:
        compatible = when(has("r.purposes", goes_with(later)), BIT["not-informed"], BIT["not-compatible"])
        return when("r.on_consent", BIT["taken-on-consent"], compatible)

    def _under(self, terms: Terms) -> Mask:
        """Write what withholds a record when the use is to be carried by a version."""
        kinds = {number: self._of_kind(terms, 1 << number) for number in places(self._names.kinds)}
        return either(self._listing((terms,), whole=False), by("s.kind", kinds, self._of_kind(terms, 0)))

    def _whole(self, terms: Terms | None) -> Mask:
        """Write the same with what the version in force adds, and what no version changes.

        Without ``terms``, only that: another version carries the use. Each column is searched once for all of it.
        """
        in_force = self._plan.current
        assert in_force is not None  # noqa: S101 - written only for purposes in force

        def of_kind(bit: int) -> Mask:
            return either(kind_mask(in_force, bit), 0 if terms is None else self._of_kind(terms, bit))

        both = (in_force,) if terms is None or terms is in_force else (terms, in_force)
        kinds = {number: of_kind(1 << number) for number in places(self._names.kinds)}
        no_kind = either(BIT["kind-unknown"], of_kind(0))
        return either(self._listing(both, whole=True), by("s.kind", kinds, no_kind))

    def _listing(self, several: tuple[Terms, ...], *, whole: bool) -> Mask:
        """Write what withholds a category or a source under any of several versions.

        Args: ``whole``, with what no version changes.
        """
        categories, sources = list(places(self._names.categories)), list(places(self._names.sources))
        no_category, no_source = (BIT["category-unknown"], BIT["source-unknown"]) if whole else (0, 0)
        listed = {
            number: either(
                self._of_category(number) if whole else 0, *(category_mask(terms, 1 << number) for terms in several)
            )
            for number in categories
        }

        def by_source(category: int) -> Mask:
            of = {each: either(*(source_mask(terms, 1 << each, category) for terms in several)) for each in sources}
            return by("r.source", of, no_source)

        if len(categories) * len(sources) * len(self._plan.terms) > _CROSSED:
            crossing = self._other_data(*several)
            return either(by("r.category", listed, no_category), by_source(0), crossing)
        both = {number: either(mask, by_source(1 << number)) for number, mask in listed.items()}
        return by("r.category", both, either(no_category, by_source(0)))

    def _other_data(self, *several: Terms) -> Mask:
        """Write what withholds a category because a source that may be used is not named for it, in any version."""
        names, code = self._names, BIT["source-gives-other-data"]
        sets = {
            source: sum(
                1 << category
                for category in places(names.categories)
                if any(source_mask(terms, 1 << source, 1 << category) & code for terms in several)
            )
            for source in places(names.sources)
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


def _alike(later: tuple[Terms, ...], own: Terms | None) -> list[tuple[Terms, int]]:
    """Give later versions with the bits of those that say the same one after another; none that repeats ``own``.

    Most versions leave most purposes alone, so a history of many years is written no longer than its changes.
    """
    groups: list[tuple[Terms, int]] = []
    for terms in later:
        if own is not None and terms.says == own.says:
            continue
        if groups and groups[-1][0].says == terms.says:
            first, bits = groups[-1]
            groups[-1] = (first, bits | terms.bit)
        else:
            groups.append((terms, terms.bit))
    return groups


def _instant(at: datetime, dialect: Dialect) -> str:
    """Write an instant as the database holds instants."""
    if at.tzinfo is None:
        raise ValueError("The question's time has no time zone. Give an aware time.")
    universal = at.astimezone(UTC)
    if dialect == "sqlite":
        return f"'{universal.replace(tzinfo=None)}'"  # Django's own form in SQLite, which orders as text
    return f"TIMESTAMPTZ '{universal}'"
