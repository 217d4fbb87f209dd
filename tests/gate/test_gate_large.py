"""A notice of more than five hundred clauses, and a history of many versions, are decided like small ones."""

from __future__ import annotations

import datetime as dt
import sqlite3
from random import Random

import pytest

from honour.gate import Actor, Gate, NoNumberLeft, Numbers, Question, RecordFacts, SubjectFacts, codes
from honour.gate.reference import decide
from honour.notice.model import Notice
from tests.gate.rows_of import JOIN, ask_of
from tests.gate.tables import Tables

AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CATEGORIES, SOURCES, KINDS = ([f"{name}-{n}" for n in range(150)] for name in ("category", "source", "kind"))
PURPOSES, RECIPIENTS = ([f"{name}-{n}" for n in range(60)] for name in ("purpose", "recipient"))


def notice(draw: Random, year: int) -> Notice:
    def half(of: list[str]) -> list[str]:
        return [each for each in of if draw.random() < 0.5]

    return Notice.model_validate(
        {
            "honour": 1, "id": "large", "title": "Large", "version": f"{year}", "effective": dt.date(year, 1, 1),
            "controller": {"name": "Large Ltd"},
            "subjects": {each: {"name": each} for each in KINDS},
            "categories": {each: {"name": each} for each in CATEGORIES},
            "sources": {each: {"name": each, "categories": half(CATEGORIES)} for each in SOURCES},
            "purposes": {
                each: {
                    "name": each, "categories": half(CATEGORIES), "subjects": half(KINDS), "sources": half(SOURCES),
                    "bases": [{"kind": "contract"}, {"kind": "consent", "for_subjects": half(KINDS)}],
                    "compatible_with": half(PURPOSES),
                } for each in PURPOSES
            },
            "recipients": {
                each: {"name": each, "purposes": half(PURPOSES), "categories": half(CATEGORIES)} for each in RECIPIENTS
            },
        }
    )  # fmt: skip


def test_a_notice_of_five_hundred_clauses_is_decided_alike_by_all():
    draw = Random(500)  # noqa: S311 - the same notice each time
    gate = Gate([notice(draw, 2018), notice(draw, 2024)])
    assert sum(1 for _ in gate.history.current.clauses()) > 500
    tables = Tables(sqlite3.connect(":memory:", isolation_level=None), "sqlite", "?")
    actor = Actor("member-1", "staff", dict.fromkeys(PURPOSES, frozenset({"use", "disclose"})))

    for _ in range(4):
        discloses = draw.random() < 0.5
        question = Question(
            actor=actor,
            action="disclose" if discloses else "use",
            purpose=draw.choice(PURPOSES),
            at=AT,
            subject=SubjectFacts(kind=draw.choice(KINDS), informed_of=frozenset({"2024"})),
            records=tuple(
                RecordFacts(
                    str(number),
                    draw.choice(CATEGORIES),
                    draw.choice(["2018", "2024"]),
                    frozenset(draw.sample(PURPOSES, 2)),
                    draw.choice(SOURCES),
                )
                for number in range(30)
            ),
            recipient=draw.choice(RECIPIENTS) if discloses else None,
        )
        decided = gate.decide(question)
        assert decided == decide(gate.history, question)
        tables.fill(gate, [question])
        masks = tables.rows(f"SELECT {gate.filter(ask_of(question), 'sqlite').mask} {JOIN} ORDER BY r.id")
        assert [set(codes(mask)) for (mask,) in masks] == [
            {reason.code for reason in record.reasons} for record in decided.records
        ]
    tables.connection.close()


def test_sixty_three_versions_that_change_little_are_written_no_longer_than_their_changes():
    first = notice(Random(1), 1950)  # noqa: S311 - the same notice each time
    versions = [
        first.model_copy(update={"version": f"{year}", "effective": dt.date(year, 1, 1)}) for year in range(1950, 2013)
    ]
    gate = Gate(versions)
    actor = Actor("member-1", "staff", {"purpose-1": frozenset({"use"})})
    ask = ask_of(Question(actor, "use", "purpose-1", AT, SubjectFacts(), ()))

    assert len(gate.numbers.versions) == 63
    assert len(gate.filter(ask, "sqlite").mask) < 2 * len(Gate(versions[-1:]).filter(ask, "sqlite").mask)


def test_a_sixty_fourth_purpose_finds_no_number_left():
    full = Numbers(purposes={f"earlier-{number}": number for number in range(60)})
    declared = {f"new-{number}": {"name": "New"} for number in range(4)}
    four_more = Notice.model_validate(
        {
            "honour": 1, "id": "full", "title": "Full", "version": "2026", "effective": "2026-01-01",
            "controller": {"name": "Full Ltd"}, "purposes": declared,
        }
    )  # fmt: skip

    with pytest.raises(NoNumberLeft, match="new-3"):
        full.allot([four_more])
