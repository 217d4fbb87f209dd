"""The gate as it runs: reasons are looked up in tables, not worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from operator import attrgetter
from typing import Any, Literal

from honour.gate.compiled.frame import Frame
from honour.gate.compiled.frames import Frames
from honour.gate.compiled.sql import Dialect, Filter, filter_of
from honour.gate.decision import Decision, RecordDecision
from honour.gate.history import History
from honour.gate.numbers import Numbers
from honour.gate.question import Ask, Question
from honour.gate.rows import RecordRow, SubjectRow
from honour.gate.rules import BIT
from honour.gate.wording import Subjects
from honour.notice.model import Notice

_row_of = attrgetter(*RecordRow._fields)  # a record's facts in the order of a row: words instead of numbers
_new = tuple.__new__  # half the price of calling the class


class Gate:
    """Decides questions by a notice's versions, compiled into tables.

    Args: ``versions`` of the notice, in any order; ``current``, the label of the one in force (the newest, when not
    said); ``numbers`` of all their clauses as the store keeps them (allotted afresh, when there is no store);
    ``observed``, the purposes whose refusals are written down and let pass where the rule allows it; ``zone``, in whose
    days laws and balancing tests begin and end.
    Errors: ``HistoryError``; ``NoNumberLeft``; ``ValueError`` for numbers that lack a clause.
    """

    def __init__(
        self,
        versions: Sequence[Notice],
        current: str | None = None,
        numbers: Numbers | None = None,
        observed: Collection[str] = frozenset(),
        zone: tzinfo = UTC,
    ) -> None:
        self.history = History(versions, current, zone)
        self.numbers = (numbers or Numbers()).allot(self.history.versions)
        if numbers is not None and numbers != self.numbers:
            raise ValueError("Some clauses have no number yet. Allot and store the numbers before making a gate.")
        self.observed = frozenset(observed)
        self._frames = Frames(self.history, self.numbers, self.observed)
        self._version = self.history.current.version

    def decide(self, question: Question) -> Decision:
        """Decide a question whose facts are given in words. What cannot be decided is refused, never raised."""
        records = question.records
        try:
            frame = self._frames.of(question)
        except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
            return self._failed(question.purpose, (record.id for record in records))
        return self._decide(question.purpose, frame, map(_row_of, records), question.at, question.subject.informed_of)

    def decide_rows(
        self, ask: Ask, subject: SubjectRow | tuple[Any, ...], records: Sequence[tuple[Any, ...]]
    ) -> Decision:
        """Decide a question whose facts are given as the register's columns hold them.

        Args: ``subject`` in the order of ``SubjectRow``; ``records`` each in the order of ``RecordRow``, with an aware
        ``due_at``. What cannot be decided is refused, never raised.
        """
        try:
            frame = self._frames.of_row(ask, subject, empty=not records)
            informed = subject[6]
        except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
            return self._failed(ask.purpose, (row[0] for row in records))
        return self._decide(ask.purpose, frame, records, ask.at, informed)

    def filter(self, ask: Ask, dialect: Dialect) -> Filter:
        """Give a question as expressions over the register's tables, which decide for everybody at once."""
        frames = self._frames
        plan = frames.plan(ask.action, ask.purpose, ask.recipient, ask.at)
        asker = frames.asker(plan, ask, empty=False)
        return filter_of(plan, asker, ask, frames.names, dialect, frames.choices(ask))

    def _decide(
        self,
        purpose: str,
        frame: Frame,
        rows: Iterable[tuple[Any, ...]],
        at: datetime,
        informed: int | frozenset[str],
    ) -> Decision:
        """Decide each record of a frame."""
        if frame.plan.current is None:
            decided, allowed, observed = frame.refuse(row[0] for row in rows), 0, False
        else:
            decided, allowed, observed = frame.decide(rows, at, informed)
        outcome: Literal["allowed", "partly", "refused"] = "refused"
        if allowed:
            outcome = "allowed" if allowed == len(decided) else "partly"
        obligations = frame.obligations if allowed else frame.obligations_refused
        return _new(Decision, (outcome, purpose, tuple(decided), frame.reasons, obligations, observed, self._version))

    def _failed(self, purpose: str, names: Iterable[str]) -> Decision:
        """Refuse what could not be decided at all."""
        reasons = self._frames.words.reasons(BIT["rule-failed"], Subjects("", purpose))
        records = tuple(RecordDecision(name, allowed=False, reasons=reasons) for name in names)
        return Decision("refused", purpose, records, reasons, version=self._version)
