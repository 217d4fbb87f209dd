"""Records go when their time comes: dates follow the events that they run from, for each purpose apart."""

from __future__ import annotations

import datetime as dt
import json
from random import Random

import pytest
from django.db import connection

from honour.evidence.models import Payload
from honour.gate import Ask, codes
from honour.register.counting import FROM, dialect
from honour.register.deciding import Kind, decide
from honour.register.due import moving
from honour.register.due.ends import dates_at_collection
from honour.register.due.moving import move_due
from honour.register.due.plans import plan_of
from honour.register.due.scope import EVERYBODY, of_person
from honour.register.due.triggers import contacted, move_trigger, open_trigger, tie, untie
from honour.register.models import Record, Subject
from honour.register.reading import read
from honour.register.versions import versions
from tests.register.conftest import OLD, SUPPORT

pytestmark = pytest.mark.promise("S23")
DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=366)


@pytest.fixture
def keeps(monkeypatch, published):
    """Give the notice in use other retention rules: by name, each as the notice writes it."""

    def change(**rules):
        from honour.notice.model import RetentionRule

        made = {
            short: RetentionRule.model_validate({"categories": "all", "purposes": "all", **rule})
            for short, rule in rules.items()
        }
        notice = published.notice.model_copy(update={"retention": made})
        monkeypatch.setitem(published.__dict__, "notice", notice)
        monkeypatch.setitem(published.__dict__, "own", notice)
        monkeypatch.setitem(published.__dict__, "_plans", {})
        monkeypatch.setitem(published.__dict__, "triggers", frozenset(rule.trigger for rule in made.values()))

    return change


@pytest.fixture
def weighed_for_years(monkeypatch, published):
    """Let the balancing tests of the notice in use live longer than any record, so that only dates withhold."""
    notice = published.notice
    purposes = {
        short: purpose.model_copy(
            update={"balancing_test": test and test.model_copy(update={"review_by": dt.date(2099, 1, 1)})}
        )
        for short, purpose in notice.purposes.items()
        for test in [purpose.balancing_test]
    }
    monkeypatch.setitem(published.__dict__, "notice", notice.model_copy(update={"purposes": purposes}))
    monkeypatch.setattr(versions(), "_gates", {})


def of(person) -> Subject:
    return Subject.objects.get(public_id=person)


def contact_of(person) -> Record:
    number = versions().clauses.number("categories", "contact")
    return Record.objects.get(subject__public_id=person, category=number, superseded_by=None)


def withheld(person, purpose, at):
    answer = read(SUPPORT, person, purpose, at)
    return {reason.code for record in answer.withheld for reason in record.reasons}


@pytest.mark.usefixtures("weighed_for_years")
@pytest.mark.django_db(transaction=True)
def test_a_record_is_lost_to_each_purpose_on_its_own_day_before_any_sweep(wrote, now):
    person = wrote()
    after_a_year, after_two = now + YEAR, now + 2 * YEAR

    assert not read(SUPPORT, person, "enquiries", after_a_year - 3 * DAY).withheld
    assert withheld(person, "enquiries", after_a_year) == {"purpose-over", "past-due"}  # the message went as a whole
    assert [record.category for record in read(SUPPORT, person, "marketing", after_a_year).records] == ["contact"]
    assert withheld(person, "marketing", after_two) >= {"past-due"}
    assert not read(SUPPORT, person, "marketing", after_two).records


@pytest.mark.django_db(transaction=True)
def test_the_database_says_the_same_for_everybody_at_once(wrote, now):
    wrote()
    for at in (now, now + YEAR, now + 2 * YEAR):
        for purpose in ("enquiries", "marketing"):
            asked = versions().gate(at).filter(Ask(SUPPORT, "use", purpose, at), dialect())
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT r.id, {asked.mask} {FROM}")
                masks = {row: set(codes(mask)) for row, mask in cursor.fetchall()}
            answer = read(SUPPORT, Subject.objects.get().public_id, purpose, at)
            told = {one.id: {reason.code for reason in one.reasons} for one in answer.withheld}
            assert masks == {one.id: set() for one in answer.records} | told


def test_writing_again_keeps_what_was_given_before_from_that_day(wrote, now):
    person = wrote()
    later = now + 100 * DAY
    wrote(at=later, message="Me again.")

    for record in Record.objects.filter(subject__public_id=person):
        assert record.due_at is not None
        assert record.due_at >= later + 364 * DAY


def test_being_in_touch_moves_the_dates_and_an_older_contact_does_not(wrote, now):
    person = of(wrote())

    contacted(person, now + 30 * DAY, versions())
    moved = contact_of(person.public_id).due_at
    contacted(person, now + 10 * DAY, versions())

    assert moved == dt.datetime(2029, 1, 2, 10, tzinfo=dt.UTC)
    assert contact_of(person.public_id).due_at == moved


def test_while_a_service_runs_nothing_goes_and_when_it_ends_the_period_runs(wrote, keeps, now):
    keeps(all={"trigger": "service-ended", "period": "P6Y"})
    person = of(wrote())
    assert contact_of(person.public_id).due_at is None

    tie(open_trigger("dealings.services", "7", ["service-ended", "contract-ended"]), [person], now)
    assert contact_of(person.public_id).due_at is None
    ended = dt.datetime(2027, 2, 28, 12, tzinfo=dt.UTC)
    assert move_trigger("dealings.services", "7", ended, now) == 2

    assert contact_of(person.public_id).due_at == dt.datetime(2033, 2, 28, 12, tzinfo=dt.UTC)
    said = json.loads(Payload.objects.filter(entry__kind="retention:moved").latest("pk").content)
    assert said["records"] == 2
    move_trigger("dealings.services", "7", None, now)
    assert contact_of(person.public_id).due_at is None


def test_the_last_of_several_services_counts(wrote, keeps, now):
    keeps(all={"trigger": "service-ended", "period": "P1Y"})
    person = of(wrote())
    tie(open_trigger("dealings.services", "1", ["service-ended"], now - 90 * DAY), [person], now)
    tie(running := open_trigger("dealings.services", "2", ["service-ended"]), [person], now)
    assert contact_of(person.public_id).due_at is None

    move_trigger("dealings.services", "2", now, now)
    assert contact_of(person.public_id).due_at == dt.datetime(2027, 12, 3, 10, tzinfo=dt.UTC)
    untie(running, [person], now)
    assert contact_of(person.public_id).due_at == dt.datetime(2027, 9, 4, 10, tzinfo=dt.UTC)


def test_an_invoice_moves_its_own_record_and_no_other(wrote, keeps, now):
    keeps(all={"trigger": "invoice-date", "period": "P6Y"})
    person = of(wrote())
    record = contact_of(person.public_id)

    tie(open_trigger("dealings.invoices", "9", ["invoice-date"], now), [person], now, record=record.pk)

    dated = Record.objects.filter(subject=person, due_at__isnull=False)
    assert [row.pk for row in dated] == [record.pk]


@pytest.mark.django_db(transaction=True)
def test_an_objection_is_an_event_and_taking_it_back_undoes_it(wrote, keeps, now):
    keeps(all={"trigger": "objection", "period": "P30D"})
    person = wrote()
    assert contact_of(person).ends is None

    decide(person, Kind.MARKETING_STOP, at=now, how="telephone", recorded_by="staff-1")
    assert contact_of(person).lapse_at == dt.datetime(2027, 1, 2, 10, tzinfo=dt.UTC)
    decide(person, Kind.MARKETING_STOP_LIFTED, at=now + DAY, how="telephone", recorded_by="staff-1")
    assert contact_of(person).lapse_at is None


def test_a_new_notice_moves_the_dates_of_what_is_already_held(db, home, now):
    from honour.register.collecting import collect
    from honour.register.publishing import publish
    from tests.register.conftest import FELLSIDE, FORM, answers, every_error

    old, first = (FELLSIDE / f"{OLD}.yaml").read_bytes(), dt.datetime(2019, 3, 1, 9, tzinfo=dt.UTC)
    publish(old, "old.yaml", actor="lead", at=first, as_is=every_error(old, first))
    collect(FORM, answers(), version=OLD, submission="one", at=first)
    assert set(Record.objects.values_list("due_at", flat=True)) == {None}

    publish((FELLSIDE / "2026-12-01.yaml").read_bytes(), "new.yaml", actor="lead", at=now)

    assert Record.objects.filter(due_at__lt=now).exists()


def test_many_records_are_dated_in_the_database_as_one_is_when_it_is_written(wrote, keeps, now):
    """The calendar's corners: ends of months, leap days, the nights on which the clocks change."""
    draw = Random(23)  # noqa: S311 - the same dates each time
    keeps(
        one={"trigger": "collected", "period": "P1M", "purposes": ["enquiries"]},
        two={"trigger": "created", "period": "P1Y1M3D", "purposes": ["marketing"]},
        three={"trigger": "collected", "period": "P2W", "purposes": ["marketing"]},
    )
    notice, numbers = versions().current(now).notice, versions().clauses.numbers.purposes
    begin = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    moments = [begin + dt.timedelta(minutes=draw.randrange(2_000_000)) for _ in range(40)]
    moments += [dt.datetime(2024, 2, 29, 23, 30, tzinfo=dt.UTC), dt.datetime(2025, 2, 28, 1, 30, tzinfo=dt.UTC)]
    moments += [dt.datetime(2024, 9, 27, 0, minute, tzinfo=dt.UTC) for minute in (0, 30)]  # an hour that comes twice
    person = wrote()
    for moment in moments:
        Record.objects.filter(subject__public_id=person).update(collected_at=moment, due_at=None, ends=None)
        move_due(of_person(of(person).pk), now)
        record = contact_of(person)
        plan = plan_of(notice, notice, "contact", ["enquiries", "marketing"], "enquirer", now)
        expected = dates_at_collection(plan, numbers, moment)
        # In UTC: an hour that comes twice equals nothing in another zone.
        assert [record.due_at, record.lapse_at] == [each.astimezone(dt.UTC) for each in expected[:2]]
        assert _instants(record.ends) == _instants(expected.ends)


def _instants(ends):
    return {key: dt.datetime.fromisoformat(end) for key, end in json.loads(ends or "{}").items()}


def test_what_a_sweep_has_taken_away_does_not_come_back_with_a_new_contact(wrote, now):
    person = wrote()
    clauses = versions().clauses
    enquiries = clauses.bits("purposes", ["enquiries"])
    record = contact_of(person)
    over = now + YEAR
    Record.objects.filter(pk=record.pk).update(
        purposes=record.purposes & ~enquiries, lapsed=enquiries, lapse_at=record.lapse_at, ends=None
    )

    contacted(of(person), over, versions())
    moved = contact_of(person)

    assert moved.lapsed == enquiries
    assert moved.lapse_at == record.lapse_at
    assert moved.due_at == dt.datetime(2029, 12, 4, 10, tzinfo=dt.UTC)


def test_before_any_notice_there_is_nothing_to_reckon(db, home, now):
    assert move_due(EVERYBODY, now) == 0


def test_however_many_groups_move_few_different_statements_are_made():
    groups = [(number,) for number in range(100)]
    padded = [moving._padded(groups[:count]) for count in range(1, 101)]
    assert {len(each) for each in padded} == {1, 2, 4, 8, 16, 32, 64, 128}
    assert [set(each) for each in padded] == [set(groups[:count]) for count in range(1, 101)]
