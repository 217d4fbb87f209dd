"""The privacy lead sees who is to be told where their data came from, and holds it or lets it go; others only see."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.gate.question import ACTIONS, Actor
from honour.publishing.from_elsewhere import find_untold
from honour.publishing.models import HeldSource, Informing
from honour.register.keeping import keep_from_newcomer
from honour.register.models import Record
from honour.register.modes import set_mode
from honour.register.versions import versions

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S18")]
PAGE = "/console/notice/from-elsewhere/customers"
STAFF = Actor("staff-9", "staff", {"enquiries": frozenset(ACTIONS)})
HELD = {"act": "hold", "reason": "Their employer told them."}


@pytest.fixture
def noor(fellside, now):
    """Somebody whom their employer named to us, found to be told of it."""
    values = {"contact": {"name": "Noor Canary", "email": "noor@canary.example"}}
    keep_from_newcomer(STAFF, "staff-of-customer", "enquiries", values, source="customers", at=now)
    assert find_untold(now) == 1


def test_today_and_the_pages_say_who_is_told_and_by_when(noor, signed_in, now):
    lead = signed_in("privacy-lead")
    assert "One person is told where we have their data from" in lead.get("/console/").content.decode()
    said = lead.get("/console/notice/from-elsewhere/").content.decode()
    assert "Customers and employers" in said
    said = lead.get(PAGE).content.decode()
    assert "To be told: 1 person" in said
    assert "canary" not in said.lower()


def test_today_says_of_whom_nobody_knows_which_notice_they_were_given_and_by_when(noor, signed_in, now):
    lead, said = signed_in("privacy-lead"), "It is not recorded which notice one person was given."
    set_mode("enquiries", observed=True, actor="lead", at=now)
    assert said not in lead.get("/console/").content.decode()
    Record.objects.update(version=None)

    assert said in lead.get("/console/").content.decode()

    Record.objects.update(source=versions().clauses.number("sources", "directly"))
    assert said not in lead.get("/console/").content.decode()


def test_the_lead_holds_it_with_a_reason_and_lets_it_go(noor, signed_in):
    lead = signed_in("privacy-lead")
    lead.post(PAGE, {"act": "hold", "reason": ""})
    assert not HeldSource.objects.exists()
    assert "Their employer told them." in lead.post(PAGE, HELD, follow=True).content.decode()
    assert "One person is told" not in lead.get("/console/").content.decode()
    said = lead.post(PAGE, {"act": "tell"}, follow=True).content.decode()
    assert "1 person will be told" in said
    assert not HeldSource.objects.exists()


def test_whom_no_message_reached_is_named_by_id_and_told_by_post(noor, signed_in):
    Informing.objects.update(state=Informing.State.FAILED, reason="no-address")
    lead = signed_in("privacy-lead")
    assert "We hold no email address of theirs" in lead.get(PAGE).content.decode()
    lead.post(PAGE, {"act": "post"})
    assert Informing.objects.get().state == Informing.State.POSTED
    assert Informing.objects.get().recorded


def test_who_may_not_publish_sees_it_and_changes_nothing(noor, signed_in):
    auditor = signed_in("auditor")
    said = auditor.get(PAGE).content.decode()
    assert "To be told: 1 person" in said
    assert "Hold it" not in said
    assert auditor.post(PAGE, HELD).status_code == 403
    assert auditor.post(PAGE, {"act": "tell"}).status_code == 403
    assert not HeldSource.objects.exists()
    assert Informing.objects.get().state == Informing.State.WAITING


def test_a_source_of_which_nobody_is_told_has_no_page(noor, signed_in):
    assert signed_in("privacy-lead").get("/console/notice/from-elsewhere/public-registers").status_code == 404


def test_found_late_it_waits_for_somebodys_word_on_today(fellside, signed_in, clock):
    values = {"contact": {"name": "Noor Canary", "email": "noor@canary.example"}}
    keep_from_newcomer(STAFF, "staff-of-customer", "enquiries", values, source="customers", at=clock.now)
    clock.go_on(days=40)
    find_untold(clock.now)
    said = signed_in("privacy-lead").get("/console/").content.decode()
    assert "One person should have been told where we have their data from." in said
    assert dt.timedelta(0) < clock.now - Informing.objects.get().due_by
