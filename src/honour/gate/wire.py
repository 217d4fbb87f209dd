"""Questions and decisions as JSON: read strictly, so that a slip of the pen is an error and not a wider permission."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TextIO

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
)

from honour.gate.compiled.gate import Gate
from honour.gate.decision import Decision
from honour.gate.history import HistoryError
from honour.gate.question import Action, Actor, Question, RecordFacts, SubjectFacts
from honour.gate.strictly import KeyTwiceError, in_words, read_json
from honour.notice.model import Notice

Name = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A name or id, on one line: what a database or a log cannot hold is none."""


def _each_once(given: Any) -> Any:
    if isinstance(given, list) and all(isinstance(one, str) for one in given) and len(set(given)) != len(given):
        raise ValueError("a name stands in the list twice")
    return given


_RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*", re.DOTALL)


def _written(given: Any) -> Any:
    """Refuse what pydantic would take for a count of seconds since 1970."""
    if not isinstance(given, datetime) and not (isinstance(given, str) and _RFC_3339.fullmatch(given)):
        raise ValueError("write a moment as RFC 3339 has it, with its zone")
    return given


def _in_utc(given: datetime) -> datetime:
    """Give the moment in UTC: which day's law holds does not depend on the zone it was written in."""
    try:
        return given.astimezone(UTC)
    except OverflowError:  # within hours of the calendar's ends, where no law changes
        return given


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
Names = Annotated[frozenset[Name], BeforeValidator(_each_once), Field(max_length=500)]
MOST_RECORDS = 10_000
LONGEST_LINE = 10_000_000  # characters


class QuestionRefusedError(ValueError):
    """A question that cannot be read. ``field`` names the part that is wrong, as a path; values are never repeated."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(f"{field}: {words}" if field else words)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ActorGiven(_Strict):
    """Who asks, with the actions granted for each purpose. ``name`` is an opaque id, never a person's name."""

    name: Name
    kind: Literal["staff", "service"] = "service"
    grants: dict[Name, frozenset[Action]] = Field(default_factory=dict, max_length=500)


class SubjectGiven(_Strict):
    """What is known of the person: see ``honour.gate.question.SubjectFacts``."""

    status: Literal["live", "erased", "unknown"] = "live"
    kind: Name | None = None
    consents: Names = frozenset()
    objections: Names = frozenset()
    marketing_objection: StrictBool = False
    restricted: StrictBool = False
    informed_of: Names = frozenset()
    approvals: Names = frozenset()
    subscriber: Literal["individual", "corporate", "unknown"] = "unknown"
    stops: Names = Field(frozenset(), description="Marketing stopped, as TOPIC/KIND-OF-CHANNEL, a star for all.")
    paused_until: Moment | None = Field(None, description="No marketing before then.")


class RecordGiven(_Strict):
    """One record and the terms on which it was taken: see ``honour.gate.question.RecordFacts``."""

    id: Name
    category: Name
    version: Name | None = None
    purposes: Names = frozenset()
    source: Name | None = None
    on_consent: StrictBool = False
    due_at: Moment | None = None
    over: Names = Field(frozenset(), description="Purposes for which its own time is over.")


class Asked(_Strict):
    """What is wanted: the action, the purpose, and what of."""

    action: Action
    purpose: Name
    categories: Names | None = Field(None, description="What is asked for; absent: whatever the records are.")
    recipient: Name | None = None
    channel: Name | None = Field(None, description="By which channel, or kind of channel, people are contacted.")
    topic: Name | None = Field(None, description="On which topic people are contacted.")
    grounds: Names = Field(frozenset(), description="Conditions for which the asker records a reference.")


class QuestionGiven(Asked):
    """Whether this actor may do this, for this purpose, with these records of this person."""

    id: Name | None = Field(None, description="Comes back with the decision.")
    actor: ActorGiven
    at: Moment
    subject: SubjectGiven = SubjectGiven()
    records: tuple[RecordGiven, ...] = Field((), max_length=MOST_RECORDS)

    def question(self) -> Question:
        """Give the question as the gate takes it."""
        return question_of(
            self,
            Actor(self.actor.name, self.actor.kind, self.actor.grants),
            self.at,
            SubjectFacts(**dict(self.subject)),
            tuple(RecordFacts(**dict(record)) for record in self.records),
        )


class ReasonSaid(_Strict):
    """A rule that withholds: its code, the clause it rests on, a sentence a person understands."""

    code: str
    clause: str
    sentence: str


class RecordDecided(_Strict):
    """The answer for one record. ``observed``: enforcement would have withheld it."""

    id: str
    allowed: bool
    observed: bool
    reasons: tuple[ReasonSaid, ...]


class DecisionSaid(_Strict):
    """The answer to a question: see ``honour.gate.decision.Decision``."""

    id: str | None = None
    outcome: Literal["allowed", "partly", "refused"]
    purpose: str
    version: str
    observed: bool
    reasons: tuple[ReasonSaid, ...]
    obligations: tuple[str, ...]
    records: tuple[RecordDecided, ...]


def question_of(
    asked: Asked, actor: Actor, at: datetime, subject: SubjectFacts, records: tuple[RecordFacts, ...]
) -> Question:
    """Put a question together from what was asked, by whom, and the facts."""
    return Question(
        actor=actor,
        action=asked.action,
        purpose=asked.purpose,
        at=at,
        subject=subject,
        records=records,
        categories=asked.categories,
        recipient=asked.recipient,
        channel=asked.channel,
        grounds=asked.grounds,
        topic=asked.topic,
    )


def read_question(text: str | bytes) -> QuestionGiven:
    """Read a question from JSON.

    Errors: ``QuestionRefusedError`` naming the first part that is wrong.
    """
    if len(text) > LONGEST_LINE:
        raise QuestionRefusedError("", f"a question is at most {LONGEST_LINE:,} characters long")
    try:
        given = QuestionGiven.model_validate_json(text)
        read_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        words = in_words(first["type"], first["msg"], first.get("ctx", {}))
        raise QuestionRefusedError(".".join(str(part) for part in first["loc"]), words) from None
    except KeyTwiceError as error:
        raise QuestionRefusedError("", str(error)) from None
    return given


def decision_json(decision: Decision, question: str | None = None) -> dict[str, Any]:
    """Give a decision as JSON.

    Arguments: ``question``, the id that the asker gave it.
    """
    said = {
        "outcome": decision.outcome,
        "purpose": decision.purpose,
        "version": decision.version,
        "observed": decision.observed,
        "reasons": [reason._asdict() for reason in decision.reasons],
        "obligations": list(decision.obligations),
        "records": [
            {
                "id": str(record.id),
                "allowed": record.allowed,
                "observed": record.observed,
                "reasons": [reason._asdict() for reason in record.reasons],
            }
            for record in decision.records
        ],
    }
    return said if question is None else {"id": question, **said}


def gate_for(versions: Sequence[Notice]) -> Gate:
    """Compile a gate from a notice's versions, of which the last to take effect is the one in use.

    Errors: ``HistoryError``, also for versions of different notices.
    """
    ids = sorted({version.id for version in versions})
    if len(ids) > 1:
        raise HistoryError(f"These are different notices, not versions of one: {', '.join(ids)}.")
    return Gate(versions)


def decide_lines(gate: Gate, questions: Iterable[str | bytes], answers: TextIO) -> int:
    """Answer questions, one JSON object a line (text or UTF-8); give how many could not be read.

    A line that cannot be read is answered by an object with ``error``, its line and field, and the rest go on. A byte
    order mark before the first is passed over, as RFC 8259 allows.
    """
    failures = 0
    for number, line in enumerate(questions, 1):
        text = _unmarked(line) if number == 1 else line
        if not text.strip():
            continue
        try:
            given = read_question(text)
            said = decision_json(gate.decide(given.question()), given.id)
        except QuestionRefusedError as error:
            failures += 1
            said = {"line": number, "field": error.field, "error": str(error)}
        answers.write(json.dumps(said, ensure_ascii=False) + "\n")
    return failures


def _unmarked(line: str | bytes) -> str | bytes:
    return line.removeprefix("\ufeff") if isinstance(line, str) else line.removeprefix(codecs.BOM_UTF8)


def question_schema() -> dict[str, Any]:
    """Give the JSON Schema of a question."""
    return _schema(QuestionGiven, "question")


def decision_schema() -> dict[str, Any]:
    """Give the JSON Schema of a decision."""
    return _schema(DecisionSaid, "decision")


def _schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:honour:schema:{name}:1",
        **model.model_json_schema(),
    }
