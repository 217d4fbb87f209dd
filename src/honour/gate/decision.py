"""What the gate answers: per record, allowed or withheld, with every rule that determined it.

Named tuples, because a decision makes one per record and a tuple costs a third of a frozen dataclass.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Reason(NamedTuple):
    """A rule that withholds: its code, the clause it rests on, and a sentence a person understands."""

    code: str
    clause: str
    sentence: str


class RecordDecision(NamedTuple):
    """The answer for one record. ``observed``: enforcement would have withheld it; the reasons say why."""

    id: str
    allowed: bool
    reasons: tuple[Reason, ...] = ()
    observed: bool = False


class Decision(NamedTuple):
    """The answer to a question.

    ``records`` keep the question's order. ``reasons`` are those that hold for the whole question (they stand at each
    record too). ``obligations`` are what the asker must do when it goes ahead: ``record-disclosure``,
    ``include-unsubscribe``, ``pass-to-controller``… ``observed``: at least one record passed only because the purpose
    is observed. ``version`` is the notice in force, whose clauses the reasons cite.
    """

    outcome: Literal["allowed", "partly", "refused"]
    purpose: str
    records: tuple[RecordDecision, ...]
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[str, ...] = ()
    observed: bool = False
    version: str = ""

    @property
    def allowed_ids(self) -> frozenset[str]:
        """The ids of the records that may be used; one that stands for several records only if all of them may."""
        withheld = {record.id for record in self.records if not record.allowed}
        return frozenset(record.id for record in self.records) - withheld
