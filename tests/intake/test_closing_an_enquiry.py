"""Where the notice keeps data from the close of a request, the close of somebody's last enquiry dates them."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.intake.enquiries.changing import set_state
from honour.intake.enquiries.retaining import feed_enquiries, unfed_enquiries
from honour.intake.models import Enquiry
from honour.register.due.unfed import unfed
from honour.register.erasing import erase_person
from honour.register.models import Record, Trigger, TriggerTie
from tests.register.conftest import published, wrote  # noqa: F401 - fixtures
from tests.register.test_moving_dates import keeps  # noqa: F401 - a fixture

pytestmark = pytest.mark.promise("S23")
DAY = dt.timedelta(days=1)
FROM_ITS_CLOSE = {"all": {"trigger": "request-closed", "period": "P1Y"}}
YEAR_AFTER_TOMORROW = dt.datetime(2027, 12, 4, 10, tzinfo=dt.UTC)


def close(at):
    for row in Enquiry.objects.exclude(state="closed"):
        set_state(row.pk, "closed", seen=row.revision, by="staff-1", at=at, outcome="helped")


def dues():
    return set(Record.objects.values_list("due_at", flat=True))


def test_the_period_runs_from_the_close_of_the_last_enquiry_and_not_while_one_is_open(wrote, keeps, now):  # noqa: F811
    keeps(**FROM_ITS_CLOSE)
    wrote()
    assert dues() == {None}
    assert unfed(now) == [], "it is known what they wait for"

    close(now + DAY)
    assert dues() == {YEAR_AFTER_TOMORROW}
    wrote(at=now + 2 * DAY)
    assert dues() == {None}, "they ask again"
    close(now + 3 * DAY)
    assert dues() == {YEAR_AFTER_TOMORROW + 2 * DAY}

    row = Enquiry.objects.order_by("pk").first()
    set_state(row.pk, "answering", seen=row.revision, by="staff-1", at=now + 4 * DAY)
    assert dues() == {None}, "it was closed too soon"


def test_enquiries_from_before_the_notice_kept_anything_so_are_made_known(wrote, keeps, now):  # noqa: F811
    wrote()
    wrote("tom@canary.example")
    close(now + DAY)
    assert not Trigger.objects.exists()
    assert not unfed_enquiries()

    keeps(**FROM_ITS_CLOSE)
    assert unfed_enquiries()
    assert feed_enquiries(now + DAY) == 2
    assert dues() == {YEAR_AFTER_TOMORROW}
    assert (feed_enquiries(now + DAY), unfed_enquiries()) == (0, False)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_erased_waits_for_nothing(wrote, keeps, now):  # noqa: F811
    keeps(**FROM_ITS_CLOSE)
    person = wrote()
    erase_person(person, reason="request", asked_by="staff-1", at=now)
    assert not TriggerTie.objects.exists()
