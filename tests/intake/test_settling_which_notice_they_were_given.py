"""Records that were brought in under nobody knows which notice are sealed again under the one that was found out."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from honour.evidence.models import Payload
from honour.gate.question import Actor
from honour.register import settling_notice, settling_work
from honour.register.due.moving import wrongly_dated
from honour.register.enforcing import enforcing
from honour.register.erasing import erase_person
from honour.register.errors import SettlingRefusedError
from honour.register.models import NoticeVersion, Record, Settling, Subject
from honour.register.modes import set_mode
from honour.register.provers.seals import values_rest_sealed
from honour.register.reading import read
from honour.register.selecting import select
from honour.register.settling import Group, unsettled
from honour.register.settling_notice import would_be_under
from honour.register.versions import versions
from tests.intake.conftest import PLAIN, person, settle_notice, settled, written
from tests.register.conftest import NEW, OLD

pytestmark = pytest.mark.promise("S18")
SERVICES = Actor("test", "service", {"services": frozenset({"use"})})
DATED = Group("contact", None, "")


@pytest.fixture
def brought(bring, now):
    """Three customers whose notice nobody knows, beside one who was given the present one."""
    set_mode("services", observed=True, actor="lead", at=now)
    bring(written([person(1), person(2), person(3)]), replace(PLAIN, version=""))
    bring(written([person(4)]))
    return unsettled("services", "version")


@pytest.fixture
def undated(bring, now):
    """Two customers of whom nobody knows when they came, so nor with which notice."""
    set_mode("services", observed=True, actor="lead", at=now)
    bring(written([person(1), person(2)]), replace(PLAIN, columns=(*PLAIN.columns[:-1], ""), version=""))
    (group,) = unsettled("services", "version")
    return group.group


def test_a_purpose_that_was_observed_is_worked_down_until_it_is_enforced(brought, now):
    (group,) = brought
    assert (group.group, group.records, group.people) == (DATED, 3, 3)
    assert dict(enforcing("services", now).reasons) == {"version-unknown": 3}
    expected = would_be_under("services", [DATED], NEW, now)
    assert (expected.allowed, expected.withheld) == (3, 0)
    assert Record.objects.filter(version=None).count() == 3, "asking changes nothing"
    done = settle_notice("services", [DATED], NEW, None, reason="Signed order forms", by="staff-1", at=now)
    assert (done.state, done.done, done.of) == ("done", 3, 3)
    set_mode("services", observed=False, actor="lead", at=now)
    stands = enforcing("services", now)
    assert (stands.allowed, stands.refused, stands.reasons) == (4, 0, ())
    assert select(SERVICES, "services", now).people == 4
    assert unsettled("services", "version") == []


def test_the_values_open_under_what_was_settled_and_say_what_they_said(brought, now):
    before = {row.pk: bytes(row.value) for row in Record.objects.filter(version=None)}
    settle_notice("services", [DATED], NEW, None, reason="Order forms", by="staff-1", at=now)
    number = versions().clauses.number("versions", NEW)
    after = {row.pk: row for row in Record.objects.filter(pk__in=before)}
    assert {row.version for row in after.values()} == {number}
    assert all(bytes(after[pk].value) != sealed for pk, sealed in before.items())
    assert values_rest_sealed(now).state == "kept"
    names = {
        record.value["name"]
        for one in Subject.objects.all()
        for record in read(SERVICES, one.public_id, "services", now).records
    }
    assert names == {f"Ida Canary {number}" for number in range(1, 5)}
    Record.objects.filter(pk__in=before).update(version=None)
    assert values_rest_sealed(now).state == "broken", "the version is bound into the value"


def test_people_count_as_told_and_their_dates_are_those_of_the_notice(brought, now):
    settle_notice("services", [DATED], NEW, None, reason="Order forms", by="staff-1", at=now)
    bit = 1 << versions().clauses.number("versions", NEW)
    assert all(one.informed & bit for one in Subject.objects.all())
    assert wrongly_dated(now) == []
    facts = {
        (row.version, row.purposes, row.on_consent, row.undated, row.due_at, row.ends) for row in Record.objects.all()
    }
    assert len(facts) == 1, "as the one who was brought in with the notice"


def test_who_said_so_why_and_whose_records_they_are_is_on_the_ledger_and_nothing_else(brought, now):
    settle_notice("services", [DATED], NEW, None, reason=" Order forms ", by="staff-1", at=now)
    row = Payload.objects.get(entry__kind="records:notice-settled")
    assert json.loads(row.content) == {
        "by": "staff-1", "purpose": "services", "version": NEW, "records": 3, "people": 3, "categories": ["contact"],
        "reason": "Order forms",
    }  # fmt: skip
    assert b"canary.example" not in bytes(row.subjects)


def test_what_has_no_date_gets_the_day_that_was_found_out_and_its_dates_run_from_it(undated, now):
    taken = dt.date(2026, 12, 2)
    assert undated == Group("contact", None, "2026-12-03")
    settle_notice("services", [undated], NEW, taken, reason="The till roll", by="staff-1", at=now)
    rows = list(Record.objects.all())
    assert {(row.undated, row.collected_at.astimezone(dt.UTC).date()) for row in rows} == {(False, taken)}
    assert wrongly_dated(now) == []
    assert values_rest_sealed(now).state == "kept"
    assert json.loads(Payload.objects.get(entry__kind="records:notice-settled").content)["taken"] == "2026-12-02"


@pytest.mark.parametrize(
    ("version", "taken", "refused"),
    [
        (NEW, None, "on which day they were taken"),
        (NEW, dt.date(2026, 12, 4), "still to come"),
        (NEW, dt.date(2026, 11, 30), "to people from 1 December 2026"),
        ("2031-01-01", dt.date(2026, 12, 2), "No version of the notice"),
    ],
)
def test_a_day_and_a_version_that_do_not_go_together_settle_nothing(undated, now, version, taken, refused):
    with pytest.raises(SettlingRefusedError, match=refused):
        settle_notice("services", [undated], version, taken, reason="x", by="staff-1", at=now)
    assert Record.objects.filter(version=None, undated=True).count() == 2
    assert not Payload.objects.filter(entry__kind="records:notice-settled").exists()


def test_a_version_that_did_not_apply_when_they_were_taken_is_refused(bring, now):
    set_mode("services", observed=True, actor="lead", at=now)
    bring(written([person(1, Created="02/11/2026")]), replace(PLAIN, version=""))
    with pytest.raises(SettlingRefusedError, match="taken on 2 November 2026"):
        settle_notice("services", [DATED], NEW, None, reason="x", by="staff-1", at=now)
    assert settle_notice("services", [DATED], OLD, None, reason="x", by="staff-1", at=now).done == 1


def test_nothing_is_settled_twice_and_a_known_version_never_changes(brought, now):
    known = set(Record.objects.exclude(version=None).values_list("pk", "version"))
    settle_notice("services", [DATED], NEW, None, reason="x", by="staff-1", at=now)
    with pytest.raises(SettlingRefusedError, match="Nothing of this is left"):
        settle_notice("services", [DATED], OLD, None, reason="x", by="staff-1", at=now)
    assert known <= set(Record.objects.values_list("pk", "version"))


def test_many_are_settled_batch_by_batch_each_with_its_entry(brought, now, monkeypatch):
    monkeypatch.setattr(settling_notice, "AT_ONCE", 2)
    done = settle_notice("services", [DATED], NEW, None, reason="x", by="staff-1", at=now)
    assert (done.state, done.done, done.of) == ("done", 3, 3)
    counts = [
        json.loads(each.content)["records"] for each in Payload.objects.filter(entry__kind="records:notice-settled")
    ]
    assert sorted(counts) == [1, 2]


def test_an_act_that_is_cut_off_leaves_the_rest_as_it_was(brought, now, monkeypatch):
    monkeypatch.setattr(settling_notice, "AT_ONCE", 2)
    whole, batches = settling_notice.move_due, []

    def once(scope, at):
        batches.append(scope)
        if len(batches) > 1:
            raise KeyboardInterrupt
        return whole(scope, at)

    monkeypatch.setattr(settling_notice, "move_due", once)
    with pytest.raises(KeyboardInterrupt):
        settle_notice("services", [DATED], NEW, None, reason="x", by="staff-1", at=now)
    assert Record.objects.filter(version=None).count() == 1
    assert values_rest_sealed(now).state == "kept"
    monkeypatch.setattr(settling_notice, "move_due", whole)
    row = Settling.objects.get()
    assert (row.state, row.done, row.of) == ("working", 2, 3)
    later = now + settling_work.LEASE
    assert settled(row, now).done == 2, "it is whoever died's until the lease is over"
    assert (settled(row, later).state, row.done) == ("done", 3)
    assert not Record.objects.filter(version=None).exists()


def test_whoever_was_erased_is_passed_over(brought, now):
    gone = Record.objects.filter(version=None).first().subject
    erase_person(gone.public_id, reason="request", asked_by="staff-1", at=now)
    assert settle_notice("services", [DATED], NEW, None, reason="x", by="staff-1", at=now).done == 2


def test_what_was_put_right_before_is_settled_with_its_older_version(brought, now):
    from honour.register.keeping import correct

    one = Record.objects.filter(version=None).order_by("pk").first()
    actor = Actor("staff-1", "staff", {"services": frozenset({"use"})})
    correct(actor, one.subject.public_id, one.pk, {"name": "Ida Right", "email": "ida1@canary.example"}, at=now)
    assert settle_notice("services", [DATED], NEW, None, reason="x", by="staff-1", at=now).done == 4
    assert values_rest_sealed(now).state == "kept"


def test_a_version_that_was_published_before_its_day_was_given_to_people_from_then_on(undated, now):
    newest = NoticeVersion.objects.filter(label=NEW)
    newest.update(published_at=now - dt.timedelta(days=10))
    settle_notice("services", [undated], NEW, dt.date(2026, 11, 25), reason="x", by="staff-1", at=now)
    assert not Record.objects.filter(version=None).exists()
