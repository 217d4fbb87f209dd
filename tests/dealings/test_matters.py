"""While a matter is open, the data that wait for it stay; from its end, or its day, their time begins."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone
from pyroaring import BitMap

from honour.dealings.companies.keeping import Said, keep_company, merge
from honour.dealings.companies.tying import tie
from honour.dealings.matters import (
    act_unless,
    end_matter,
    involve,
    let_wait,
    release,
    reopen_matter,
    start_matter,
    waiting_people,
)
from honour.dealings.matters.errors import MatterRefusedError
from honour.dealings.matters.kinds import SAID, first_moment, kind_for, last_moment
from honour.dealings.models import Company, Matter, Tie
from honour.evidence.models import Payload
from honour.register.due.events import TRIGGERS
from honour.register.due.unfed import RECORDED, unfed
from honour.register.erasing import erase_person
from honour.register.errors import UnknownPersonError, UnknownRecordError
from honour.register.keeping import correct
from honour.register.models import Record, Subject, TriggerTie
from honour.register.versions import versions
from honour.retention.sweeps.running import run_sweep
from tests.register.conftest import SUPPORT, answers, published, wrote  # noqa: F401 - fixtures

pytestmark = pytest.mark.promise("S23")
DAY = dt.timedelta(days=1)
Kind = Matter.Kind


@pytest.fixture
def kept_for(wrote):  # noqa: F811 - the fixture
    """Somebody whose data we keep for one purpose: ``kept_for("services")``."""

    def make(purpose, email="asha.patel@canary.example", **more):
        person = wrote(email, **more)
        bits = versions().clauses.bits("purposes", [purpose])
        Record.objects.filter(subject__public_id=person).update(purposes=bits, due_at=None, lapse_at=None, ends=None)
        return person

    return make


@pytest.fixture
def customer(kept_for):
    """Somebody whose data we keep for a service: six years after their contract, by Fellside's notice."""
    return kept_for("services")


def due(person):
    return set(Record.objects.filter(subject__public_id=person).values_list("due_at", flat=True))


def day(year, month, number):
    return last_moment(dt.date(year, month, number))


def test_a_contract_ends_with_its_last_service_and_six_years_run_from_there(customer, now):
    first = start_matter(Kind.SERVICE, "S-1", by="staff-1", at=now)
    second = start_matter(Kind.PROJECT, "P-2", by="staff-1", at=now)
    assert involve(first, [customer], by="staff-1", at=now) == 1
    assert involve(second, [customer], by="staff-1", at=now) == 1
    assert due(customer) == {None}

    end_matter(first.pk, ended_at=now + 10 * DAY, by="staff-1", now=now + 10 * DAY)
    assert due(customer) == {None}
    end_matter(second.pk, ended_at=now + 28 * DAY, by="staff-1", now=now + 28 * DAY)
    assert due(customer) == {dt.datetime(2032, 12, 31, 10, tzinfo=dt.UTC)}
    reopen_matter(second.pk, by="staff-1", now=now + 30 * DAY)
    assert due(customer) == {None}


def test_whoever_joins_after_the_end_waits_for_that_end(customer, now):
    service = start_matter(Kind.SERVICE, "S-1", by="staff-1", at=now, ended_at=now)

    involve(service, [customer], by="staff-1", at=now + DAY)

    assert due(customer) == {dt.datetime(2032, 12, 3, 10, tzinfo=dt.UTC)}


def test_joining_twice_is_joining_once_and_whoever_was_tied_by_mistake_is_let_go(customer, now):
    service = start_matter(Kind.SERVICE, "S-1", by="staff-1", at=now, ended_at=now)
    assert [involve(service, [customer, customer], by="staff-1", at=now) for _ in range(2)] == [1, 0]
    assert (list(waiting_people(service).values_list("public_id", flat=True)), TriggerTie.objects.count()) == (
        [customer],
        1,
    )
    release(service, customer, by="staff-1", at=now)
    assert (due(customer), TriggerTie.objects.exists()) == ({None}, False)
    with pytest.raises(MatterRefusedError, match="not tied"):
        release(service, customer, by="staff-1", at=now)


def test_what_cannot_be_is_refused_with_a_word_on_what_to_do(customer, now):
    service = start_matter(Kind.SERVICE, "S-1", by="staff-1", at=now)
    with pytest.raises(MatterRefusedError, match="another"):
        start_matter(Kind.PROJECT, "S-1", by="staff-1", at=now)
    with pytest.raises(MatterRefusedError, match="number"):
        start_matter(Kind.PROJECT, " ", by="staff-1", at=now)
    with pytest.raises(MatterRefusedError, match="Leave out"):
        start_matter(Kind.PROJECT, "P-3", what="For asha@canary.example", by="staff-1", at=now)
    with pytest.raises(MatterRefusedError, match="before it began"):
        end_matter(service.pk, ended_at=now - DAY, by="staff-1", now=now)
    with pytest.raises(UnknownPersonError):
        involve(service, [customer, "nobody"], by="staff-1", at=now)
    with pytest.raises(UnknownRecordError):
        involve(service, [customer], record=99_999, by="staff-1", at=now)
    assert not TriggerTie.objects.exists()
    assert Matter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_is_erased_is_in_no_matter_any_more(customer, now):
    service = start_matter(Kind.SERVICE, "S-1", by="staff-1", at=now)
    involve(service, [customer], by="staff-1", at=now)

    erase_person(customer, reason="request", asked_by="staff-1", at=now)

    assert not TriggerTie.objects.exists()
    assert not waiting_people(service).exists()
    assert Subject.objects.get().last_contact is None


def test_every_event_that_a_notice_can_name_is_either_known_to_the_register_or_recorded_as_a_matter(db):
    assert {trigger for said in SAID.values() for trigger in said.triggers} == RECORDED
    assert {name for name in TRIGGERS if kind_for(name) is None} == set(TRIGGERS) - RECORDED


@pytest.mark.parametrize(
    ("kind", "purpose", "ends"),
    [
        (Kind.COMPLAINT, "queries-and-complaints", dt.date(2032, 12, 9)),
        (Kind.CASE, "fraud-investigation", dt.date(2032, 12, 9)),
        (Kind.EVENT, "registrations", dt.date(2027, 12, 9)),
    ],
)
def test_what_closed_or_was_held_on_a_day_dates_the_data_that_wait_for_it(kept_for, now, kind, purpose, ends):
    person = kept_for(purpose)
    contact = Record.objects.filter(subject__public_id=person).order_by("pk").first()  # a category of every rule here
    matter = start_matter(kind, "N-1", by="staff-1", at=now, ended_at=day(2026, 12, 9))

    involve(matter, [person], by="staff-1", at=now)

    contact.refresh_from_db()
    assert timezone.localdate(contact.due_at) == ends


def test_an_accounting_period_takes_in_what_came_in_it_and_nothing_else(kept_for, now):
    within, after = kept_for("record-keeping"), kept_for("record-keeping", "tom@canary.example")
    Record.objects.filter(subject__public_id=after).update(collected_at=first_moment(dt.date(2027, 4, 1)))
    Record.objects.filter(subject__public_id=within).update(collected_at=day(2027, 3, 31))
    contact = versions().clauses.number("categories", "contact")

    said = {"started_at": first_moment(dt.date(2026, 4, 1)), "ended_at": day(2027, 3, 31)}
    period = start_matter(Kind.PERIOD, "2026/27", by="staff-1", at=now, **said)

    of = {person: Record.objects.get(subject__public_id=person, category=contact) for person in (within, after)}
    assert of[within].due_at == day(2033, 3, 31)
    assert of[after].due_at is None
    assert list(waiting_people(period).values_list("public_id", flat=True)) == [within]
    # What is brought in later with an earlier day joins when somebody says the end again.
    Record.objects.filter(subject__public_id=after).update(collected_at=first_moment(dt.date(2027, 1, 1)))
    assert end_matter(period.pk, ended_at=day(2027, 3, 31), by="staff-1", now=now) == 1
    of[after].refresh_from_db()
    assert of[after].due_at == day(2033, 3, 31)
    reopen_matter(period.pk, by="staff-1", now=now)
    assert due(within) == {None}


def test_records_that_wait_for_what_nobody_has_recorded_are_counted_until_somebody_has(kept_for, now):
    booked = [kept_for("registrations", f"{name}@canary.example") for name in ("asha", "tom", "una")]
    waits = {(one.trigger, one.category): one for one in unfed(now)}
    assert waits["event-held", "contact"].records == 3
    assert waits["event-held", "contact"].oldest == now

    event = start_matter(Kind.EVENT, "E-1", by="staff-1", at=now)
    involve(event, booked[:1], by="staff-1", at=now)
    assert {one.records for one in unfed(now) if one.category == "contact"} == {2}, "the first waits for a known event"

    assert let_wait(event, now - DAY, now, by="staff-1", now=now) == 2
    assert [one for one in unfed(now) if one.trigger == "event-held" and one.category == "contact"] == []
    end_matter(event.pk, ended_at=day(2026, 12, 9), by="staff-1", now=now)
    contact = Record.objects.filter(category=versions().clauses.number("categories", "contact"))
    assert set(contact.values_list("due_at", flat=True)) == {day(2027, 12, 9)}
    said = Payload.objects.filter(entry__kind="matter:involved").order_by("-pk").first()
    assert len(BitMap.deserialize(bytes(said.subjects))) == json.loads(said.content)["people"] == 2


def test_one_record_can_wait_alone_and_what_replaces_it_waits_on(kept_for, now):
    person = kept_for("fraud-investigation")
    records = Record.objects.filter(subject__public_id=person).order_by("pk")
    contact = records.get(category=versions().clauses.number("categories", "contact"))
    case = start_matter(Kind.CASE, "C-1", by="staff-1", at=now, ended_at=day(2026, 12, 9))

    involve(case, [person], record=contact.pk, by="staff-1", at=now)
    assert [one.pk for one in records.exclude(due_at=None)] == [contact.pk]
    values = {name: value for name, value in answers().items() if name in {"name", "email", "company", "telephone"}}
    newer = correct(SUPPORT, person, contact.pk, values, at=now).records["contact"]
    end_matter(case.pk, ended_at=day(2026, 12, 10), by="staff-1", now=now)
    assert {one.pk for one in records.filter(due_at=day(2032, 12, 10))} == {contact.pk, newer}

    run_sweep(day(2032, 12, 11), pause=0, force=True)
    assert not records.filter(pk__in=[contact.pk, newer]).exists()
    assert not TriggerTie.objects.exists(), "what waited with a record goes with it"


def test_whoever_is_tied_to_a_company_waits_for_what_is_open_for_it(kept_for, now):
    first, second = kept_for("services"), kept_for("services", "tom@canary.example")
    company = keep_company(Said(name="Holt & Daughters"), by="staff-1", at=now)
    tie(first, company, Tie.Kind.WORKS_FOR, by="staff-1", at=now)
    over = start_matter(Kind.PROJECT, "P-1", company=company, by="staff-1", at=now, ended_at=now)
    runs = start_matter(Kind.SERVICE, "S-1", company=company, by="staff-1", at=now)

    tie(second, company, Tie.Kind.WORKS_FOR, by="staff-1", at=now)

    assert list(waiting_people(over).values_list("public_id", flat=True)) == [first]
    assert list(waiting_people(runs).values_list("public_id", flat=True)) == [first, second]
    other = keep_company(Said(name="Holt Sisters"), by="staff-1", at=now)
    merge(company, other, by="staff-1", at=now)
    assert set(Matter.objects.values_list("company", flat=True)) == {other.pk}


def test_a_sole_traders_matters_stay_without_their_business_when_they_are_erased(customer, now):
    business = keep_company(Said(name="", sole_trader=True), by="staff-1", at=now)
    tie(customer, business, Tie.Kind.OWNS, by="staff-1", at=now)
    start_matter(Kind.SERVICE, "S-1", company=business, by="staff-1", at=now)

    erase_person(customer, reason="request", asked_by="staff-1", at=now)

    assert not Company.objects.exists()
    assert Matter.objects.get().company is None


def test_what_an_end_would_let_go_is_said_before_and_nothing_is_changed_by_asking(customer, now):
    service = start_matter(Kind.SERVICE, "S-1", by="staff-1", at=now, started_at=now - 4000 * DAY)
    involve(service, [customer], by="staff-1", at=now)

    def end(when):
        return lambda: end_matter(service.pk, ended_at=when, by="staff-1", now=now)

    going = act_unless(lambda _: True, end(now - 2200 * DAY), now).going
    assert going == Record.objects.count() > 0
    assert act_unless(lambda _: True, end(now), now).going == 0
    assert due(customer) == {None}
    assert Matter.objects.get().ended_at is None
    assert not Payload.objects.filter(entry__kind="matter:ended").exists()


@pytest.mark.parametrize("asks", [True, False])
def test_an_act_is_carried_out_once_whether_or_not_somebody_is_asked_first(customer, now, asks):
    calls = []

    def act():
        calls.append(start_matter(Kind.SERVICE, "S-1", by="staff-1", at=now))
        return len(calls)

    acted = act_unless(lambda _: asks, act, now)
    assert (acted.kept, acted.done) == (not asks, 1)
    assert (len(calls), Matter.objects.count()) == (1, 0 if asks else 1)
