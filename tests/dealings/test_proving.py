"""What is proved of people's ties to companies, and that a tie which leads nowhere is seen."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.dealings.companies.keeping import Said, keep_company, merge
from honour.dealings.companies.tying import tie
from honour.dealings.models import Company, Tie
from honour.dealings.provers import ties_lead_to_companies
from honour.register.erasing import erase_person
from honour.register.models import Subject
from tests.register.conftest import published, wrote  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S02")]


@pytest.fixture
def tied(wrote, now):  # noqa: F811 - the fixture
    """Sixty people work for one company, which has a sister."""
    company = keep_company(Said(name="Holt & Daughters", number="01234567"), by="staff-1", at=now)
    keep_company(Said(name="Holt Sisters", number="01234568"), by="staff-1", at=now)
    person = wrote()
    tie(person, company, Tie.Kind.WORKS_FOR, by="staff-1", at=now)
    others = Subject.objects.bulk_create(Subject(created_at=now) for _ in range(59))
    Tie.objects.bulk_create(
        Tie(company=company, subject=each, kind=Tie.Kind.WORKS_FOR, since=now, recorded_by="staff-1") for each in others
    )
    return person


def test_where_nobody_is_tied_nothing_is_proved(published, now):  # noqa: F811 - the fixture
    assert ties_lead_to_companies(now).state == "not proved"


def test_ties_that_lead_to_companies_keep_the_promise(tied, now):
    proof = ties_lead_to_companies(now)
    assert (proof.state, proof.figure) == ("kept", "0 of 60 ties lead nowhere")


def test_companies_that_are_merged_and_people_who_are_erased_keep_it_too(tied, now):
    gone, stays = Company.objects.order_by("pk")
    merge(gone, stays, by="staff-1", at=now)
    erase_person(tied, reason="request", asked_by="staff-1", at=now)
    assert ties_lead_to_companies(now).figure == "0 of 59 ties lead nowhere"


def test_a_tie_of_somebody_whose_erasure_can_be_undone_is_no_fault(tied, now):
    erase_person(tied, reason="request", asked_by="staff-1", at=now, cooling_off=dt.timedelta(hours=1))
    assert ties_lead_to_companies(now).state == "kept"


def test_a_tie_of_somebody_who_was_erased_is_seen(tied, now):
    Subject.objects.filter(public_id=tied).update(status=Subject.Status.ERASED)
    proof = ties_lead_to_companies(now)
    assert (proof.state, proof.figure, len(proof.exhibits)) == ("broken", "1 of 60 ties lead nowhere", 1)


def test_ties_to_a_company_that_was_merged_away_are_all_counted_and_the_first_fifty_shown(tied, now):
    gone, stays = Company.objects.order_by("pk")
    Company.objects.filter(pk=gone.pk).update(merged_into=stays)
    proof = ties_lead_to_companies(now)
    assert (proof.state, proof.figure, len(proof.exhibits)) == ("broken", "60 of 60 ties lead nowhere", 50)
