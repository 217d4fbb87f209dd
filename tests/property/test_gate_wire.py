"""Whatever comes in is answered: by a decision, or by the name of what is wrong with it."""

from __future__ import annotations

import codecs
import contextlib
import copy
import io
import json
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from honour.gate import Gate
from honour.gate.wire import decide_lines
from tests.gate import generated

GATE = Gate(generated.history(Random(7)))  # noqa: S311 - the same gate each time
WHOLE = {
    "id": "q",
    "actor": {"name": "m", "kind": "staff", "grants": {"credit": ["use", "disclose"], "news": ["contact"]}},
    "action": "use",
    "purpose": "credit",
    "categories": None,
    "recipient": None,
    "grounds": [],
    "at": "2026-03-01T12:00:00Z",
    "subject": {"status": "live", "kind": "customer", "consents": ["news"], "restricted": False, "informed_of": []},
    "records": [{"id": "r", "category": "contact", "version": "first", "purposes": ["credit"], "source": "forms"}],
}
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20),
    st.sampled_from(["credit", "use", "first", "customer", "2026-03-01T12:00:00Z", "erased", "agency"]),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
)


def paths(value: object, here: tuple = ()) -> list[tuple]:
    found = [here] if here else []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        found += paths(inner, (*here, key))
    return found


PATHS = paths(WHOLE)


def put(question: dict, path: tuple, value: object) -> None:
    *way, last = path
    place = question
    for key in way:
        place = place[key]
    place[last] = value


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), ANYTHING), max_size=3))
def test_a_question_with_anything_in_it_is_decided_or_named(changes):
    question = copy.deepcopy(WHOLE)
    for path, value in changes:
        with contextlib.suppress(KeyError, IndexError, TypeError):  # an earlier change took the place away
            put(question, path, value)
    said = answer(json.dumps(question))

    assert ("outcome" in said) != ("error" in said)
    if "error" in said:
        assert said["line"] == 1
    else:
        allowed = [record["allowed"] for record in said["records"]]
        assert said["outcome"] == ("refused" if not any(allowed) else "allowed" if all(allowed) else "partly")
        assert all(record["allowed"] or record["reasons"] for record in said["records"])


@settings(max_examples=200, deadline=None)
@example(codecs.BOM_UTF8)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_line_is_answered(line):
    out = io.StringIO()
    decide_lines(GATE, [line], out)
    said = line.removeprefix(codecs.BOM_UTF8).strip()  # before the first line a mark is passed over
    assert len(out.getvalue().splitlines()) == (1 if said else 0)


def answer(line: str) -> dict:
    out = io.StringIO()
    decide_lines(GATE, [line], out)
    return json.loads(out.getvalue())
