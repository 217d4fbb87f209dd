"""The calendar says what goes, in which month and by which rule: what the sweep then does."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.register.due.moving import move_due
from honour.register.due.scope import EVERYBODY
from honour.register.holding import Named, place_hold
from honour.register.models import Hold, Record
from honour.retention.calendar import leaving, retention_calendar
from honour.retention.sweeps.previewing import preview
from tests.register.test_moving_dates import keeps
from tests.retention.conftest import of, record_of

__all__ = ["keeps"]

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]


def drawn(now, *, sealed=True):
    return {(one.rule, month): count for one in retention_calendar(now, sealed=sealed).rules
            for month, count in one.months.items()}  # fmt: skip


def test_a_record_stands_under_the_rule_whose_end_is_the_last_not_the_longest(wrote, keeps, now):
    keeps(
        silence={"trigger": "last-contact", "period": "P2M"},
        taken={"trigger": "collected", "period": "P3M"},
    )
    early, late = wrote("early@canary.example"), wrote("late@canary.example")
    of(late)  # was in touch again, so that their silence ends last
    type(of(late)).objects.filter(public_id=late).update(last_contact=now + dt.timedelta(days=60))
    move_due(EVERYBODY, now)

    assert drawn(now) == {("taken", "2027-03"): 2, ("silence", "2027-04"): 2}
    assert {each.person for each in leaving("2027-03", "taken", now, sealed=True)} == {early}
    assert {each.person for each in leaving("2027-04", "silence", now, sealed=True)} == {late}
    assert leaving("2027-03", "silence", now, sealed=True) == []
    going = preview(now + dt.timedelta(days=200)).going
    assert sorted((one.rule, one.records) for one in going) == [
        ("silence", 1), ("silence", 1), ("taken", 1), ("taken", 1),
    ]  # fmt: skip


def test_the_months_are_those_of_the_installations_own_calendar(wrote, keeps, now, settings):
    settings.TIME_ZONE = "Europe/London"
    keeps(all={"trigger": "collected", "period": "P6M"})
    wrote()
    midnight = dt.datetime(2027, 5, 31, 23, 0, tzinfo=dt.UTC)  # 1 June in London
    Record.objects.update(due_at=midnight)

    assert drawn(now) == {("all", "2027-06"): 2}
    assert len(leaving("2027-06", "all", now, sealed=True)) == 2
    Record.objects.update(due_at=midnight - dt.timedelta(seconds=1))
    assert drawn(now) == {("all", "2027-05"): 2}


def test_a_list_leaves_out_what_is_held(wrote, keeps, now):
    keeps(all={"trigger": "collected", "period": "P6M"})
    person = wrote()
    hold(now, Named(person, category="contact"))
    listed = leaving("2027-06", "all", now, sealed=True)
    assert [each.category for each in listed] == ["interactions"]
    assert drawn(now) == {("all", "2027-06"): 1}


def test_a_sealed_hold_changes_no_number_for_those_outside_its_role(wrote, keeps, now):
    keeps(all={"trigger": "collected", "period": "P6M"})
    person = wrote()
    hold(now, Named(person), sealed=True)

    assert drawn(now, sealed=False) == {("all", "2027-06"): 2}
    assert retention_calendar(now, sealed=False).held == 0
    assert len(leaving("2027-06", "all", now, sealed=False)) == 2
    assert (drawn(now), retention_calendar(now, sealed=True).held) == ({}, 2)

    later = now + dt.timedelta(days=300)  # the sweep would have taken them
    assert drawn(later, sealed=False) == {}
    assert (preview(later, sealed=False).held, preview(later).held) == (0, 2)


def test_what_is_being_erased_goes_by_no_rule(wrote, keeps, now):
    keeps(silence={"trigger": "last-contact", "period": "P2M"}, taken={"trigger": "collected", "period": "P3M"})
    person = wrote()
    Record.objects.filter(pk=record_of(person, "contact").pk).update(due_at=now)
    assert drawn(now) == {("", "2026-12"): 1, ("taken", "2027-03"): 1}


def hold(now, *things, **more):
    given = {"owner": "staff-1", "by": "staff-1", "at": now, "review_on": now.date() + dt.timedelta(days=30), **more}
    return place_hold(Hold.Kind.REGULATOR, "R-1", things, **given)
