"""The gate that runs decides as the gate that is plainly right: in words, in numbers and in the database."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.gate import RULES, Gate, Question, codes
from honour.gate.reference import decide
from tests.gate import generated
from tests.gate.rows_of import JOIN, ask_of, record_row, subject_row
from tests.gate.tables import Tables

QUESTIONS = 25
SEEDS = given(seed=st.integers(0, 2**32 - 1))
HISTORIES = settings(max_examples=80, deadline=None)


def drawn(seed: int) -> tuple[Gate, list[Question]]:
    """A gate over generated versions, and questions for it."""
    draw = Random(seed)  # noqa: S311 - a failure must be found again
    notices = generated.history(draw)
    gate = Gate(
        notices,
        numbers=generated.numbers(draw, notices),
        observed=generated.observed(draw),
        zone=ZoneInfo(draw.choice(generated.ZONES)),
    )
    versions = generated.VERSIONS if len(notices) > len(generated.FEW) else generated.FEW
    return gate, [generated.question(draw, versions) for _ in range(QUESTIONS)]


@HISTORIES
@SEEDS
def test_the_compiled_gate_decides_as_the_reference_does(seed):
    gate, questions = drawn(seed)

    for question in [*questions, *questions]:  # the second time from memory
        assert gate.decide(question) == decide(gate.history, question, gate.observed)


@HISTORIES
@SEEDS
def test_facts_in_numbers_are_decided_as_facts_in_words(seed):
    gate, questions = drawn(seed)

    for question in questions:
        subject = subject_row(gate.numbers, question.subject)
        records = [record_row(gate.numbers, record) for record in question.records]
        assert gate.decide_rows(ask_of(question), subject, records) == gate.decide(question)


def test_every_rule_is_met_in_what_is_generated():
    met, outcomes = set(), set()

    for seed in range(60):
        gate, questions = drawn(seed)
        for question in questions:
            decision = gate.decide(question)
            met |= {reason.code for record in decision.records for reason in record.reasons}
            met |= {reason.code for reason in decision.reasons}
            outcomes |= {decision.outcome, *("observed" for record in decision.records if record.observed)}

    assert {rule.code for rule in RULES} - met == {"rule-failed"}
    assert outcomes == {"allowed", "partly", "refused", "observed"}


def decides_alike(tables: Tables, seed: int) -> None:
    """Each question's mask and condition, in the database, against the gate's own answer."""
    gate, questions = drawn(seed)
    tables.fill(gate, questions)
    for place, question in enumerate(questions):
        written = gate.filter(ask_of(question), tables.dialect)
        here = f"{JOIN} WHERE s.id = {place}"
        masks = [mask for (mask,) in tables.rows(f"SELECT {written.mask} {here} ORDER BY r.id")]
        passing = {each - place * 10 for (each,) in tables.rows(f"SELECT r.id {here} AND {written.where}")}
        decided = gate.decide(question).records
        assert [set(codes(mask)) for mask in masks] == [{reason.code for reason in each.reasons} for each in decided]
        assert passing == {number for number, each in enumerate(decided) if each.allowed}
        tally = written.tallied(tables.rows(written.tally(here))[0])
        assert (tally.allowed, tally.observed) == (len(passing), sum(each.observed for each in decided))
        assert tally.refused == Counter(r.code for each in decided if not each.allowed for r in each.reasons)
        assert tally.allowed + tally.withheld == len(decided)


@pytest.fixture(scope="module")
def sqlite_tables():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield Tables(connection, "sqlite", "?")
    connection.close()


@settings(max_examples=60, deadline=None)
@SEEDS
def test_sqlite_decides_as_the_gate_does(sqlite_tables, seed):
    decides_alike(sqlite_tables, seed)


@pytest.fixture(scope="module")
def postgresql_tables():
    import psycopg

    with psycopg.connect(os.environ["HONOUR_TEST_POSTGRES_URL"], autocommit=True) as connection:
        yield Tables(connection, "postgresql", "%s")


@pytest.mark.postgresql
@settings(max_examples=25, deadline=None)
@SEEDS
def test_postgresql_decides_as_the_gate_does(postgresql_tables, seed):
    decides_alike(postgresql_tables, seed)
