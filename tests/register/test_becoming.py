"""Whoever is of another kind by now, such as an enquirer who has ordered, is dealt with as the notice says of that."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from honour.evidence.models import Payload
from honour.register.becoming import become
from honour.register.due.ends import dates_at_collection
from honour.register.due.moving import wrongly_dated
from honour.register.due.plans import plan_of
from honour.register.errors import UnknownClauseError, UnknownPersonError
from honour.register.models import Record
from honour.register.versions import versions
from tests.register.test_moving_dates import keeps, of, withheld

__all__ = ["keeps"]

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]


def dues(person):
    return {str(due)[:10] for due in Record.objects.filter(subject__public_id=person).values_list("due_at", flat=True)}


def test_an_enquirer_who_became_a_customer_is_served_and_kept_as_one(wrote, keeps, now):
    keeps(
        asking={"subjects": ["enquirer"], "trigger": "last-contact", "period": "P1Y"},
        buying={"subjects": ["customer"], "trigger": "last-contact", "period": "P6Y"},
    )
    person = wrote()
    assert withheld(person, "services", now) >= {"kind-not-covered"}
    assert dues(person) == {"2027-12-03"}

    assert become(person, "customer", by="staff-1", at=now) == Record.objects.count()

    assert "kind-not-covered" not in withheld(person, "services", now)
    assert dues(person) == {"2032-12-03"}
    assert wrongly_dated(now) == []
    said = json.loads(Payload.objects.get(entry__kind="person:became").content)
    assert (said["was"], said["is"], said["by"]) == ("enquirer", "customer", "staff-1")
    assert become(person, "customer", by="staff-1", at=now) == 0
    assert Payload.objects.filter(entry__kind="person:became").count() == 1


def test_what_was_left_for_a_purpose_that_is_not_for_them_any_more_goes_as_that_of_the_others(wrote, keeps, now):
    keeps(
        asking={"purposes": ["enquiries"], "subjects": ["enquirer"], "trigger": "last-contact", "period": "P1Y"},
        offers={"purposes": ["marketing"], "subjects": ["enquirer"], "trigger": "last-contact", "period": "P2Y"},
    )
    person = wrote()
    before = dues(person)
    # Marketing is not for visitors, and has a rule for enquirers alone; enquiries are for everybody.
    become(person, "visitor", by="staff-1", at=now)
    assert dues(person) == {"None"}
    record = Record.objects.earliest("pk")
    number = versions().clauses.numbers.purposes["marketing"]
    assert before == {"2027-12-03", "2028-12-03"}
    assert {purpose: end[:10] for purpose, end in json.loads(record.ends).items()} == {f"p{number}": "2028-12-03"}


def test_one_record_is_dated_as_all_are(wrote, keeps, now, published):
    keeps(offers={"purposes": ["marketing"], "subjects": ["enquirer"], "trigger": "collected", "period": "P2Y"})
    notice = versions().current(now).notice
    for kind, ends in (("enquirer", "2028"), ("visitor", "2028")):
        plan = plan_of(notice, notice, "contact", ["marketing"], kind, now)
        assert str(dates_at_collection(plan, versions().clauses.numbers.purposes, now).due_at).startswith(ends)
    plan = plan_of(notice, notice, "contact", ["marketing"], "customer", now)  # whom it is for, without a rule
    assert dates_at_collection(plan, versions().clauses.numbers.purposes, now).due_at is None


def test_a_kind_that_the_notice_does_not_have_and_a_person_who_is_not_here_are_refused(wrote, now):
    person = wrote()
    with pytest.raises(UnknownClauseError, match="subjects"):
        become(person, "emperor", by="staff-1", at=now)
    with pytest.raises(UnknownPersonError):
        become("nobody", "customer", by="staff-1", at=now)
    assert of(person).kind == versions().clauses.number("kinds", "enquirer")
    assert not Payload.objects.filter(entry__kind="person:became").exists()


def test_they_can_be_put_right_again(wrote, now):
    person = wrote()
    before = dues(person)
    become(person, "customer", by="staff-1", at=now)
    become(person, "enquirer", by="staff-1", at=now + dt.timedelta(minutes=1))
    assert dues(person) == before
