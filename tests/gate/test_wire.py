"""Questions come in as JSON and decisions go out, one a line; what cannot be read is named and does no harm."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest

from honour.gate.history import HistoryError
from honour.gate.wire import (
    LONGEST_LINE,
    QuestionRefusedError,
    decide_lines,
    decision_json,
    decision_schema,
    gate_for,
    question_schema,
    read_question,
)
from honour.notice.reading import load_notice
from tests.gate.test_cases import CASES, gate_over

HARBOUR = ("notices/harbour-2020.yaml", "notices/harbour-2026.yaml")
RECORD = {"id": "r1", "category": "contact", "version": "2026", "purposes": ["membership"], "source": "forms"}
QUESTION = {
    "id": "q1",
    "actor": {"name": "member-1", "kind": "staff", "grants": {"membership": ["use"]}},
    "action": "use",
    "purpose": "membership",
    "at": "2026-12-03T10:00:00Z",
    "subject": {"kind": "member"},
    "records": [RECORD],
}


@pytest.fixture
def gate():
    return gate_over(HARBOUR, ())


def answers(gate, *lines):
    out = io.StringIO()
    failures = decide_lines(gate, lines, out)
    return failures, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_question_a_line_is_answered_by_a_decision_a_line(gate):
    refused = QUESTION | {"id": "q2", "subject": {"kind": "guest"}}

    failures, (first, second) = answers(gate, json.dumps(QUESTION), json.dumps(refused))

    assert failures == 0
    assert first == {
        "id": "q1",
        "outcome": "allowed",
        "purpose": "membership",
        "version": "2026",
        "observed": False,
        "reasons": [],
        "obligations": [],
        "records": [{"id": "r1", "allowed": True, "observed": False, "reasons": []}],
    }
    assert (second["id"], second["outcome"]) == ("q2", "refused")
    assert second["records"][0]["reasons"][0] == {
        "code": "consent-missing",
        "clause": "purpose.membership",
        "sentence": "Running the membership rests on consent, and this person's is not on record or was taken back.",
    }


def test_a_line_that_cannot_be_read_is_named_and_the_rest_go_on(gate):
    good = json.dumps(QUESTION).encode()

    failures, said = answers(gate, good, b"{", b"", b'{"action": "sell"}', b"\xff\xfe", good)

    assert failures == 3
    assert [each.get("outcome") for each in said] == ["allowed", None, None, None, "allowed"]
    assert [each.get("line") for each in said] == [None, 2, 4, 5, None]
    assert said[2]["field"] == "action"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"action": "sell"}, "action"),
        ({"purpose": 3}, "purpose"),
        ({"purpose": "p" * 201}, "purpose"),
        ({"at": "2026-12-03T10:00:00"}, "at"),
        ({"at": "soon"}, "at"),
        ({"at": 1_800_000_000}, "at"),
        ({"at": "1800000000"}, "at"),
        ({"at": "2026-12-03"}, "at"),
        ({"actor": {"kind": "staff"}}, "actor.name"),
        ({"actor": {"name": "m", "kind": "visitor"}}, "actor.kind"),
        ({"actor": {"name": "m", "grants": {"membership": ["sell"]}}}, "actor.grants.membership"),
        ({"subject": {"status": "asleep"}}, "subject.status"),
        ({"subject": {"consent": ["newsletter"]}}, "subject.consent"),
        ({"subject": {"restricted": "perhaps"}}, "subject.restricted"),
        ({"records": [RECORD, {"id": "r2"}]}, "records.1.category"),
        ({"records": [RECORD | {"due_at": "2026-12-03T10:00:00"}]}, "records.0.due_at"),
        ({"records": [RECORD] * 10_001}, "records"),
        ({"grounds": "legal-claim"}, "grounds"),
        ({"everything": True}, "everything"),
    ],
)
def test_what_is_wrong_with_a_question_is_named_by_its_field(change, field):
    with pytest.raises(QuestionRefusedError) as refused:
        read_question(json.dumps(QUESTION | change))

    assert refused.value.field.startswith(field)
    assert str(refused.value).startswith(field)


@pytest.mark.parametrize("hostile", ["[" * 100_000, '{"id": "\\ud800"}', "null", "[]", "3", '"x"', "{}", "\x00"])
def test_hostile_lines_are_refused(hostile):
    with pytest.raises(QuestionRefusedError):
        read_question(hostile)


def test_a_key_that_stands_twice_is_refused_for_readers_differ_in_which_they_take():
    with pytest.raises(QuestionRefusedError, match="a key stands twice in the same object"):
        read_question(json.dumps(QUESTION)[:-1] + ', "purpose": "newsletter"}')


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", "\ufeff"])
def test_a_byte_order_mark_before_the_first_line_is_passed_over_and_before_no_other(gate, mark):
    line = json.dumps(QUESTION) + "\r\n"
    marked = mark + line.encode() if isinstance(mark, bytes) else mark + line

    failures, (first, second) = answers(gate, marked, marked)

    assert (failures, first["outcome"], second["line"]) == (1, "allowed", 2)


def test_a_moment_is_the_same_in_whichever_zone_it_is_written():
    written = ["2026-02-05T00:30:00+01:00", "2026-02-04T23:30:00Z", "2026-02-04T12:30:00-11:00"]

    read = [read_question(json.dumps(QUESTION | {"at": each})).at for each in written]

    assert {(at, at.date()) for at in read} == {(dt.datetime(2026, 2, 4, 23, 30, tzinfo=dt.UTC), dt.date(2026, 2, 4))}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"action": "sell"}, "action: 'use', 'disclose', 'contact', 'collect' or 'keep' is expected"),
        ({"at": "soon"}, "at: write a moment as RFC 3339 has it, with its zone"),
        ({"purpose": "p" * 201}, "purpose: at most 200 characters are allowed"),
        ({"grounds": "legal-claim"}, "grounds: a list is expected"),
        ({"everything": True}, "everything: there is no part of this name; take it out"),
        ({"actor": "asha"}, "actor: a JSON object is expected"),
        ({"subject": {"restricted": "no"}}, "subject.restricted: true or false is expected"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(change, words):
    with pytest.raises(QuestionRefusedError) as refused:
        read_question(json.dumps(QUESTION | change))

    assert str(refused.value) == words


def test_the_version_that_takes_effect_last_is_in_use_whatever_the_order_they_are_given_in():
    old, new = (load_notice(CASES / path).notice for path in HARBOUR)

    assert gate_for([new, old]).history.current.version == gate_for([old, new]).history.current.version == "2026"


def test_versions_of_different_notices_make_no_history():
    old, new = (load_notice(CASES / path).notice for path in HARBOUR)

    with pytest.raises(HistoryError, match="different notices, not versions of one"):
        gate_for([old.model_copy(update={"id": "another"}), new])


def test_an_id_that_stands_for_several_records_is_allowed_only_if_all_of_them_are(gate):
    withheld = RECORD | {"source": "somewhere"}
    decision = gate.decide(read_question(json.dumps(QUESTION | {"records": [RECORD, withheld]})).question())

    assert [record.allowed for record in decision.records] == [True, False]
    assert decision.allowed_ids == frozenset()


def test_a_line_without_end_is_refused_unread():
    with pytest.raises(QuestionRefusedError, match="characters long"):
        read_question(" " * (LONGEST_LINE + 1))


def test_values_of_a_question_are_not_repeated_in_what_is_wrong_with_it():
    with pytest.raises(QuestionRefusedError) as refused:
        read_question(json.dumps(QUESTION | {"purpose": {"asha": "asha@patel.example"}}))

    assert "asha" not in str(refused.value)


def test_words_beyond_ascii_go_out_as_they_are(gate):
    _, (said,) = answers(gate, json.dumps(QUESTION | {"id": "frage-ä-问"}))

    assert said["id"] == "frage-ä-问"


def test_every_key_of_a_decision_stands_in_its_schema(gate):
    schema = decision_schema()
    said = decision_json(gate.decide(read_question(json.dumps(QUESTION | {"subject": {}})).question()), "q1")

    assert set(said) == set(schema["properties"])
    assert set(said["records"][0]) == set(schema["$defs"]["RecordDecided"]["properties"])
    assert set(said["records"][0]["reasons"][0]) == set(schema["$defs"]["ReasonSaid"]["properties"])


def test_the_schema_of_a_question_asks_for_what_reading_it_asks_for():
    schema = question_schema()

    assert set(schema["required"]) == {"action", "actor", "at", "purpose"}
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["RecordGiven"]["required"] == ["id", "category"]
    assert set(QUESTION) <= set(schema["properties"])
