"""Honour's own processing stands in every notice, beside the organisation's."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.notice.builtin import BuiltInIdError, is_builtin, with_builtin
from honour.notice.check.checking import check
from honour.notice.model import Notice
from tests.examples.notices import ALL, MENDED, SOURCE_POLICY, example

PURPOSES = {
    "honour-rights", "honour-suppression", "honour-security", "honour-legal-notices", "honour-ledger", "honour-staging",
}  # fmt: skip


@pytest.fixture
def whole() -> Notice:
    return with_builtin(example(MENDED))


@pytest.mark.parametrize("name", ALL)
def test_the_notices_own_clauses_stay_as_they_are_and_the_built_in_ones_follow(name):
    own, whole = example(name), with_builtin(example(name))
    assert [pair for pair in whole.clauses() if not is_builtin(pair[0])] == list(own.clauses())
    assert list(whole.purposes)[len(own.purposes) :] == [
        short for short in whole.purposes if short.startswith("honour-")
    ]
    assert {short for short in whole.purposes if is_builtin(short)} == PURPOSES


def test_every_built_in_purpose_says_that_it_is_one_and_names_its_law(whole):
    for short in PURPOSES:
        purpose = whole.purposes[short]
        assert purpose.stated == "built-in"
        assert [basis.kind for basis in purpose.bases] == ["legal-obligation"]
        assert purpose.bases[0].enactment.startswith("UK GDPR, Article")


def test_under_european_law_the_built_in_clauses_cite_no_british_one():
    notice = with_builtin(example(SOURCE_POLICY).model_copy(update={"law": "eu"}))
    cited = " ".join(notice.purposes[short].bases[0].enactment for short in PURPOSES)
    assert "UK GDPR" not in cited
    assert "2018" not in cited
    assert "{" not in cited


def test_all_in_an_own_clause_does_not_come_to_mean_what_is_built_in():
    own, whole = example(SOURCE_POLICY), with_builtin(example(SOURCE_POLICY))
    assert own.purposes["services"].categories == "all"
    assert whole.categories_of("services") == own.categories_of("services")
    assert whole.chosen("all", whole.subjects) == set(own.subjects)
    assert whole.chosen("all", whole.sources) == set(own.sources)


def test_a_request_reaches_everything_that_is_held_even_what_the_notice_forgot_to_list():
    whole = with_builtin(example(SOURCE_POLICY))
    assert whole.categories_of("honour-rights") >= set(example(SOURCE_POLICY).categories)


def test_telling_people_about_the_notice_uses_no_more_than_their_address(whole):
    assert whole.categories_of("honour-legal-notices") == {"contact", "honour-messages-sent"}


def test_every_built_in_use_has_a_rule_of_retention_for_each_of_its_data_and_people(whole):
    for short in PURPOSES:
        for category in whole.categories_of(short):
            for subject in whole.purposes[short].subjects:
                rules = [
                    rule
                    for rule in whole.retention.values()
                    if short in rule.purposes and category in rule.categories and subject in rule.subjects
                ]
                assert len(rules) == 1, (short, category, subject)
                assert rules[0].trigger
                assert rules[0].period or rules[0].criteria


@pytest.mark.promise("S26")
def test_proof_of_identity_is_gone_when_the_request_is_closed(whole):
    assert whole.retention["honour-identity-evidence"].trigger == "request-closed"
    assert whole.retention["honour-identity-evidence"].period == "P0D"


@pytest.mark.promise("S21")
def test_a_stop_outlives_the_deletion_of_everything_else(whole):
    kept = whole.retention["honour-do-not-contact"]
    assert kept.end == "keep-minimal"
    assert kept.period is None


def test_staging_lasts_no_longer_than_the_register_lets_it(whole):
    from honour.register.due.periods import add_period
    from honour.register.staging import LONGEST

    start = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
    assert add_period(start, whole.retention["honour-staging"].period) - start == LONGEST


def test_joining_the_built_in_clauses_brings_no_finding_into_a_clean_notice(whole):
    findings = check(whole, at=dt.date(2026, 12, 1))
    assert [f"{finding.code} {finding.clause}: {finding.sentence}" for finding in findings] == []


def test_a_notice_that_takes_one_of_the_ids_is_refused_by_name():
    notice = example(MENDED)
    taken = notice.model_copy(
        update={"purposes": {**notice.purposes, "honour-rights": notice.purposes["services"]}},
    )
    with pytest.raises(BuiltInIdError, match=r"purpose\.honour-rights") as refused:
        with_builtin(taken)
    assert refused.value.clauses == ("purpose.honour-rights",)


def test_the_clauses_are_joined_once_only(whole):
    with pytest.raises(BuiltInIdError, match="no second set"):
        with_builtin(whole)
