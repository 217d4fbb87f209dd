"""Facts in words turned into the register's columns, and a register's tables to hold them."""

from __future__ import annotations

import dataclasses
import datetime as dt

from honour.gate import Ask, Numbers, Question, RecordFacts, RecordRow, SubjectFacts, SubjectRow

UNDECLARED, UNDECLARED_VERSION = 999, 61
SUBJECT = (
    "id bigint, kind smallint, status smallint, consents bigint, objections bigint, marketing_objection boolean, "
    "restricted boolean, informed bigint, approvals bigint, stops bigint, paused_until {instant}"
)
RECORD = (
    "id bigint, subject_id bigint, category smallint, version smallint, purposes bigint, source smallint, "
    "on_consent boolean, due_at {instant}, superseded_by bigint, "
    "lapsed bigint, lapse_at {instant}, ends text"
)
JOIN = "FROM register_record r JOIN register_subject s ON s.id = r.subject_id"


def ask_of(question: Question) -> Ask:
    return Ask(**{each.name: getattr(question, each.name) for each in dataclasses.fields(Ask)})


def subject_row(numbers: Numbers, facts: SubjectFacts) -> SubjectRow:
    return SubjectRow(
        kind=None if facts.kind is None else numbers.kinds.get(facts.kind, UNDECLARED),
        status=["live", "erased", "unknown"].index(facts.status),
        consents=_bits(numbers.purposes, facts.consents),
        objections=_bits(numbers.purposes, facts.objections),
        marketing_objection=facts.marketing_objection,
        restricted=facts.restricted,
        informed=_bits(numbers.versions, facts.informed_of),
        approvals=_bits(numbers.recipients, facts.approvals),
        stops=_bits(numbers.stops, facts.stops),
        paused_until=facts.paused_until,
    )


def record_row(numbers: Numbers, facts: RecordFacts) -> RecordRow:
    return RecordRow(
        id=facts.id,
        category=numbers.categories.get(facts.category, UNDECLARED),
        version=None if facts.version is None else numbers.versions.get(facts.version, UNDECLARED_VERSION),
        purposes=_bits(numbers.purposes, facts.purposes),
        source=None if facts.source is None else numbers.sources.get(facts.source, UNDECLARED),
        on_consent=facts.on_consent,
        due_at=facts.due_at,
        over=_bits(numbers.purposes, facts.over),
    )


def stored(instant: dt.datetime | None) -> str | None:
    """An instant as Django keeps it in SQLite."""
    return None if instant is None else str(instant.astimezone(dt.UTC).replace(tzinfo=None))


def _bits(numbers, shorts) -> int:
    return sum(1 << numbers[short] for short in shorts if short in numbers)
