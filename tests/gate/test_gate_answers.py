"""What the gate answers: its words, what it makes of rules that fail, and what it remembers."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from honour.gate import (
    ACTIONS,
    Actor,
    Ask,
    Gate,
    HistoryError,
    Numbers,
    Question,
    RecordFacts,
    RecordRow,
    SubjectFacts,
    SubjectRow,
)
from honour.gate.reference import decide
from tests.gate.test_cases import gate_over

HARBOUR = ("notices/harbour-2020.yaml", "notices/harbour-2026.yaml")
FELLSIDE = ("examples/fellside/2018-06-21.yaml", "examples/fellside/2026-12-01.yaml")
AT = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
CONTACT = RecordFacts("r1", "contact", "2026", frozenset({"membership"}), "forms")


@pytest.fixture
def gate():
    return gate_over(HARBOUR, ())


def question(gate, *records, purpose="membership", **more):
    everything = dict.fromkeys(gate.history.ever("purposes"), frozenset(ACTIONS))
    actor = Actor("member-1", "staff", everything)
    facts = {"actor": actor, "action": "use", "at": AT, "subject": SubjectFacts(kind="member"), "records": records}
    return Question(**{**facts, "purpose": purpose, **more})


def sentences(decision):
    return [reason.sentence for record in decision.records for reason in record.reasons]


def test_a_reason_names_the_notice_by_its_day_and_clauses_by_their_names(gate):
    record = dataclasses.replace(CONTACT, version="2020", category="results")

    (reason,) = gate.decide(question(gate, record)).records[0].reasons

    assert reason.code == "category-not-listed"
    assert reason.clause == "purpose.membership"
    assert reason.sentence == "The notice of 1 June 2026 lists other data for running the membership, not race results."


def test_a_purpose_that_somebody_else_acts_for_is_told_without_blame(gate):
    asked = question(gate, CONTACT, purpose="coaching", actor=Actor("m", "staff", {"tax": frozenset({"use"})}))

    assert sentences(gate.decide(asked)) == ["This is open to those who act for coaching. You act for other purposes."]


def test_people_to_be_told_first_are_told_apart_from_those_whose_data_never_may(gate):
    old = dataclasses.replace(CONTACT, version="2020")

    (told_first,) = sentences(gate.decide(question(gate, old, purpose="rescue")))
    assert told_first.startswith("The notice of 1 January 2020 did not mention rescue on the water. Tell this person")
    assert "does not say that it goes with" in sentences(gate.decide(question(gate, old, purpose="safeguarding")))[0]


@pytest.mark.parametrize(
    "strange",
    [
        {"purpose": "asha-patel"},
        {"recipient": "asha-patel"},
        {"categories": frozenset({"asha-patel"})},
        {"subject": SubjectFacts(kind="asha-patel")},
        {"action": "asha-patel"},
    ],
)
def test_what_was_never_declared_is_not_repeated_in_any_reason(gate, strange):
    record = RecordFacts("r1", "asha-patel", "asha-patel", frozenset({"asha-patel"}), "asha-patel")
    asked = question(gate, record, **strange)

    decision = gate.decide(asked)

    assert decision == decide(gate.history, asked)
    reasons = [*decision.reasons, *decision.records[0].reasons]
    assert reasons
    assert "asha-patel" not in "".join(reason.clause + reason.sentence for reason in reasons)


def test_a_rule_that_fails_is_a_refusal_of_that_record_alone(gate):
    naive = dataclasses.replace(CONTACT, id="naive", due_at=dt.datetime(2027, 1, 1))  # noqa: DTZ001 - what fails
    asked = question(gate, CONTACT, naive)

    decision = gate.decide(asked)

    assert decision == decide(gate.history, asked)
    assert decision.outcome == "partly"
    assert [reason.code for reason in decision.records[1].reasons] == ["rule-failed"]


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": None},
        {"subject": SubjectFacts(kind="member", consents=None)},
        {"subject": SubjectFacts(kind="member", status="asleep")},
        {"subject": SubjectFacts(kind=["member"])},
        {"actor": Actor("m", "staff", None)},
        {"at": "yesterday"},
        {"grounds": None},
    ],
)
def test_a_question_that_cannot_be_decided_is_refused_as_a_whole(gate, broken):
    decision = gate.decide(question(gate, CONTACT, **broken))

    assert decision.outcome == "refused"
    assert [reason.code for reason in decision.reasons] == ["rule-failed"]
    assert not decision.allowed_ids


def test_observing_lets_no_failing_rule_pass():
    gate = gate_over(HARBOUR, ("membership",))
    naive = dataclasses.replace(CONTACT, due_at=dt.datetime(2027, 1, 1))  # noqa: DTZ001 - what fails

    assert gate.decide(question(gate, naive)).outcome == "refused"


def test_facts_in_numbers_that_cannot_be_decided_are_refused(gate):
    actor = Actor("m", "staff", {"membership": frozenset({"use"})})
    ask = Ask(actor, "use", "membership", AT)
    numbers = gate.numbers
    row = RecordRow(7, numbers.categories["contact"], numbers.versions["2026"], 0, numbers.sources["forms"])
    person = SubjectRow(kind=numbers.kinds["member"])

    assert gate.decide_rows(ask, person, [row]).outcome == "allowed"
    assert gate.decide_rows(ask, person, [row._replace(due_at="2027-01-01 00:00:00")]).outcome == "refused"
    assert gate.decide_rows(ask, person, [row, (8,)]).allowed_ids == {7}
    assert gate.decide_rows(ask, (None, None), [row]).outcome == "refused"
    assert gate.decide_rows(ask, person._replace(status=5), [row]).outcome == "refused"


def test_a_gate_forgets_when_it_remembers_too_much_and_decides_the_same(gate, monkeypatch):
    from honour.gate.compiled import frames

    monkeypatch.setattr(frames, "_KEPT", 2)
    fresh = Gate(gate.history.versions)
    asked = [question(gate, CONTACT, subject=SubjectFacts(kind=kind)) for kind in ("member", "guest", "parent", None)]

    assert [fresh.decide(each) for each in asked * 3] == [decide(gate.history, each) for each in asked * 3]
    assert sum(len(plan.frames) for plans in fresh._frames._plans for plan in plans.values()) <= 3


def test_strangers_fill_no_memory(gate):
    fresh = Gate(gate.history.versions)
    for number in range(50):
        strange = RecordFacts("r", f"c{number}", f"v{number}", frozenset(), f"s{number}")
        fresh.decide(question(gate, strange, recipient=f"x{number}"))
        fresh.decide(question(gate, strange, purpose=f"p{number}", action=f"a{number}"))

    plans = [plan for plans in fresh._frames._plans for plan in plans.values()]
    assert len(plans) <= 2
    standings = [standing for plan in plans for frame in plan.frames.values() for standing in frame.values()]
    assert len(standings) == 0


def test_a_purpose_keeps_its_number_when_it_retires_and_a_new_one_gets_the_next(gate):
    first, second = gate.history.versions
    before = Numbers().allot([first])
    after = before.allot([second])

    assert {short: after.purposes[short] for short in before.purposes} == dict(before.purposes)
    assert after.purposes["boat-history"] == before.purposes["boat-history"]
    assert sorted(after.purposes.values()) == list(range(len(after.purposes)))
    assert after.allot([first, second]) == after


def test_a_gate_is_not_made_with_numbers_that_lack_a_clause(gate):
    first, second = gate.history.versions

    with pytest.raises(ValueError, match="Allot and store the numbers"):
        Gate([first, second], numbers=Numbers().allot([first]))


def test_versions_that_make_no_history_are_refused(gate):
    first, second = gate.history.versions

    with pytest.raises(HistoryError, match="at least one"):
        Gate([])
    with pytest.raises(HistoryError, match="given twice"):
        Gate([first, first])
    with pytest.raises(HistoryError, match="not among"):
        Gate([first, second], current="2019")


def test_versions_after_the_one_in_force_carry_nothing_yet(gate):
    first, second = gate.history.versions
    earlier = Gate([second, first], current="2020")

    assert earlier.decide(question(gate, CONTACT, purpose="rescue")).outcome == "refused"
    assert earlier.decide(question(gate, dataclasses.replace(CONTACT, version="2020"))).version == "2020"
    (record,) = earlier.decide(question(gate, CONTACT)).records
    assert [reason.code for reason in record.reasons] == ["version-unknown"]


def test_a_question_in_sql_needs_an_aware_time(gate):
    ask = Ask(Actor("m", "staff", {}), "use", "membership", dt.datetime(2026, 12, 3))  # noqa: DTZ001 - what is refused

    with pytest.raises(ValueError, match="no time zone"):
        gate.filter(ask, "sqlite")


def test_decisions_say_by_which_notice_they_were_taken():
    gate = gate_over(FELLSIDE, ())

    assert gate.decide(question(gate, purpose="services")).version == "2026-12-01"
