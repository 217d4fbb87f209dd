"""On which terms a row may come in: what each category of it is for, asked of the gate."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from honour.gate.decision import Reason
from honour.gate.question import Actor, Question, RecordFacts, SubjectFacts
from honour.notice.model import Notice
from honour.register.due.ends import Dates, dates_at_collection
from honour.register.due.plans import plan_of
from honour.register.importing.rows import BroughtRow, Wanted
from honour.register.recording import rests_on_consent
from honour.register.versions import Versions


class CategoryTerms(NamedTuple):
    """What one category of a row is collected for; without ``purposes`` it may not come in, for ``reasons``.

    ``observed``: it passes only because a purpose is observed.
    """

    purposes: tuple[str, ...]
    bits: int
    on_consent: bool
    dates: Dates
    observed: bool
    reasons: tuple[Reason, ...]


_NO_DATES = Dates(None, None, None)
_Key = tuple[str, str | None, str | None, str | None, datetime | None, frozenset[str]]
_MOST = 20_000
"""Answers remembered; a list with a different time in every row must not fill the memory."""


class Terms:
    """Asks the gate on which terms rows may come in, and remembers the answers: a list has few different ones."""

    def __init__(self, known: Versions, wanted: Wanted, at: datetime) -> None:
        self._known, self._wanted, self._at = known, wanted, at
        self._gate = known.gate(at)
        self._now = known.current(at).notice
        grants = dict.fromkeys(wanted.purposes, frozenset({"collect"}))
        self._actor = Actor(f"import:{wanted.name}", "service", grants)
        self._labels = {version.label: version for version in known.all}
        self._answers: dict[_Key, CategoryTerms] = {}

    def of(self, row: BroughtRow, category: str) -> CategoryTerms:
        """Give the terms of one category of a row."""
        key = category, row.kind, row.source, row.version, row.collected_at, row.consents
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= _MOST:
                self._answers.clear()
            found = self._answers[key] = self._ask(row, category)
        return found

    def _ask(self, row: BroughtRow, category: str) -> CategoryTerms:
        at, wanted = self._at, self._wanted.purposes
        # A date that nobody knows shows no notice either: nobody can say which one stood there then.
        version = row.version if row.collected_at is not None else None
        relevant = [purpose for purpose in wanted if category in self._now.categories_of(purpose)] or list(wanted)
        notice = self._labels[version].notice if version in self._labels else self._now
        due = self._dates(notice, category, relevant, row)
        informed = frozenset({version} if version else ())
        person = SubjectFacts(kind=row.kind, consents=row.consents, informed_of=informed)
        running, reasons, observed = [], list[Reason](), False
        for purpose in relevant:
            facts = RecordFacts("row", category, version, frozenset(relevant), row.source, due_at=due.due_at)
            decided = self._gate.decide(Question(self._actor, "collect", purpose, at, person, (facts,))).records[0]
            if decided.allowed:
                running.append(purpose)
                observed = observed or decided.observed
            else:
                reasons.extend(decided.reasons)
        if not running:
            return CategoryTerms((), 0, False, _NO_DATES, False, tuple(dict.fromkeys(reasons)))
        return CategoryTerms(
            tuple(running),
            self._known.clauses.bits("purposes", running),
            any(rests_on_consent(notice, each, row.kind) for each in running if each in notice.purposes),
            self._dates(notice, category, running, row),
            observed,
            (),
        )

    def _dates(self, notice: Notice, category: str, purposes: list[str], row: BroughtRow) -> Dates:
        plan = plan_of(self._now, notice, category, purposes, row.kind, self._at)
        return dates_at_collection(plan, self._known.clauses.numbers.purposes, row.collected_at or self._at)
