"""Records that were brought in from nobody knows where are settled many at once, by whoever found out."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from honour.evidence.models import Payload
from honour.gate.question import Actor
from honour.register import settling, settling_work
from honour.register.enforcing import enforcing
from honour.register.errors import SettlingRefusedError, UnknownClauseError
from honour.register.models import Record, Settling, Subject
from honour.register.modes import set_mode
from honour.register.selecting import select
from honour.register.settling import Group, unsettled, would_be
from tests.intake.conftest import PLAIN, person, settle_source, settled, written
from tests.register.conftest import NEW, kept_in_secret

pytestmark = pytest.mark.promise("S18")
SERVICES = Actor("test", "service", {"services": frozenset({"use"})})


@pytest.fixture
def brought(bring, now):
    """Three customers whose source nobody knows, beside one who came directly."""
    set_mode("services", observed=True, actor="lead", at=now)
    bring(written([person(1), person(2), person(3)]), replace(PLAIN, source=""))
    bring(written([person(4)]))
    return unsettled("services")


def test_a_purpose_that_was_observed_is_worked_down_until_it_is_enforced(brought, now):
    (group,) = brought
    assert (group.group, group.records, group.people) == (Group("contact", NEW, ""), 3, 3)
    assert dict(enforcing("services", now).reasons) == {"source-unknown": 3}
    expected = would_be("services", [group.group], "directly", now)
    assert (expected.allowed, expected.withheld) == (3, 0)
    done = settle_source(
        "services", [group.group], "directly", reason="Signed order forms of 2026", by="staff-1", at=now
    )
    assert (done.state, done.done, done.of) == ("done", 3, 3)
    set_mode("services", observed=False, actor="lead", at=now)
    stands = enforcing("services", now)
    assert (stands.allowed, stands.refused, stands.reasons) == (4, 0, ())
    assert select(SERVICES, "services", now).people == 4
    assert unsettled("services") == []


def test_who_said_so_why_and_whose_records_they_are_is_on_the_ledger_and_nothing_else(brought, now):
    settle_source("services", [brought[0].group], "directly", reason=" Order forms ", by="staff-1", at=now)
    row = Payload.objects.get(entry__kind="records:source-settled")
    assert json.loads(row.content) == {
        "by": "staff-1", "purpose": "services", "source": "directly", "records": 3, "people": 3,
        "categories": ["contact"], "reason": "Order forms",
    }  # fmt: skip
    from pyroaring import BitMap

    came_directly = Subject.objects.order_by("pk").last().pk
    assert set(BitMap.deserialize(bytes(row.subjects))) == set(Subject.objects.values_list("pk", flat=True)) - {
        came_directly
    }


def test_what_only_a_sealed_hold_keeps_is_in_no_count_and_left_as_it_is(brought, now):
    kept_in_secret(Record.objects.filter(source=None).first().subject.public_id, now)
    (group,) = unsettled("services")
    assert (group.records, group.people) == (2, 2)
    assert would_be("services", [group.group], "directly", now).allowed == 2
    done = settle_source("services", [group.group], "directly", reason="Order forms", by="staff-1", at=now)
    assert (done.done, done.of) == (2, 2)
    assert unsettled("services") == []


def test_what_would_still_be_refused_is_said_before_anything_changes(brought, now):
    expected = would_be("services", [brought[0].group], "web-chat", now)
    assert (expected.allowed, expected.withheld) == (3, 0)
    expected = would_be("services", [brought[0].group], "site-usage", now)
    assert (expected.allowed, dict(expected.refused)) == (0, {"source-gives-other-data": 3})
    assert Record.objects.filter(source=None).count() == 3


def test_only_the_chosen_group_is_settled_and_a_known_source_never_changes(brought, now):
    known = set(Record.objects.exclude(source=None).values_list("pk", "source"))
    one = Record.objects.filter(source=None).order_by("pk").first()
    Record.objects.filter(pk=one.pk).update(undated=True)
    groups = {each.group: each.records for each in unsettled("services")}
    assert groups == {Group("contact", NEW, ""): 2, Group("contact", NEW, f"{one.collected_at:%Y-%m-%d}"): 1}
    settle_source("services", [Group("contact", NEW, "")], "web-chat", reason="Chat log", by="staff-1", at=now)
    assert list(Record.objects.filter(source=None).values_list("pk", flat=True)) == [one.pk]
    assert known <= set(Record.objects.values_list("pk", "source"))


@pytest.mark.parametrize(
    ("groups", "source", "reason", "refused"),
    [
        ([Group("contact", NEW, "")], "directly", "  ", "how you found out"),
        ([Group("contact", NEW, "")], "directly", "x" * 501, "500 characters"),
        ([], "directly", "Order forms", "at least one group"),
        ([Group("contact", NEW, "")], "honour-requests", "Order forms", "names no such source"),
        ([Group("contact", NEW, "2020-01-01")], "directly", "Order forms", "Nothing of this is left"),
    ],
)
def test_without_a_reason_a_group_or_a_source_of_the_notice_nothing_is_settled(  # noqa: PLR0913, PLR0917 - a case
    brought, now, groups, source, reason, refused
):
    with pytest.raises(SettlingRefusedError, match=refused):
        settle_source("services", groups, source, reason=reason, by="staff-1", at=now)
    assert Record.objects.filter(source=None).count() == 3
    assert not Payload.objects.filter(entry__kind="records:source-settled").exists()


def test_a_purpose_or_a_category_that_was_never_declared_is_named(brought, now):
    with pytest.raises(UnknownClauseError, match="lottery"):
        unsettled("lottery")
    with pytest.raises(UnknownClauseError, match="shoe-size"):
        settle_source("services", [Group("shoe-size", NEW, "")], "directly", reason="x", by="staff-1", at=now)


def test_what_was_put_right_before_is_settled_with_its_older_version(brought, now):
    from honour.register.keeping import correct

    one = Record.objects.filter(source=None).order_by("pk").first()
    actor = Actor("staff-1", "staff", {"services": frozenset({"use"})})
    values = {"name": "Ida Right", "email": "ida1@canary.example"}
    correct(actor, one.subject.public_id, one.pk, values, at=now)
    assert [each.records for each in unsettled("services")] == [4]
    done = settle_source("services", [brought[0].group], "directly", reason="Order forms", by="staff-1", at=now)
    assert (done.done, done.of) == (4, 4)
    assert not Record.objects.filter(source=None).exists()


def test_many_are_settled_batch_by_batch_each_with_its_entry(brought, now, monkeypatch):
    monkeypatch.setattr(settling, "AT_ONCE", 2)
    done = settle_source("services", [brought[0].group], "directly", reason="Order forms", by="staff-1", at=now)
    assert (done.state, done.done) == ("done", 3)
    entries = Payload.objects.filter(entry__kind="records:source-settled").order_by("pk")
    assert [json.loads(each.content)["records"] for each in entries] == [2, 1]


def test_a_worker_that_is_told_to_stop_hands_it_over_at_once(brought, now, monkeypatch):
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    monkeypatch.setattr(settling_work, "TURN", 0)
    row = settling_work.settle_source("services", [brought[0].group], "directly", reason="x", by="staff-1", at=now)
    for worker, done in (("worker:1", 1), ("worker:2", 2), ("worker:3", 3)):
        assert settling_work.run_settlings(now, worker)
        row.refresh_from_db()
        assert (row.done, row.holder) == (done, "")


def test_what_was_stopped_in_the_middle_of_a_batch_keeps_that_batch_out(brought, now, monkeypatch):
    row = settling_work.settle_source("services", [brought[0].group], "directly", reason="x", by="staff-1", at=now)
    whole = settling_work.settle_sources

    def stopped_meanwhile(*words, **more):
        settling_work.stop_settling(row, by="staff-2", at=now)
        return whole(*words, **more)

    monkeypatch.setattr(settling_work, "settle_sources", stopped_meanwhile)
    assert settled(row, now).done == 0
    assert Record.objects.filter(source=None).count() == 3
    assert not Payload.objects.filter(entry__kind="records:source-settled").exists()


def test_a_source_that_the_notice_lost_meanwhile_settles_nothing_and_says_so(brought, now):
    row = settling_work.settle_source("services", [brought[0].group], "directly", reason="x", by="staff-1", at=now)
    Settling.objects.update(answer="carrier-pigeon")
    assert settled(row, now).state == "failed"
    assert "names no such source" in row.why
    assert Record.objects.filter(source=None).count() == 3


def test_whatever_goes_wrong_is_tried_again_later(brought, now, monkeypatch):
    row = settling_work.settle_source("services", [brought[0].group], "directly", reason="x", by="staff-1", at=now)

    def full(*_, **__):
        raise OSError

    whole = settling_work.settle_sources
    monkeypatch.setattr(settling_work, "settle_sources", full)
    with pytest.raises(OSError):  # noqa: PT011 - it has no words
        settling_work.run_settlings(now, "worker:1")
    monkeypatch.setattr(settling_work, "settle_sources", whole)
    row.refresh_from_db()
    assert (row.state, row.failure, row.holder) == ("working", "OSError", "")
    assert not settling_work.run_settlings(now, "worker:1"), "not before the pause is over"
    assert settled(row, now + dt.timedelta(minutes=1)).state == "done"


def test_one_thing_at_a_time_is_settled_of_a_purpose(brought, now):
    ask = {"reason": "x", "by": "staff-1", "at": now}
    settling_work.settle_source("services", [brought[0].group], "directly", **ask)
    with pytest.raises(SettlingRefusedError, match="being settled"):
        settling_work.settle_source("services", [brought[0].group], "web-chat", **ask)
