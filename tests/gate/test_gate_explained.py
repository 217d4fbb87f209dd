"""The page that explains the gate shows what the gate does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from honour.gate.wire import decision_json, read_question
from tests.gate.test_cases import gate_over

PAGE = (Path(__file__).parents[2] / "docs/explanation/gate.md").read_text(encoding="utf-8")
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def test_the_question_on_the_page_gets_the_answer_on_the_page():
    gate = gate_over(("examples/fellside/2018-06-21.yaml", "examples/fellside/2026-12-01.yaml"), ())
    given = read_question(json.dumps(BLOCKS[0]))

    assert decision_json(gate.decide(given.question()), given.id) == BLOCKS[1]


def test_the_request_on_the_page_can_be_read(db):
    from honour.api.decisions import QuestionAsked

    assert QuestionAsked.model_validate(BLOCKS[2]).person
