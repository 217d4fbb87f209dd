"""When data go is reckoned by the calendar, from the notice's rules."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from honour.notice.model import RetentionRule
from honour.register.due.ends import dates_at_collection
from honour.register.due.periods import add_period
from honour.register.due.plans import plan_of
from honour.register.versions import versions

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2027-01-31", "P1M", "2027-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2026-10-31", "P13M", "2027-11-30"),
        ("2026-12-03", "P6Y", "2032-12-03"),
        ("2026-12-03", "P90D", "2027-03-03"),
        ("2026-12-03", "P2W", "2026-12-17"),
        ("2027-01-31", "P1Y1M1D", "2028-03-01"),
    ],
)
def test_periods_go_by_the_calendar_and_are_clamped_to_the_months_end(start, period, end):
    began = dt.datetime.fromisoformat(f"{start}T10:30").replace(tzinfo=LONDON)
    assert add_period(began, period) == dt.datetime.fromisoformat(f"{end}T10:30").replace(tzinfo=LONDON)


def test_a_period_across_the_change_of_the_clocks_ends_at_the_same_hour():
    winter = dt.datetime(2027, 3, 27, 10, 0, tzinfo=LONDON)
    assert add_period(winter, "P1D") == dt.datetime(2027, 3, 28, 10, 0, tzinfo=LONDON)


def test_a_period_that_ends_in_an_hour_that_the_clocks_repeat_ends_the_second_time():
    asked = dt.datetime(2027, 9, 30, 1, 30, tzinfo=LONDON)
    assert add_period(asked, "P1M1D").astimezone(dt.UTC) == dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)


def test_a_period_that_ends_in_an_hour_that_the_clocks_leave_out_ends_after_it():
    asked = dt.datetime(2027, 2, 28, 1, 30, tzinfo=LONDON)
    assert add_period(asked, "P1M") == dt.datetime(2027, 3, 28, 2, 30, tzinfo=LONDON)


@pytest.mark.parametrize("period", ["P", "", "1Y", "PT5H", "P-1D", "P1Y "])
def test_what_is_no_period_is_refused(period):
    with pytest.raises(ValueError, match="no period"):
        add_period(dt.datetime(2027, 1, 1, tzinfo=LONDON), period)


@pytest.fixture
def notice(published):
    return versions().all[-1].notice


def rule(**given):
    return RetentionRule(categories=["contact"], purposes=["enquiries"], **given)


def dates(notice, purposes, kind, now):
    """When a record goes as a whole, and when it is lost to its purposes, by their names."""
    plan = plan_of(notice, notice, "contact", purposes, kind, now)
    found = dates_at_collection(plan, {purpose: number for number, purpose in enumerate(purposes)}, now)
    named = {f"p{number}": purpose for number, purpose in enumerate(purposes)}
    return found.due_at, {named[key]: end for key, end in json.loads(found.ends or "{}").items()}


def test_a_rule_that_runs_from_collection_gives_the_date(notice, now):
    assert dates(notice, ["downloads"], None, now) == (now + dt.timedelta(days=90), {})


def test_each_purpose_ends_on_its_own_day_and_the_record_goes_with_the_last(notice, now):
    due, ends = dates(notice, ["downloads", "feedback"], None, now)
    assert due == dt.datetime(2028, 12, 3, 10, 0, tzinfo=dt.UTC)
    assert ends == {"downloads": "2027-03-03 10:00:00"}


def test_while_one_purpose_waits_for_an_event_the_record_stays_and_the_others_still_end(notice, now):
    due, ends = dates(notice, ["downloads", "services"], None, now)
    assert due is None
    assert ends == {"downloads": "2027-03-03 10:00:00"}


def test_without_a_rule_or_a_period_there_is_no_date(notice, now):
    none = notice.model_copy(update={"retention": {}})
    assert dates(none, ["enquiries"], None, now) == (None, {})
    vague = notice.model_copy(update={"retention": {"vague": rule(trigger="collected", criteria="a reasonable time")}})
    assert dates(vague, ["enquiries"], None, now) == (None, {})


def test_a_rule_that_only_names_a_preset_has_the_period_that_the_law_gives(notice, now):
    by_law = notice.model_copy(update={"retention": {"tax": rule(trigger="collected", preset="CORP-TAX")}})
    assert dates(by_law, ["enquiries"], None, now)[0] == dt.datetime(2032, 12, 3, 10, 0, tzinfo=dt.UTC)
    either = notice.model_copy(update={"retention": {"claims": rule(trigger="collected", preset="CONTRACT")}})
    assert dates(either, ["enquiries"], None, now) == (None, {})


def test_a_rule_for_other_people_does_not_count(notice, now):
    only = notice.model_copy(
        update={"retention": {"them": rule(trigger="collected", period="P1Y", subjects=["customer"])}}
    )
    assert dates(only, ["enquiries"], "enquirer", now)[0] is None
    assert dates(only, ["enquiries"], "customer", now)[0] is not None
