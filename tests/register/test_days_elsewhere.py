"""Days begin and end where the installation is: in New York and in Warsaw at other moments than in London."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from honour.evidence.work.duties import declared_duties
from honour.intake.enquiries.due import due_on
from honour.register.due.moving import move_due, wrongly_dated
from honour.register.due.scope import EVERYBODY
from honour.register.models import Record
from honour.register.reading import read
from honour.register.settling import unsettled
from honour.register.versions import versions
from honour.systems.models import Token
from honour.systems.tokens import holder_of, make_token
from tests.register.conftest import SUPPORT
from tests.retention.conftest import record_of

ELSEWHERE = pytest.mark.parametrize("zone", ["America/New_York", "Europe/Warsaw", "Pacific/Auckland"])
EVENING, NIGHT = dt.datetime(2026, 12, 3, 23, 30, tzinfo=dt.UTC), dt.datetime(2026, 12, 4, 3, 0, tzinfo=dt.UTC)
"""3 December in London and New York, the day after in Warsaw; 4 December in London and Warsaw, the day before there."""


@pytest.mark.promise("S23")
@pytest.mark.parametrize(
    ("zone", "taken", "goes"),
    [
        ("Europe/London", "2027-03-01T02:00+00:00", "2028-03-01T02:00+00:00"),
        ("America/New_York", "2027-03-01T02:00+00:00", "2028-02-29T02:00+00:00"),  # 28 February, nine in the evening
        ("Europe/Warsaw", "2027-02-28T23:30+00:00", "2028-02-29T23:30+00:00"),  # 1 March, half past midnight
        ("America/New_York", "2027-03-13T12:00+00:00", "2028-03-13T11:00+00:00"),  # the clocks change a day later
    ],
)
def test_a_period_ends_by_the_calendar_of_the_installations_zone(in_zone, wrote, zone, taken, goes):
    in_zone(zone)
    at, due = dt.datetime.fromisoformat(taken), dt.datetime.fromisoformat(goes)
    said = record_of(wrote(at=at), "interactions")
    assert said.due_at == due
    Record.objects.update(due_at=None)
    move_due(EVERYBODY, at)
    said.refresh_from_db()
    assert said.due_at == due, "the database reckons as Python does"
    assert wrongly_dated(at) == []


@ELSEWHERE
@pytest.mark.promise("S17")
def test_a_balancing_test_lives_to_the_end_of_its_day_there(in_zone, wrote, zone):
    in_zone(zone)
    test = versions().all[-1].notice.purposes["marketing"].balancing_test
    midnight = dt.datetime.combine(test.review_by + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    person = wrote(at=midnight - dt.timedelta(days=30))
    last, first = (moment.astimezone(dt.UTC) for moment in (midnight - dt.timedelta(seconds=1), midnight))
    assert read(SUPPORT, person, "marketing", last).outcome != "refused"
    after = read(SUPPORT, person, "marketing", first)
    assert "balancing-test-past-review" in {reason.code for one in after.withheld for reason in one.reasons}


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/London", EVENING, "2026-12-03"),
        ("Europe/Warsaw", EVENING, "2026-12-04"),
        ("Europe/London", NIGHT, "2026-12-04"),
        ("America/New_York", NIGHT, "2026-12-03"),
    ],
)
def test_a_list_was_brought_in_and_a_token_used_on_the_day_it_was_there(in_zone, wrote, now, zone, moment, day):  # noqa: PLR0913, PLR0917 - a case
    in_zone(zone)
    wrote()
    Record.objects.update(source=None, undated=True, collected_at=moment)
    groups = unsettled("enquiries")
    assert {(one.group.day, str(one.first), str(one.last)) for one in groups} == {(day, day, day)}

    _, secret = make_token("Shop", {"enquiries": frozenset({"use"})}, now=now, days=30, made_by="staff-1")
    assert holder_of(secret, moment)
    assert str(Token.objects.get().used_on) == day


def test_working_days_and_the_nightly_work_go_by_the_clock_there(in_zone):
    in_zone("Europe/London")
    assert due_on(NIGHT, 1) == dt.date(2026, 12, 7), "it came on a Friday"
    in_zone("America/New_York")
    assert due_on(NIGHT, 1) == dt.date(2026, 12, 4), "it came on a Thursday"
    sweep = declared_duties()["retention:sweep"]
    assert sweep.next_after(NIGHT).astimezone(dt.UTC) == dt.datetime(2026, 12, 4, 6, 0, tzinfo=dt.UTC)
