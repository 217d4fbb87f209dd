"""The published versions of the notice, the numbers of their clauses, and the gate compiled from them.

Each process keeps them in memory and looks, with every use, whether another process has published or changed a mode.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone

from honour.evidence.prepared import run_prepared
from honour.gate import Gate
from honour.notice.builtin import with_builtin
from honour.notice.model import Notice
from honour.notice.reading import read_notice
from honour.notice.translating import Translation, translation
from honour.register.due.plans import Plan, plan_of
from honour.register.errors import UnknownVersionError
from honour.register.models import Mode, NoticeVersion
from honour.register.numbers import Clauses, load_numbers

STAMP = (
    "(SELECT digest FROM register_noticeversion ORDER BY number DESC LIMIT 1), "
    "(SELECT max(published_at) FROM register_noticeversion), "
    "(SELECT max(changed_at) FROM register_mode), "
    "(SELECT sum(id * CASE WHEN observed THEN 1 ELSE 0 END) FROM register_mode)"
)
"""SQL expressions that change whenever a version is published or a purpose's mode changes: four columns."""
_STAMP = f"SELECT {STAMP}"
_AHEAD = dt.timedelta(days=3 * 366)
"""How far ahead a version may say that it applies: what lies further is a slip of the pen."""
_PLANS = 10_000  # remembered of a version


@dataclass(frozen=True)
class Published:
    """A published version of the notice. ``notice`` has Honour's own clauses joined to it.

    ``text`` is the file as it was published, byte for byte; ``digest`` is its SHA-256. ``acknowledged``: the findings
    that were acknowledged by name when it was published as it was.
    """

    number: int
    label: str
    digest: str
    effective: dt.date
    published_at: dt.datetime
    published_by: str
    as_is: bool
    acknowledged: tuple[str, ...]
    text: str
    entry: int | None
    form_wordings: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict, compare=False, repr=False)
    _translations: dict[str, Translation] = field(default_factory=dict, compare=False, repr=False)
    _plans: dict[tuple[object, ...], Plan] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def notice(self) -> Notice:
        """The notice, with the built-in clauses."""
        return with_builtin(self.own)

    @cached_property
    def triggers(self) -> frozenset[str]:
        """The events from which the periods of its rules run."""
        return frozenset(rule.trigger for rule in self.own.retention.values() if rule.trigger)

    @cached_property
    def own(self) -> Notice:
        """The notice as its file says it, without the built-in clauses."""
        return read_notice(self.text.encode(), self.label)

    def plan(self, under: Published, category: str, purposes: Sequence[str], kind: str | None, at: dt.datetime) -> Plan:
        """Give what records wait for while this version is in use: see ``honour.register.due.plans``.

        Arguments: ``under``, the version they were collected under; ``at``, whose day's law holds.
        """
        asked = (under.number, category, *purposes, kind, timezone.localdate(at))
        plan = self._plans.get(asked)
        if plan is None:
            if len(self._plans) >= _PLANS:  # those of many days
                self._plans.clear()
            plan = self._plans[asked] = plan_of(self.notice, under.notice, category, purposes, kind, at)
        return plan

    def said_in(self, language: str = "") -> Translation:
        """Give its words in one of its languages, or in its own.

        Errors: ``KeyError`` for a language it does not have.
        """
        if language not in self._translations:
            self._translations[language] = translation(self.notice, language)
        return self._translations[language]

    def as_data(self, labels: Sequence[str]) -> dict[str, Any]:
        """Give it for whoever reads notices by machine: every clause with its id. Arguments: ``labels``, of all."""
        return {
            "version": self.label,
            "effective": self.effective.isoformat(),
            "published": self.published_at.isoformat(),
            "sha256": self.digest,
            "versions": list(labels),
            "notice": self.notice.model_dump(mode="json", by_alias=True, exclude_unset=True),
        }


class OutOfTurn(NamedTuple):
    """Why a notice cannot be the next version: a word for programs, and a sentence that says what to do."""

    code: str
    sentence: str


class Versions:
    """Every published version, oldest first, with the numbers and modes that belong to them. Made by ``versions``."""

    def __init__(self, published: Sequence[Published], clauses: Clauses, observed: frozenset[str]) -> None:
        self.all = tuple(sorted(published, key=lambda version: version.number))
        self.clauses = clauses
        self.observed = observed
        self._gates: dict[str, Gate] = {}

    def refuses(self, notice: Notice) -> str | None:
        """Say why a notice is no version of the one published here; None where it is, or none is published."""
        own = self.all[-1].notice.id if self.all else notice.id
        if notice.id == own:
            return None
        return (
            f"This is another notice: its `id` is “{notice.id}”, and that of the one published here is “{own}”. A "
            "notice has the same id in every version; see that it is the file you mean."
        )

    def out_of_turn(self, notice: Notice, at: dt.datetime) -> OutOfTurn | None:
        """Say why a notice cannot be the next version; None where it can. The first may replace one from before.

        What applied before the one in use would make what people were told since count for nothing; what applies in
        years would let no version follow until then.
        """
        days = f"This version applies from {notice.effective:%-d %B %Y}, "
        if notice.effective - timezone.localdate(at) > _AHEAD:
            words = "more than three years ahead, and none that applies before could follow it. Put the day right."
            return OutOfTurn("far-ahead", days + words)
        if not self.all:
            return None
        newest = self.all[-1]
        if notice.effective < newest.effective:
            words = (
                f"before the one in use ({newest.label}). Versions follow each other by their days: let this one apply"
            )
            return OutOfTurn("older", f"{days}{words} from {newest.effective:%-d %B %Y} or later.")
        if notice.replaces not in {None, newest.label}:
            return OutOfTurn(
                "replaces-another",
                f"It says that it replaces version {notice.replaces}, and {newest.label} is the one in use. See that "
                f"what {newest.label} changed is in it, then set `replaces` to “{newest.label}”.",
            )
        return None

    def current(self, at: dt.datetime) -> Published:
        """Give the version in use at a time: the one published last (see docs/decisions/0003).

        Errors: ``UnknownVersionError`` when none is yet.
        """
        for version in reversed(self.all):
            if version.published_at <= at:
                return version
        raise UnknownVersionError(
            "No version of the notice is in use. Publish one with `honour publish FILE`; until then nothing may be "
            "used."
        )

    def labelled(self, label: str, at: dt.datetime) -> Published:
        """Give the version with a label, if it was published at ``at`` or before.

        Errors: ``UnknownVersionError``.
        """
        for version in self.all:
            if version.label == label and version.published_at <= at:
                return version
        raise UnknownVersionError(
            f"No version {label!r} of the notice was published by {timezone.localdate(at)}. Load the page again for "
            "the one that is."
        )

    def numbered(self, number: int) -> Published:
        """Give the version with a number.

        Errors: ``UnknownVersionError``.
        """
        for version in self.all:
            if version.number == number:
                return version
        raise UnknownVersionError(f"There is no version with the number {number}.")

    def gate(self, at: dt.datetime) -> Gate:
        """Give the compiled gate for the version in force at a time.

        Errors: ``UnknownVersionError`` when none is in force.
        """
        label = self.current(at).label
        gate = self._gates.get(label)
        if gate is None:
            known = [version.notice for version in self.all]
            gate = self._gates[label] = Gate(
                known, label, self.clauses.numbers, self.observed, timezone.get_default_timezone()
            )
        return gate


_kept: tuple[tuple[object, ...], Versions] | None = None


def versions() -> Versions:
    """Give the published versions, read again when anything changed."""
    return versions_at(run_prepared(_STAMP, ())[0])


def versions_at(stamp: tuple[object, ...]) -> Versions:
    """Give the published versions for a stamp just read with ``STAMP``, so that one query can ask for both."""
    global _kept  # noqa: PLW0603 - one memory per process is the point
    kept = _kept
    if kept is None or kept[0] != stamp:
        kept = stamp, _load()
        _kept = kept
    return kept[1]


def _load() -> Versions:
    published = [
        Published(
            row.number,
            row.label,
            row.digest,
            row.effective,
            row.published_at,
            row.published_by,
            row.as_is,
            tuple(row.acknowledged),
            row.text,
            row.entry,
        )
        for row in NoticeVersion.objects.order_by("number")
    ]
    observed = frozenset(Mode.objects.filter(observed=True).values_list("purpose", flat=True))
    return Versions(published, Clauses.of(load_numbers()), observed)
