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
from honour.gate.compiled.expressions import Mask, any_of, bits_of, by, either, has, places, when
from honour.gate.compiled.names import Names
from honour.gate.compiled.plan import Plan
from honour.gate.compiled.tally import Tally, tally_of, tally_query
from honour.gate.compiled.terms_writing import TermsWriting
from honour.gate.question import Ask
from honour.gate.rows import ERASED, LIVE
from honour.gate.rules import BIT, OBSERVABLE, RULES, codes

Dialect = Literal["sqlite", "postgresql"]

_ALL = (1 << len(RULES)) - 1


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
    where = f"({mask} & {blocking}) = 0" if plan.observed else f"{writing.listed()}{mask} = 0"
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

    def listed(self) -> str:
        """Write what is quickly seen of a record that passes: its category is one that the version in force lists.

        Whichever version carries a use, the one in force has to list the category too; most records are of others, and
        the person need not be looked at for them.
        """
        current = self._plan.current
        if current is None:
            return ""
        allowed = current.categories if self._asked is None else current.categories & self._asked
        return f"r.category IN ({', '.join(map(str, places(allowed))) or 'NULL'}) AND "

    def record(self) -> Mask:
        """Write what withholds one record."""
        plan = self._plan
        if plan.current is None:
            return 0
        return either(
            when(f"r.due_at <= {self._at}", BIT["past-due"], 0),
            when(self._over(), BIT["purpose-over"], 0),
            TermsWriting(plan, self._names, self._of_category).mask(),
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


def _instant(at: datetime, dialect: Dialect) -> str:
    """Write an instant as the database holds instants."""
    if at.tzinfo is None:
        raise ValueError("The question's time has no time zone. Give an aware time.")
    universal = at.astimezone(UTC)
    if dialect == "sqlite":
        return f"'{universal.replace(tzinfo=None)}'"  # Django's own form in SQLite, which orders as text
    return f"TIMESTAMPTZ '{universal}'"
