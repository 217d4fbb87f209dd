"""The source policy of 2018, stated as it was: what it says, what it leaves blank, where it breaks off."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.notice.model import Notice
from tests.examples.notices import SOURCE_POLICY, example

TABLE = {
    "services": ("all that is collected", ["contract"]),
    "payments": ({"transaction", "payment"}, ["contract", "consent"]),
    "queries-and-complaints": ("all that is collected", ["legal-obligation"]),
    "staff-training": ("all that is collected", ["legitimate-interest"]),
    "credit-checks": ({"contact", "payment"}, ["contract"]),
    "anti-money-laundering": ({"contact"}, ["legal-obligation"]),
    "products-of-interest": ("all but payment", ["legitimate-interest"]),
    "marketing": ("all but payment", ["legitimate-interest"]),
    "fraud-and-debts": ("all that is collected", ["legitimate-interest"]),
    "new-products": (set(), []),
}
COLLECTED = {"contact", "payment", "interactions", "preferences", "website-usage"}
WORDS = {"all that is collected": COLLECTED, "all but payment": COLLECTED - {"payment"}}


@pytest.fixture(scope="module")
def policy() -> Notice:
    return example(SOURCE_POLICY)


def test_it_is_a_historical_document_in_force_since_its_date(policy):
    assert policy.historical
    assert policy.effective == dt.date(2018, 6, 21)
    assert policy.changes is not None
    assert policy.changes.last_updated == dt.date(2018, 6, 21)


@pytest.mark.promise("S01")
def test_the_identity_block_is_complete(policy):
    controller = policy.controller
    assert controller.name == "Open ECX Limited"
    assert (controller.registered_in, controller.company_number) == ("England and Wales", "08036689")
    assert controller.registered_office == "Manor Court, Salisbury Hall Lane, Ribchester, Preston, PR3 3XR"
    assert "Units 38 & 39" in controller.address
    assert controller.email == "enquiries@openecx.co.uk"
    assert controller.telephone == "+44 (0)1254 915 187"
    assert controller.data_protection_officer is None
    assert not controller.no_data_protection_officer, "the policy does not say that there is none"


@pytest.mark.promise("S02")
def test_each_kind_of_person_has_its_tie(policy):
    assert {short: subject.tie for short, subject in policy.subjects.items()} == {
        "customer": "customer",
        "prospect": "prospect",
        "staff-of-customer": "staff-of-customer",
        "staff-of-customer-group": "staff-of-customer-group",
        "client-matter": "client-matter",
        "visitor": "visitor",
        "staff-of-connected-company": "staff-of-connected-company",
        "staff-of-supplier": "staff-of-supplier",
    }


@pytest.mark.promise("S03")
@pytest.mark.parametrize("form", ["download", "talk-to-a-consultant", "get-in-touch"])
def test_each_form_has_the_short_notice_and_no_questions_are_invented(policy, form):
    declared = policy.forms[form]
    assert "enquiries@openecx.co.uk" in declared.short_notice
    assert "unsubscrib" in declared.short_notice
    assert declared.fields == {}
    assert declared.marketing is None


@pytest.mark.promise("S16")
@pytest.mark.parametrize("purpose", TABLE)
def test_a_row_of_the_table_has_its_data_and_its_basis(policy, purpose):
    categories, bases = TABLE[purpose]
    declared = policy.purposes[purpose]
    assert declared.stated == "table"
    assert policy.categories_of(purpose) == WORDS.get(str(categories), categories)
    assert [basis.kind for basis in declared.bases] == bases


@pytest.mark.promise("S16")
def test_the_table_has_no_other_rows(policy):
    assert {short for short, purpose in policy.purposes.items() if purpose.stated == "table"} == set(TABLE)


@pytest.mark.promise("S16")
def test_the_blank_row_is_blank_and_says_so(policy):
    blank = policy.purposes["new-products"]
    assert blank.incomplete
    assert blank.bases == []
    assert blank.categories == []


@pytest.mark.promise("S16")
def test_transaction_data_are_used_and_in_no_list_of_what_is_collected(policy):
    assert not policy.categories["transaction"].collected
    assert "transaction" in policy.categories_of("payments")
    assert not any("transaction" in policy.categories_of(short) for short in policy.purposes if short != "payments"), (
        "nothing that says 'all we collect' may reach what is not collected"
    )


@pytest.mark.promise("S16")
def test_the_purposes_of_the_prose_are_declared_and_only_the_named_interests_have_a_basis(policy):
    prose = {short: purpose for short, purpose in policy.purposes.items() if purpose.stated == "prose"}
    assert set(prose) >= {
        "accounts", "registrations", "enquiries", "feedback", "analytics", "campaign-effectiveness", "anonymising",
        "it-testing", "business-sale",
    }  # fmt: skip
    assert {short for short, purpose in prose.items() if purpose.bases} == {"analytics", "campaign-effectiveness"}


@pytest.mark.promise("S17")
def test_no_balancing_test_is_recorded_whatever_the_prose_says(policy):
    assert "balance" in policy.statements
    assert all(purpose.balancing_test is None for purpose in policy.purposes.values())


@pytest.mark.promise("S18")
def test_every_source_of_the_policy_is_there(policy):
    kinds = {source.kind for source in policy.sources.values()}
    assert kinds == {
        "person", "observation", "customer", "group-company", "project-company", "data-list", "credit-agency",
        "public-register",
    }  # fmt: skip


@pytest.mark.promise("S19")
def test_every_recipient_has_its_condition(policy):
    assert {short: recipient.condition.kind for short, recipient in policy.recipients.items()} == {
        "group-companies": "serves-person",
        "advisers": "customer-matter",
        "approved-parties": "approval",
        "credit-reference-agencies": "none",
        "service-providers": "none",
        "buyers": "sale",
        "government": "required-by-law",
        "regulators": "investigation",
        "police": "investigation",
    }
    assert policy.recipients["regulators"].named == ["Financial Conduct Authority", "Prudential Regulation Authority"]


@pytest.mark.promise("S20")
def test_the_soft_opt_in_is_claimed_for_four_channels_and_everybody(policy):
    assert policy.soft_opt_in.channels == ["email", "post", "sms", "telephone"]
    assert policy.soft_opt_in.subjects == "all"
    assert policy.soft_opt_in.own_similar_products is False, "partners' products are marketed too"
    assert policy.soft_opt_in.obtained_in_sale is None, "the policy says nothing of it"
    assert all(policy.channels[short].marketing == "soft-opt-in" for short in policy.soft_opt_in.channels)


@pytest.mark.promise("S22")
def test_service_messages_and_marketing_are_different_purposes(policy):
    assert policy.purposes["services"].message == "service"
    assert [short for short, purpose in policy.purposes.items() if purpose.message == "marketing"] == ["marketing"]


@pytest.mark.promise("S23")
def test_retention_has_a_trigger_for_projects_and_services_none_for_prospects_and_no_period(policy):
    triggers = {short: rule.trigger for short, rule in policy.retention.items()}
    assert triggers == {
        "after-project": "project-ended",
        "after-service": "service-ended",
        "no-project-or-service": None,
    }
    assert "prospect" in policy.retention["no-project-or-service"].subjects
    assert all(rule.period is None and rule.open_ended for rule in policy.retention.values())


@pytest.mark.promise("S25")
def test_the_rights_are_those_of_the_list_blocking_included(policy):
    assert {right.right for right in policy.rights.values()} == {
        "informed", "access", "object-marketing", "rectification", "erasure", "restriction", "portability", "object",
    }  # fmt: skip
    assert policy.rights["blocking"].called == "blocking"


@pytest.mark.promise("S26")
def test_access_cites_the_repealed_act_and_asks_everybody_for_a_passport_and_a_bill(policy):
    access = policy.rights["access"]
    assert access.law_cited == "Data Protection Act 1998"
    assert access.identity == "always"
    assert access.originals
    assert "passport" in access.evidence[0]
    assert "utility bill" in access.evidence[1]


@pytest.mark.promise("S30")
def test_the_five_broken_sentences_the_blank_row_and_the_blank_link_are_marked_and_nothing_else(policy):
    incomplete = {short: clause.missing for short, clause in policy.clauses() if clause.incomplete}
    assert set(incomplete) == {
        "source.directly", "source.group-companies", "source.project-companies", "source.public-registers",
        "recipient.police", "purpose.new-products", "statement.more-about-rights",
    }  # fmt: skip
    assert all(incomplete.values()), "each says what is missing"


@pytest.mark.promise("S30")
def test_complaints_are_encouraged_which_is_no_route_and_the_regulators_page_is_blank(policy):
    assert policy.complaints.to_controller == "encouraged"
    assert policy.complaints.regulator.name == "UK Information Commissioner's Office"
    assert policy.complaints.regulator.local
    assert policy.complaints.regulator.page is None
