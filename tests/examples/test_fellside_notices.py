"""The fictional company's two notices: the first with the faults of its day, the second put right."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.notice.check.checking import check
from tests.examples.notices import ALL, FIRST, MENDED, SOURCE_POLICY, example


@pytest.mark.parametrize("name", ALL)
def test_no_clause_names_another_that_is_not_declared(name):
    findings = check(example(name), at=dt.date(2026, 12, 1))
    assert [finding.sentence for finding in findings if finding.code == "H03"] == []


@pytest.mark.parametrize("name", ALL)
def test_no_key_is_unknown_to_the_model(name):
    def unknown(part) -> list[str]:
        if isinstance(part, dict):
            return [key for inner in part.values() for key in unknown(inner)]
        if isinstance(part, list):
            return [key for inner in part for key in unknown(inner)]
        if not hasattr(part, "__pydantic_extra__"):
            return []
        own = list(part.__pydantic_extra__ or ())
        return own + [key for field in type(part).model_fields for key in unknown(getattr(part, field))]

    assert unknown(example(name)) == []


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(2026, 12, 1), dt.date(2027, 9, 30)])
def test_the_mended_notice_has_no_finding_of_any_severity(day):
    findings = check(example(MENDED), at=day)
    assert [f"{finding.code} {finding.clause}: {finding.sentence}" for finding in findings] == []


def test_the_balancing_tests_of_the_mended_notice_come_due_for_review():
    findings = check(example(MENDED), at=dt.date(2028, 1, 1))
    assert {finding.code for finding in findings}, "a review that is overdue must be found"


def test_the_first_notice_has_the_faults_of_the_source_policy():
    at = dt.date(2018, 6, 21)
    source = {finding.code for finding in check(example(SOURCE_POLICY), at=at) if finding.severity == "error"}
    first = {finding.code for finding in check(example(FIRST), at=at) if finding.severity == "error"}
    assert source <= first
    assert {"L01", "L02", "L04", "L11", "L12"} <= first


def test_the_company_is_one_that_cannot_exist():
    for name in (FIRST, MENDED):
        controller = example(name).controller
        assert controller.company_number == "00000000"
        assert controller.email.endswith("@fellside.example")
        assert controller.telephone == "01632 960 187"
        assert "ZZ1" in controller.address


@pytest.mark.promise("S29")
def test_the_second_notice_replaces_the_first_and_is_of_the_same_shape():
    first, second = example(FIRST), example(MENDED)
    assert first.id == second.id
    assert second.replaces == first.version
    assert second.effective == dt.date(2026, 12, 1)
    gone = set(first.purposes) - set(second.purposes)
    assert gone == {"fraud-and-debts"}, "it became two purposes; every other keeps its id"
    heirs = {short for short, purpose in second.purposes.items() if "fraud-and-debts" in purpose.compatible_with}
    assert heirs == {"fraud-investigation", "debt-collection"}


@pytest.mark.promise("S16")
def test_the_first_notice_has_every_purpose_of_the_source_policy():
    assert set(example(FIRST).purposes) == set(example(SOURCE_POLICY).purposes)


@pytest.mark.promise("S17")
def test_every_legitimate_interest_is_balanced_reviewed_in_time_and_may_proceed():
    for short, purpose in example(MENDED).purposes.items():
        if any(basis.kind == "legitimate-interest" for basis in purpose.bases):
            test = purpose.balancing_test
            assert test is not None, short
            assert test.decision == "proceed"
            assert test.decided_on < example(MENDED).effective < test.review_by


@pytest.mark.promise("S20")
def test_marketing_rests_on_what_each_channel_allows():
    notice = example(MENDED)
    assert set(notice.soft_opt_in.channels) == {"email", "sms"}
    assert all(notice.subjects[short].is_customer for short in notice.soft_opt_in.subjects)
    assert notice.channels["post"].marketing == notice.channels["telephone"].marketing == "legitimate-interest"
    assert [basis.kind for basis in notice.purposes["marketing-by-consent"].bases] == ["consent"]
    assert "prospect" not in notice.purposes["marketing"].subjects
    assert not any(purpose.partners for purpose in notice.purposes.values())


@pytest.mark.promise("S18")
def test_no_list_of_people_is_bought_any_more():
    assert "data-list" in {source.kind for source in example(FIRST).sources.values()}
    assert "data-list" not in {source.kind for source in example(MENDED).sources.values()}


@pytest.mark.promise("S23")
def test_every_datum_of_every_purpose_has_one_rule_with_trigger_and_period():
    notice = example(MENDED)
    for purpose, declared in notice.purposes.items():
        for category in notice.categories_of(purpose):
            for subject in notice.chosen(declared.subjects, notice.subjects):
                rules = [
                    rule
                    for rule in notice.retention.values()
                    if purpose in notice.chosen(rule.purposes, notice.purposes)
                    and category in notice.chosen(rule.categories, notice.categories)
                    and subject in notice.chosen(rule.subjects, notice.subjects)
                ]
                assert len(rules) == 1, (purpose, category, subject)
                assert rules[0].trigger
                assert rules[0].period


@pytest.mark.promise("S12")
@pytest.mark.parametrize("name", [FIRST, MENDED])
def test_the_form_asks_for_the_same_things_in_both_versions(name):
    form = example(name).forms["get-in-touch"]
    assert set(form.fields) == {"name", "email", "company", "telephone", "message"}


@pytest.mark.promise("S12")
def test_the_mended_form_asks_only_for_what_it_needs_and_says_what_follows_from_a_blank():
    fields = example(MENDED).forms["get-in-touch"].fields
    assert {short for short, field in fields.items() if field.required} == {"name", "email", "message"}
    assert {short for short, field in fields.items() if field.consequence} == {"company", "telephone"}


@pytest.mark.promise("S03")
def test_the_mended_form_offers_to_say_no():
    choice = example(MENDED).forms["get-in-touch"].marketing
    assert (choice.kind, choice.purpose) == ("opt-out", "marketing")
    assert choice.wording == "Don't email me about similar services"


@pytest.mark.promise("S30")
def test_the_complaint_form_that_the_notice_names_is_one_of_its_forms():
    notice = example(MENDED)
    assert notice.complaints.to_controller == "statutory-route"
    assert notice.complaints.electronic_form == "/forms/complaint"
    assert notice.forms["complaint"].purposes == ["queries-and-complaints"]
