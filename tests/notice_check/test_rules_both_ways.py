"""Each rule both ways: one change sets it off, and nothing else with it; the least mend quiets it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from honour.law.pack import pack
from honour.notice.check.registry import RULES
from tests.notice_check.notices import DAY, HERE, changed, codes, found

CASES: list[dict[str, Any]] = [
    case for file in sorted((HERE / "cases").glob("*.yaml")) for case in yaml.safe_load(file.read_text("utf-8"))
]


def _terms(case: dict[str, Any]) -> dict[str, Any]:
    return {"at": case.get("at", DAY), "law": case.get("law", "uk")}


@pytest.mark.parametrize("case", CASES, ids=[case["it"] for case in CASES])
def test_fault(case):
    before, fault = case.get("given", {}), case["fault"]
    terms = _terms(case)
    assert codes(changed(before, fault), **terms) == sorted(case["finds"] + case.get("besides", []))
    if "severity" in case:
        severities = {each.severity for each in found(changed(before, fault), **terms) if each.code in case["finds"]}
        assert severities == {case["severity"]}
    if "clause" in case:
        clauses = {each.clause for each in found(changed(before, fault), **terms) if each.code in case["finds"]}
        assert clauses == {case["clause"]}
    if "says" in case:
        assert case["says"] in " ".join(each.sentence for each in found(changed(before, fault), **terms))
    if "to_do" in case:
        assert case["to_do"] in " ".join(each.fix for each in found(changed(before, fault), **terms))


@pytest.mark.parametrize("case", CASES, ids=[case["it"] for case in CASES])
def test_mend(case):
    mends = case["mend"] if isinstance(case["mend"], list) else [case["mend"]]
    for mend in mends:
        notice = changed(case.get("given", {}), case["fault"], mend)
        assert codes(notice, **_terms(case)) == sorted(case.get("besides", []))


def test_the_notice_that_the_cases_change_is_clean():
    assert codes(changed()) == []


def test_every_code_is_set_off_and_quieted_by_some_case():
    held = {code for case in CASES for code in case["finds"]}
    assert held == set(pack("uk").checks) | set(pack("eu").checks)


def test_every_code_of_the_law_has_a_rule_and_every_rule_a_code():
    known = set(pack("uk").checks) | set(pack("eu").checks)
    assert {code for rule in RULES for code in rule.codes} == known


def test_dates_in_cases_are_dates():
    assert all(isinstance(_terms(case)["at"], dt.date) for case in CASES)
