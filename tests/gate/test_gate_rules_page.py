"""The reference page says what the rules say."""

from __future__ import annotations

from pathlib import Path

from honour.gate import RULES
from honour.gate.compiled.changes import changes_of
from honour.gate.rulebook import page
from honour.gate.rules import BIT, FAILED

PAGE = Path(__file__).parents[2] / "docs/reference/gate-rules.md"


def test_the_page_of_rules_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: python -m honour.gate.rulebook > docs/reference/gate-rules.md"
    )


def test_every_code_stands_on_the_page_once_and_in_the_order_of_evaluation():
    headings = [line.removeprefix("## ") for line in page().splitlines() if line.startswith("## ")]

    assert headings == [*(rule.code for rule in RULES), "Obligations"]


def test_a_mask_has_room_for_every_rule():
    assert len(BIT) == len(RULES)
    assert sum(BIT.values()) < 1 << 63


def test_sentences_blame_nobody_and_end_like_sentences():
    blaming = ("denied", "forbidden", "illegal", "invalid", "error", "must not", "violat")

    for rule in RULES:
        assert not [word for word in blaming if word in rule.sentence.lower()], rule.code
        assert rule.sentence.endswith("."), rule.code


def test_what_cannot_be_decided_is_never_let_pass():
    assert not FAILED.observe


def test_the_law_of_bases_changes_on_the_day_that_recognised_interests_came_in():
    assert [day.isoformat() for day in changes_of("uk")] == ["2026-02-05"]
    assert changes_of("eu") == ()
