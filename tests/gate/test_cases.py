"""Every case in `tests/cases/gate` is decided as it says, by both evaluators and by the database."""

from __future__ import annotations

import copy
import functools
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml

from honour.gate import ACTIONS, RULES, Gate, codes
from honour.gate.reference import decide
from honour.gate.wire import QuestionGiven
from honour.notice.reading import load_notice
from tests.gate.rows_of import JOIN, ask_of
from tests.gate.tables import Tables

CASES = Path(__file__).parents[1] / "cases/gate"
EXAMPLES = Path(__file__).parents[2]
AT = "2026-12-03T10:00:00+00:00"
ASKED = ("action", "purpose", "categories", "recipient", "grounds", "at", "channel", "topic")


@functools.cache
def gate_over(notices: tuple[str, ...], observed: tuple[str, ...]) -> Gate:
    folders = [EXAMPLES if name.startswith("examples/") else CASES for name in notices]
    versions = [load_notice(folder / name).notice for folder, name in zip(folders, notices, strict=True)]
    return Gate(versions, observed=observed)


def read_cases() -> list[tuple[str, dict[str, Any]]]:
    """Each case, filled up with what its file gives to all."""
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        whole = yaml.safe_load(file.read_text(encoding="utf-8"))
        for case in whole["cases"]:
            given = copy.deepcopy(whole["given"])
            filled = {**given, **case, "subject": {**given["subject"], **case.get("subject", {})}}
            records = case.get("records", [case.get("record", {})])
            filled["records"] = [
                {"id": f"record-{place}", **given["record"], **record} for place, record in enumerate(records)
            ]
            filled["notices"] = tuple(whole["notices"])
            filled["observed"] = tuple(case.get("observed", whole.get("observed", ())))
            found.append((f"{file.stem}: {case['case']}", filled))
    return found


READ = read_cases()


def asked(case: dict[str, Any], gate: Gate):
    """The question of a case, read as JSON is read."""
    everything = dict.fromkeys((*gate.history.ever("purposes"), "fireworks"), ACTIONS)
    actor = {"name": "member-1", "kind": "staff", "grants": everything, **case.get("actor", {})}
    said = {"action": "use", "at": AT} | {key: case[key] for key in ASKED if key in case}
    return QuestionGiven.model_validate(
        {**said, "actor": actor, "subject": case["subject"], "records": case["records"]}
    ).question()


def expected(case: dict[str, Any]) -> list[list[str]]:
    return case["each"] if "each" in case else [case.get("codes", [])] * len(case["records"])


@pytest.mark.promise("S16")
@pytest.mark.parametrize("case", [case for _, case in READ], ids=[name for name, _ in READ])
def test_case(case):
    gate = gate_over(case["notices"], case["observed"])
    question = asked(case, gate)

    decision = gate.decide(question)

    assert decision == decide(gate.history, question, gate.observed)
    each = expected(case)
    assert [sorted(reason.code for reason in record.reasons) for record in decision.records] == [*map(sorted, each)]
    observes = case.get("observes", False)
    passing = sum(record.allowed for record in decision.records)
    outcome = "allowed" if observes or not any(each) else "refused"
    assert decision.outcome == case.get("outcome", outcome)
    assert decision.observed == observes
    assert passing == sum(not withheld for withheld in each) + sum(record.observed for record in decision.records)
    if "obligations" in case:
        assert list(decision.obligations) == case["obligations"]
    if "shared" in case:
        assert [reason.code for reason in decision.reasons] == case["shared"]


@pytest.fixture(scope="module")
def register():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield Tables(connection, "sqlite", "?")
    connection.close()


@pytest.mark.parametrize("case", [case for _, case in READ], ids=[name for name, _ in READ])
def test_case_in_the_database(register, case):
    gate = gate_over(case["notices"], case["observed"])
    question = asked(case, gate)
    register.fill(gate, [question])

    masks = register.rows(f"SELECT {gate.filter(ask_of(question), 'sqlite').mask} {JOIN} ORDER BY r.id")

    assert [sorted(codes(mask)) for (mask,) in masks] == [*map(sorted, expected(case))]


def test_there_are_more_than_a_hundred_cases_and_none_twice():
    names = [name for name, _ in READ]

    assert len(names) > 100
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("rule", [rule.code for rule in RULES if rule.code not in {"rule-failed", "action-unknown"}])
def test_every_rule_has_a_case_in_which_it_withholds_and_one_in_which_it_does_not(rule):
    about = [case for _, case in READ if case.get("rule") == rule]

    def withholds(case: dict[str, Any]) -> bool:
        return any(rule in each for each in [*expected(case), case.get("shared", [])])

    assert any(withholds(case) for case in about)
    assert any(not withholds(case) for case in about)


@pytest.mark.promise("S16")
def test_every_row_of_the_source_policys_table_and_every_purpose_of_its_prose_has_a_case():
    gate = gate_over(("examples/open-ecx/2018-06-21.yaml",), ())
    met = {case["purpose"] for name, case in READ if name.startswith("open-ecx:")}

    assert met == set(gate.history.current.purposes)
