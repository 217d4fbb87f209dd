"""What the gate answers: per record, allowed or withheld, with every rule that determined it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that withholds: its code, the clause it rests on, and a sentence a person understands."""

    code: str
    clause: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """The answer for one record. ``observed``: enforcement would have withheld it; the reasons say why."""

    id: str
    allowed: bool
    reasons: tuple[Reason, ...] = ()
    observed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a question.

    ``reasons`` are those that hold for the whole question (they stand at each record too). ``obligations`` are what the
    asker must do when it goes ahead: ``record-disclosure``, ``include-unsubscribe``, ``pass-to-controller``…
    """

    outcome: Literal["allowed", "partly", "refused"]
    purpose: str
    records: tuple[RecordDecision, ...]
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[str, ...] = ()
    observed: bool = False
