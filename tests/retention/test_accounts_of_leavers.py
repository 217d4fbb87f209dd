"""Accounts of people who left go when the notice's own clause says; what they did stays on record."""

from __future__ import annotations

import datetime as dt
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from honour.evidence.models import Entry, Payload
from honour.retention.provers.on_time import nothing_is_kept_past_its_date
from honour.retention.sweeps.previewing import preview
from honour.staff.expiring import RULE
from honour.staff.joining import add_member
from honour.staff.leaving import leave
from honour.staff.models import Role
from tests.retention.conftest import YEAR

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]
Member = get_user_model()
DAY = dt.timedelta(days=1)


@pytest.fixture
def gone(published, now, monkeypatch):
    """Una and Tom work here; Una leaves today."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    add_member("tom@fell.example", "Tom Ashworth", ["privacy-lead"], "three quiet herons")
    una = add_member("una@fell.example", "Una Quillfeather", ["support", "finance"], "three quiet herons")[0]
    leave(una)
    return una


def test_a_leavers_account_goes_a_year_after_they_left_and_not_a_day_before(gone, swept, now):
    assert gone.left_at == now
    assert swept(now + YEAR - 3 * DAY).accounts == 0
    assert preview(now + YEAR - 3 * DAY).accounts == 0
    assert Member.objects.count() == 2

    assert preview(now + YEAR).accounts == 1
    assert swept(now + YEAR).accounts == 1

    assert [one.name for one in Member.objects.all()] == ["Tom Ashworth"]
    assert not Role.objects.get(code="support").members.exists()
    said = json.loads(Payload.objects.get(entry__kind="member:forgotten").content)
    assert said == {"member": f"staff-{gone.pk}", "rule": "honour-staff-accounts"}
    assert Entry.objects.filter(kind="member:removed").exists(), "that they left stays on the ledger"
    assert swept(now + YEAR).accounts == 0


def test_whoever_works_here_keeps_their_account_however_long(gone, swept, now):
    Member.objects.filter(name="Tom Ashworth").update(joined_at=now - 20 * YEAR, last_login=now - 20 * YEAR)
    swept(now + 10 * YEAR)
    assert Member.objects.filter(name="Tom Ashworth").exists()


def test_the_period_is_the_notices(gone, swept, now, published, monkeypatch):
    rule = published.notice.retention[RULE].model_copy(update={"period": "P2Y"})
    notice = published.notice.model_copy(update={"retention": {**published.notice.retention, RULE: rule}})
    monkeypatch.setitem(published.__dict__, "notice", notice)
    assert swept(now + YEAR).accounts == 0
    assert swept(now + 2 * YEAR).accounts == 1


def test_an_account_two_nights_past_its_date_breaks_the_promise(gone, swept, now):
    assert nothing_is_kept_past_its_date(now + YEAR).state == "kept"
    found = nothing_is_kept_past_its_date(now + YEAR + 2 * DAY)
    assert found.state == "broken"
    assert "1 accounts of people who left, past their day." in [one.words for one in found.exhibits]
    swept(now + YEAR + 2 * DAY)
    assert nothing_is_kept_past_its_date(now + YEAR + 2 * DAY).state == "kept"


def test_of_those_who_left_under_an_earlier_release_the_ledger_says_when(gone, now, monkeypatch):
    other = Member.objects.create(email="old@fell.example", name="Old", is_active=False)
    Member.objects.update(left_at=None)
    monkeypatch.setattr(timezone, "now", lambda: now + 5 * DAY)
    import_module("honour.staff.migrations.0004_left_at").from_the_ledger(apps, None)
    assert dict(Member.objects.values_list("pk", "left_at")) == {
        gone.pk: now,
        other.pk: now + 5 * DAY,
        Member.objects.get(name="Tom Ashworth").pk: None,
    }
