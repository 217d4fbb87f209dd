"""A deputy's rights follow and end by themselves; a leaver's end at once, and their work goes on."""

import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from honour.gate.question import ACTIONS
from honour.staff import deputies, work
from honour.staff.deputies import DeputyRefused, arrange, end
from honour.staff.grants import actor_for, opened_by, parts_for
from honour.staff.joining import LastLead, add_member, set_roles
from honour.staff.leaving import leave
from honour.staff.models import Deputy, Grant
from honour.staff.roles import Part, make_roles

DAY = dt.timedelta(days=1)


@pytest.fixture
def granted(lead):
    roles = make_roles()
    Grant.objects.create(role=roles["privacy-lead"], purpose="sale", actions=list(ACTIONS))
    Grant.objects.create(role=roles["privacy-lead"], purpose="enquiries", actions=list(ACTIONS))
    Grant.objects.create(role=roles["support"], purpose="enquiries", actions=["use", "contact"])


def test_a_deputy_has_the_rights_for_the_days_named_and_no_other(lead, tom, granted, clock):
    first = clock.now.date() + 3 * DAY
    arrange(lead, tom, first, first + DAY, by=lead.opaque_id)
    expected = {2: False, 3: True, 4: True, 5: False}
    start = clock.now
    for days, holds in expected.items():
        clock.now = start + days * DAY
        assert (Part.STAFF in parts_for(tom)) is holds, days
        assert ("sale" in actor_for(tom).grants) is holds, days
        assert "enquiries" in actor_for(tom).grants


def test_what_is_done_as_a_deputy_is_recorded_in_both_names_and_ones_own_work_in_ones_own(lead, tom, granted, clock):
    today = clock.now.date()
    Grant.objects.filter(role__code="support").update(actions=list(ACTIONS))
    arrange(lead, tom, today, today, by=lead.opaque_id)
    actor = actor_for(tom)
    assert actor.name == f"staff-{tom.pk}"
    assert actor.acting_for("sale") == f"staff-{tom.pk}-for-staff-{lead.pk}"
    assert actor.acting_for("enquiries") == f"staff-{tom.pk}"
    assert opened_by(tom)[Part.RECORDS] == f"staff-{tom.pk}-for-staff-{lead.pk}"
    assert opened_by(tom)[Part.PEOPLE] == f"staff-{tom.pk}"


def test_a_deputyship_ended_early_ends_at_once(lead, tom, granted, clock):
    today = clock.now.date()
    arranged = arrange(lead, tom, today, today + 9 * DAY, by=lead.opaque_id)
    end(arranged, by=lead.opaque_id)
    assert Part.STAFF not in parts_for(tom)
    assert actor_for(tom).deputised == {}


def test_a_deputyship_is_not_passed_on(lead, tom, granted, clock):
    joan, _ = add_member("joan@fell.example", "Joan", ["finance"])
    today = clock.now.date()
    arrange(lead, tom, today, today, by=lead.opaque_id)
    arrange(tom, joan, today, today, by=lead.opaque_id)
    assert Part.CONTACT in parts_for(joan)
    assert Part.STAFF not in parts_for(joan)


@pytest.mark.parametrize(("first", "last"), [(1, 0), (-2, -1)])
def test_a_period_that_runs_backwards_or_is_over_is_refused(lead, tom, clock, first, last):
    today = clock.now.date()
    with pytest.raises(DeputyRefused):
        arrange(lead, tom, today + first * DAY, today + last * DAY, by=lead.opaque_id)


def test_nobody_stands_in_for_themselves_or_for_somebody_who_left(lead, tom, clock):
    today = clock.now.date()
    with pytest.raises(DeputyRefused):
        arrange(tom, tom, today, today, by=lead.opaque_id)
    leave(tom, by=lead.opaque_id)
    with pytest.raises(DeputyRefused):
        arrange(tom, lead, today, today, by=lead.opaque_id)


def test_a_leavers_deputyships_end_both_ways(lead, tom, clock):
    today = clock.now.date()
    arrange(lead, tom, today, today, by=lead.opaque_id)
    arrange(tom, lead, today, today, by=lead.opaque_id)
    leave(tom, by=lead.opaque_id)
    assert not deputies.live().exists()
    assert Deputy.objects.filter(ended_at=None).count() == 0


def test_a_leavers_sessions_are_gone_and_nobody_elses(lead, tom, clock, monkeypatch):
    for one in (lead, tom, tom):
        session = SessionStore()
        session["_auth_user_id"] = str(one.pk)
        session.create()
    leave(tom, by=lead.opaque_id)
    left = [each.get_decoded()["_auth_user_id"] for each in Session.objects.all()]
    assert left == [str(lead.pk)]


def test_a_leavers_work_goes_to_somebody_else_in_the_same_step(lead, tom, monkeypatch):
    desk = {tom.pk: ["Enquiry 4", "Enquiry 9"], lead.pk: []}

    def hand_over(leaver, successor):
        moved = desk.pop(leaver.pk, [])
        desk[successor.pk] += moved
        return len(moved)

    monkeypatch.setattr(work, "_signed_up", {})
    work.sign_up(work.Work("enquiries", lambda member: desk.get(member.pk, []), hand_over))
    work.sign_up(work.Work("tokens", lambda _: ["crm, until 3 March"]))
    assert {kind.name: lines for kind, lines in work.work_of(tom).items()} == {
        "enquiries": ["Enquiry 4", "Enquiry 9"],
        "tokens": ["crm, until 3 March"],
    }
    assert leave(tom, successor=lead, by=lead.opaque_id) == {"enquiries": 2}
    assert desk[lead.pk] == ["Enquiry 4", "Enquiry 9"]


def test_the_last_privacy_lead_stays(lead, tom):
    with pytest.raises(LastLead):
        leave(lead)
    with pytest.raises(LastLead):
        set_roles(lead, ["auditor"])
    set_roles(tom, ["privacy-lead"])
    leave(lead)
    assert parts_for(lead) == frozenset()
