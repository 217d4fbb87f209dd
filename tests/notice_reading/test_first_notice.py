"""Whatever a small company answers, the first notice that follows checks clean and reads back as it was written."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.law.pack import pack
from honour.notice.builtin import with_builtin
from honour.notice.check import check
from honour.notice.reading import read_notice
from honour.notice.render.html import fragment
from honour.notice.starting import COUNTRIES, PERIODS, RECIPIENTS, Answers, Company, Recipient, first_notice
from honour.notice.starting.law import safeguard_for
from honour.notice.writing import write_notice

TODAY = dt.date(2026, 12, 1)
USES = ("services", "payments", "marketing", "newsletter", "feedback")
ASKED = ("enquiries", "services", "complaints", "marketing", "feedback")

companies = st.builds(
    Company,
    name=st.sampled_from(["Tarn Bookkeeping", "Ärger & Söhne", "O’Hara: plumbing #1", "- yes", "{a}"]),
    email=st.just("privacy@tarn.example"),
    address=st.just("1 Tarn Lane, Thornbeck"),
    kind=st.sampled_from(["company", "sole-trader", "other"]),
    company_number=st.just("00000001"),
    registered_in=st.just("Scotland"),
    telephone=st.sampled_from(["", "01632 960 187"]),
    officer=st.sampled_from(["", "dpo@tarn.example"]),
)
answered = st.builds(
    Answers,
    company=companies,
    uses=st.frozensets(st.sampled_from(USES)),
    businesses=st.booleans(),
    details=st.frozensets(st.sampled_from(["telephone", "address", "company"])),
    periods=st.fixed_dictionaries({purpose: st.sampled_from(sorted(PERIODS)) for purpose in ASKED}),
    recipients=st.dictionaries(
        st.sampled_from(sorted(RECIPIENTS)),
        st.builds(Recipient, name=st.sampled_from(["", "Skelgarth Ltd"]), country=st.sampled_from(sorted(COUNTRIES))),
    ),
)


@settings(max_examples=60, deadline=None)
@given(answered)
def test_any_answers_make_a_notice_in_which_the_check_finds_no_error(answers):
    notice = first_notice(answers, TODAY)
    # Whether people are protected abroad is a question that no answer in the set-up settles.
    assert {finding.code for finding in check(notice, at=TODAY)} <= {"H40"}
    assert read_notice(write_notice(notice)) == notice
    assert answers.company.email in fragment(with_builtin(notice))


def test_a_purpose_that_was_not_named_is_not_in_it():
    company = Company("Tarn Ltd", "p@tarn.example", "1 Tarn Lane", "company", "00000001", "England and Wales")
    notice = first_notice(Answers(company, uses=frozenset()), TODAY)
    assert set(notice.purposes) == {"enquiries", "complaints"}
    assert "payment" not in notice.categories
    notice = first_notice(Answers(company, uses=frozenset({"newsletter"})), TODAY)
    assert notice.forms["newsletter"].marketing.kind == "opt-in"
    assert notice.forms["get-in-touch"].marketing is None


def test_interests_are_looked_at_again_a_year_later_also_those_weighed_on_a_leap_day():
    company = Company("Tarn Ltd", "p@tarn.example", "1 Tarn Lane", "company", "00000001", "England and Wales")
    notice = first_notice(Answers(company), dt.date(2028, 2, 29))
    assert {one.balancing_test.review_by for one in notice.purposes.values() if one.balancing_test} == {
        dt.date(2029, 2, 28)
    }


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("United Kingdom", None),
        ("Ireland", "adequacy"),
        ("Poland", "adequacy"),
        ("United States", "idta"),
        ("India", "idta"),
    ],
)
def test_the_safeguard_of_a_country_is_what_the_law_holds_of_it(country, expected):
    assert safeguard_for(country) == expected
    found = [each for each in pack("uk").constants.adequacy if country.lower() in each.countries]
    assert any(not each.only for each in found) == (expected == "adequacy")
