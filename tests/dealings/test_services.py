"""While a project or service runs, the data of the people in it stay; when it ends, their time begins."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.dealings.models import Involvement, Service
from honour.dealings.services import end_service, involve, reopen_service, start_service
from honour.dealings.services.errors import ServiceRefusedError
from honour.evidence.models import Entry
from honour.register.erasing import erase_person
from honour.register.errors import UnknownPersonError
from honour.register.models import Record, Subject, TriggerTie
from honour.register.versions import versions
from tests.register.conftest import published, wrote  # noqa: F401 - fixtures

pytestmark = pytest.mark.promise("S23")
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(wrote):  # noqa: F811 - the fixture
    """Somebody whose data we keep for a service: six years after their contract, by Fellside's notice."""
    person = wrote()
    Record.objects.filter(subject__public_id=person).update(purposes=versions().clauses.bits("purposes", ["services"]))
    return person


def due(person):
    return set(Record.objects.filter(subject__public_id=person).values_list("due_at", flat=True))


def test_a_contract_ends_with_its_last_service_and_six_years_run_from_there(customer, now):
    first = start_service(Service.Kind.SERVICE, "S-1", by="staff-1", at=now)
    second = start_service(Service.Kind.PROJECT, "P-2", by="staff-1", at=now)
    assert involve(first, [customer], by="staff-1", at=now) == 1
    assert involve(second, [customer], by="staff-1", at=now) == 1
    assert due(customer) == {None}

    end_service(first.pk, ended_at=now + 10 * DAY, by="staff-1", now=now + 10 * DAY)
    assert due(customer) == {None}
    end_service(second.pk, ended_at=now + 28 * DAY, by="staff-1", now=now + 28 * DAY)
    assert due(customer) == {dt.datetime(2032, 12, 31, 10, tzinfo=dt.UTC)}
    reopen_service(second.pk, by="staff-1", now=now + 30 * DAY)
    assert due(customer) == {None}


def test_whoever_joins_after_the_end_waits_for_that_end(customer, now):
    service = start_service(Service.Kind.SERVICE, "S-1", by="staff-1", at=now)
    end_service(service.pk, ended_at=now, by="staff-1", now=now)
    service.refresh_from_db()

    involve(service, [customer], by="staff-1", at=now + DAY)

    assert due(customer) == {dt.datetime(2032, 12, 3, 10, tzinfo=dt.UTC)}


def test_joining_twice_is_joining_once(customer, now):
    service = start_service(Service.Kind.SERVICE, "S-1", by="staff-1", at=now)
    assert [involve(service, [customer], by="staff-1", at=now) for _ in range(2)] == [1, 0]
    assert (Involvement.objects.count(), TriggerTie.objects.count()) == (1, 1)


def test_what_cannot_be_is_refused_with_a_word_on_what_to_do(customer, now):
    service = start_service(Service.Kind.SERVICE, "S-1", by="staff-1", at=now)
    with pytest.raises(ServiceRefusedError, match="another"):
        start_service(Service.Kind.PROJECT, "S-1", by="staff-1", at=now)
    with pytest.raises(ServiceRefusedError, match="number"):
        start_service(Service.Kind.PROJECT, " ", by="staff-1", at=now)
    with pytest.raises(ServiceRefusedError, match="before it began"):
        end_service(service.pk, ended_at=now - DAY, by="staff-1", now=now)
    with pytest.raises(UnknownPersonError):
        involve(service, [customer, "nobody"], by="staff-1", at=now)
    assert not Involvement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_is_erased_is_in_no_service_any_more(customer, now):
    service = start_service(Service.Kind.SERVICE, "S-1", by="staff-1", at=now)
    involve(service, [customer], by="staff-1", at=now)

    erase_person(customer, reason="request", asked_by="staff-1", at=now)

    assert not Involvement.objects.exists()
    assert not TriggerTie.objects.exists()
    assert Subject.objects.get().last_contact is None
    assert Entry.objects.filter(kind="service:involved").count() == 1
