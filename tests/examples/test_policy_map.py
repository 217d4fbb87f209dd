"""The page that maps the source policy to its clauses is whole, and is what its data say."""

from __future__ import annotations

import pytest

from scripts.policy_map import PAGE, load, page
from tests.examples.notices import SOURCE_POLICY, example

ROWS = [row for part in load()["parts"] for row in part["rows"]]


def test_every_clause_of_the_example_comes_from_some_passage_and_every_clause_named_exists():
    declared = {short for short, _ in example(SOURCE_POLICY).clauses()}
    reached = {clause for row in ROWS for clause in row.get("clauses", ())}
    assert declared - reached == set(), "clauses that no passage of the policy accounts for"
    assert reached - declared == set(), "clauses that the example does not have"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["opens"])
def test_a_passage_has_its_clauses_or_the_reason_why_not(row):
    assert ("clauses" in row) != ("none" in row)
    assert row.get("clauses") or row.get("none")
    assert row["kind"] in {"heading", "sentence", "list item", "table row"}


def test_the_policy_itself_is_not_kept():
    assert max(len(row["opens"].split()) for row in ROWS) <= 6


def test_the_whole_policy_is_mapped_from_its_first_heading_to_its_contact_details():
    assert len(ROWS) == 112
    assert ROWS[0]["clauses"] == ["form.download"]
    assert ROWS[-1]["clauses"] == ["controller"]


def test_the_page_is_written_from_the_data():
    assert PAGE.read_text(encoding="utf-8") == page(load()), "run: python scripts/policy_map.py"
