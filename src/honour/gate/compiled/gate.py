"""The gate as it runs: what was decided on the same terms before is looked up, not decided again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

from honour.gate.compiled.frame import Frame
from honour.gate.compiled.frames import Frames
from honour.gate.compiled.sql import Dialect, Filter, filter_of
from honour.gate.decision import Decision, Reason, RecordDecision
from honour.gate.history import History
from honour.gate.numbers import Numbers
from honour.gate.question import Ask, Question
from honour.gate.rows import SubjectRow
from honour.gate.wording import Subjects, Wording
from honour.notice.model import Notice

_new = tuple.__new__  # one decision for every record: half the price of calling the class


class Gate:
    """Decides questions by a notice's versions, compiled into tables.

    Args: ``versions`` of the notice, in any order; ``current``, the label of the one in force (the newest, when not
    said); ``numbers`` of all their clauses as the store keeps them (allotted afresh, when there is no store);
    ``observed``, the purposes whose refusals are written down and let pass where the rule allows it.
    Errors: ``HistoryError``; ``NoNumberLeft``; ``ValueError`` for numbers that lack a clause.
    """

    def __init__(
        self,
        versions: Sequence[Notice],
        current: str | None = None,
        numbers: Numbers | None = None,
        observed: Collection[str] = frozenset(),
    ) -> None:
        self.history = History(versions, current)
        self.numbers = (numbers or Numbers()).allot(self.history.versions)
        if numbers is not None and numbers != self.numbers:
            raise ValueError("Some clauses have no number yet. Allot and store the numbers before making a gate.")
        self.observed = frozenset(observed)
        self._frames = Frames(self.history, self.numbers, self.observed)
        self._version = self.history.current.version

    def decide(self, question: Question) -> Decision:
        """Decide a question whose facts are given in words. What cannot be decided is refused, never raised."""
        try:
            frame = self._frames.of(question)
        except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
            return self._failed(question.purpose, (record.id for record in question.records))
        at, verdicts = question.at, frame.verdicts
        decided, allowed, observed = [], 0, False
        for record in question.records:
            try:
                due = record.due_at
                key = (
                    record.category,
                    record.version,
                    record.purposes,
                    record.source,
                    record.on_consent,
                    due is not None and due <= at,
                )
                verdict = verdicts.get(key) or self._frames.verdict(frame, key, record)
            except Exception:  # noqa: BLE001 - as above
                verdict = frame.failed
            if verdict[0]:
                allowed += 1
                observed = observed or verdict[2]
            decided.append(_new(RecordDecision, (record.id, *verdict)))
        return self._decision(question.purpose, frame, decided, allowed, observed=observed)

    def decide_rows(
        self, ask: Ask, subject: SubjectRow | tuple[Any, ...], records: Sequence[tuple[Any, ...]]
    ) -> Decision:
        """Decide a question whose facts are given as the register's columns hold them.

        Args: ``subject`` in the order of ``SubjectRow``; ``records`` each in the order of ``RecordRow``, with an aware
        ``due_at``. What cannot be decided is refused, never raised.
        """
        try:
            frame = self._frames.of_row(ask, subject, empty=not records)
        except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
            return self._failed(ask.purpose, (row[0] for row in records))
        at, verdicts = ask.at, frame.verdicts
        decided, allowed, observed = [], 0, False
        for row in records:
            try:
                key = row[1:7] if row[6] is None else (*row[1:6], row[6] <= at)
                verdict = verdicts.get(key) or self._frames.verdict_of_row(frame, key)
            except Exception:  # noqa: BLE001 - as above
                verdict = frame.failed
            if verdict[0]:
                allowed += 1
                observed = observed or verdict[2]
            decided.append(_new(RecordDecision, (row[0], *verdict)))
        return self._decision(ask.purpose, frame, decided, allowed, observed=observed)

    def filter(self, ask: Ask, dialect: Dialect) -> Filter:
        """Give a question as expressions over the register's tables, which decide for everybody at once."""
        plan = self._frames.plan(ask.action, ask.purpose, ask.recipient, ask.at)
        asker = self._frames.asker(plan, ask, empty=False)
        return filter_of(plan, asker, ask, self._frames.asked(ask.categories), dialect)

    def _decision(
        self, purpose: str, frame: Frame, decided: list[RecordDecision], allowed: int, *, observed: bool
    ) -> Decision:
        outcome: Literal["allowed", "partly", "refused"]
        if not allowed:
            outcome, obligations = "refused", frame.obligations_refused
        else:
            outcome, obligations = "allowed" if allowed == len(decided) else "partly", frame.obligations
        whole = (outcome, purpose, tuple(decided), frame.reasons, obligations, observed, self._version)
        return _new(Decision, whole)

    def _failed(self, purpose: str, ids: Iterable[str]) -> Decision:
        """Refuse what could not be decided."""
        about = Subjects("", purpose)
        reasons: tuple[Reason, ...] = (Wording(self.history).reason("rule-failed", about),)
        records = tuple(RecordDecision(each, allowed=False, reasons=reasons) for each in ids)
        return Decision("refused", purpose, records, reasons, version=self._version)
