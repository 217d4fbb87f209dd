"""A notice of more than five hundred clauses, and a history of many versions, are decided like small ones."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from honour.gate import Actor, Gate, NoNumberLeft, Numbers, Question, RecordFacts, SubjectFacts, codes
from honour.gate.reference import decide
from honour.notice.builtin import with_builtin
from honour.notice.model import Notice
from honour.notice.reading import load_notice
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


def test_sixty_three_versions_that_change_everything_fit_in_a_statement_of_sqlite_and_are_decided_alike():
    draw = Random(63)  # noqa: S311 - the same versions each time
    newest = with_builtin(load_notice(Path("examples/fellside/2026-12-01.yaml")).notice)
    labels = [f"{year}" for year in range(1950, 2013)]
    gate = Gate([rewritten(draw, newest, label) for label in labels], observed=["enquiries"])
    actor = Actor("member-1", "staff", {"enquiries": frozenset({"use"})})
    questions = [
        Question(
            actor,
            "use",
            "enquiries",
            AT,
            SubjectFacts(kind=draw.choice(list(newest.subjects)), informed_of=frozenset(draw.sample(labels, 5))),
            tuple(
                RecordFacts(
                    str(number),
                    draw.choice(list(newest.categories)),
                    draw.choice(labels),
                    frozenset(draw.sample(list(newest.purposes), 8)),
                    draw.choice(list(newest.sources)),
                    on_consent=draw.random() < 0.1,
                )
                for number in range(9)
            ),
        )
        for _ in range(60)
    ]
    tables = Tables(sqlite3.connect(":memory:", isolation_level=None), "sqlite", "?")
    tables.fill(gate, questions)

    written = gate.filter(ask_of(questions[0]), "sqlite")
    masks = tables.rows(f"SELECT {written.mask} {JOIN} ORDER BY r.id")
    decided = [record for question in questions for record in gate.decide(question).records]

    assert len(written.mask + written.where + written.where) < 900_000  # what opening a selection asks
    assert [set(codes(mask)) for (mask,) in masks] == [{reason.code for reason in each.reasons} for each in decided]
    assert [gate.decide(each) for each in questions[:3]] == [
        decide(gate.history, each, gate.observed) for each in questions[:3]
    ]
    assert len({each.allowed for each in decided}) == 2
    tables.connection.close()


def rewritten(draw: Random, notice: Notice, label: str) -> Notice:
    """A version in which the purpose is another, and in every seventh is not there."""

    def half(of: Iterable[str]) -> tuple[str, ...]:
        return tuple(each for each in of if draw.random() < 0.5)

    purposes = dict(notice.purposes)
    parts = {"categories": notice.categories, "sources": notice.sources, "subjects": notice.subjects}
    other = purposes.pop("enquiries").model_copy(update={part: half(of) for part, of in parts.items()})
    if int(label) % 7:
        purposes["enquiries"] = other
    return notice.model_copy(update={"version": label, "effective": dt.date(int(label), 1, 1), "purposes": purposes})


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
