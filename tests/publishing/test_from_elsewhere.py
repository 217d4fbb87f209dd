"""Whoever did not give us their data is told where they came from: once, in time, and not while somebody holds it."""

from __future__ import annotations

import datetime as dt
import email
from email import policy

import pytest
from django.db import transaction

from honour.evidence.models import Entry
from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.evidence.work import declared_duties
from honour.gate.question import Actor
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import queue
from honour.mailroom.sending import send_due
from honour.mailroom.server import read_server_url
from honour.publishing import tasks
from honour.publishing.errors import SourceError
from honour.publishing.from_elsewhere import (
    KIND,
    find_untold,
    hold_source,
    informings,
    queue_informing,
    release_source,
    sources_concerned,
    told_of_source_by_post,
)
from honour.publishing.models import Informing
from honour.publishing.provers import everybody_is_told_where_from
from honour.register.confirming import confirm_address
from honour.register.erasing import erase_person
from honour.register.models import Identifier, Permission, Record, Subject
from honour.register.reading import read
from tests.publishing.conftest import AUTHOR
from tests.register.conftest import kept_in_secret

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S18")]
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
SOURCE = "customers"
DESK, RECIPIENT = Actor("staff-2", "staff", {"enquiries": frozenset({"disclose"})}), "support-desk"


@pytest.fixture
def came(wrote, clauses, now):
    """Make somebody whose data came from their employer: gives their opaque id."""

    def come(address="asha@canary.example", *, at=None, confirmed=True):
        person = wrote(address, at=at)
        Record.objects.filter(subject__public_id=person).update(source=clauses.number("sources", SOURCE))
        for one in Identifier.objects.filter(subject__public_id=person, kind="email"):
            if confirmed:
                confirm_address(one.pk, how="confirmation-link", at=at or now)
        return person

    return come


@pytest.fixture
def worked(tmp_path):
    """Let the worker do its turn at a moment; gives the mail that has left so far."""

    def work(at):
        tasks.find_whom_to_inform(at)
        tasks.inform(at)
        send_due(read_server_url("folder:mail", tmp_path), at)
        tasks.inform(at)
        files = sorted((tmp_path / "mail").glob("*.eml")) if (tmp_path / "mail").exists() else []
        return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return work


def told_of(person):
    return Permission.objects.filter(subject__public_id=person, kind=Permission.Kind.INFORMED)


def s18(at):
    return prove(promises()["S18"], provers()["S18"], at)


def test_they_are_told_once_a_day_later_and_the_promise_is_kept(came, wrote, worked, now):
    person, own = came(), wrote("ben@canary.example")
    assert worked(now + MINUTE) == []
    left = worked(now + DAY + 2 * MINUTE)
    assert [one["To"] for one in left] == ["asha@canary.example"]
    said = left[0].get_body(("plain",)).get_content()
    assert "From: Customers and employers" in said
    assert "the company you work for tells us whom to deal with" in said
    assert "/privacy/versions/2026-12-01" in said
    assert told_of(person).get().about == Record.objects.filter(subject__public_id=person)[0].version
    assert not told_of(own).exists()
    assert Entry.objects.filter(kind="people:informed").count() == 1
    assert len(worked(now + 3 * DAY)) == 1
    proof = s18(now + 40 * DAY)
    assert proof.state == "kept", (proof.figure, proof.exhibits)


def test_data_that_come_later_from_the_same_source_lead_to_no_second_message(came, wrote, worked, clauses, now):
    person = came()
    worked(now)
    assert len(worked(now + DAY)) == 1
    assert wrote("asha@canary.example", at=now + 2 * DAY) == person
    Record.objects.filter(subject__public_id=person).update(source=clauses.number("sources", SOURCE))
    assert len(worked(now + 4 * DAY)) == 1


def test_two_sources_are_told_in_one_message(came, worked, clauses, now):
    person = came()
    one = Record.objects.filter(subject__public_id=person).earliest("pk")
    Record.objects.filter(pk=one.pk).update(source=clauses.number("sources", "public-registers"))
    worked(now)
    (letter,) = worked(now + DAY)
    said = letter.get_body(("plain",)).get_content()
    assert "Customers and employers" in said
    assert "Companies House" in said
    assert told_of(person).count() == 2


@pytest.mark.parametrize("found", [0, 30], ids=["found before", "found half an hour later"])
def test_whoever_is_written_to_before_is_told_at_once(came, worked, now, found):
    person = came()
    if not found:
        assert worked(now) == []
    with transaction.atomic():
        queue("publishing:review", at=now + MINUTE, person=person, context={})
    worked(now + max(found, 1) * MINUTE)
    assert Informing.objects.get().state == Informing.State.TOLD


@pytest.mark.parametrize("later", [0, 90], ids=["before they are found", "after"])
def test_whose_data_are_passed_on_before_is_told_at_once(came, worked, now, later):
    person, other = came(), came("ben@canary.example")
    if later:
        assert worked(now) == []
    at = now + dt.timedelta(minutes=later)
    reading = read(DESK, person, "enquiries", at, action="disclose", recipient=RECIPIENT)
    assert reading.records, reading

    left = worked(at + MINUTE)

    assert [one["To"] for one in left] == ["asha@canary.example"]
    assert Informing.objects.get(subject__public_id=other).state == Informing.State.WAITING


def test_a_held_source_waits_until_it_is_let_go(came, worked, now):
    came()
    worked(now)
    with pytest.raises(SourceError):
        hold_source(SOURCE, "  ", by=AUTHOR, at=now)
    hold_source(SOURCE, "Their employer told them.", by=AUTHOR, at=now)
    assert worked(now + 3 * DAY) == []
    assert everybody_is_told_where_from(now + 40 * DAY).state == "kept"
    assert release_source(SOURCE, by=AUTHOR, at=now + 4 * DAY) == 1
    assert len(worked(now + 4 * DAY)) == 1
    assert set(Entry.objects.filter(kind__startswith="source:").values_list("kind", flat=True)) == {
        "source:held",
        "source:released",
    }


def test_whoever_was_found_late_waits_for_somebodys_word(came, worked, now):
    came(at=now)
    late = now + 40 * DAY
    assert worked(late) == worked(late + 2 * DAY) == []
    assert Informing.objects.get().state == Informing.State.LATE
    assert s18(late + 2 * DAY).state == "not proved"
    release_source(SOURCE, by=AUTHOR, at=late + 3 * DAY)
    assert len(worked(late + 3 * DAY)) == 1


def test_whom_no_message_reaches_is_listed_and_can_be_told_by_post(came, worked, now):
    person = came()
    find_untold(now)
    queue_informing(now + DAY)
    Outgoing.objects.filter(kind=KIND).update(state=Outgoing.State.REFUSED, reason="no-address", ended_at=now + DAY)
    tasks.inform(now + DAY)
    assert (Informing.objects.get().state, Informing.objects.get().reason) == (Informing.State.FAILED, "no-address")
    assert told_of_source_by_post(SOURCE, by=AUTHOR, at=now + 2 * DAY) == 1
    assert told_of(person).get().how == "letter"
    assert told_of_source_by_post(SOURCE, by=AUTHOR, at=now + 2 * DAY) == 0


def test_whom_only_a_sealed_hold_keeps_is_on_no_list_and_in_no_count(came, now):
    listed, kept, new = came(), came("ben@canary.example"), came("cat@canary.example")
    Record.objects.filter(subject__public_id=new).update(source=None)
    find_untold(now)
    assert [counts["waiting"] for _, counts in sources_concerned()] == [2]
    for person in (kept, new):
        kept_in_secret(person, now)
    assert [counts["waiting"] for _, counts in sources_concerned()] == [1]
    Record.objects.filter(subject__public_id=new).update(source=Record.objects.exclude(source=None).first().source)
    assert find_untold(now) == 0
    assert [one.subject.public_id for one in informings()] == [listed]


def test_whoever_is_erased_meanwhile_gets_nothing_and_is_on_no_list(came, worked, now):
    person = came()
    worked(now)
    erase_person(person, reason="request", asked_by="staff-1", at=now + MINUTE)
    assert worked(now + 2 * DAY) == []
    assert not Informing.objects.exists()
    assert Subject.objects.get(public_id=person).status == Subject.Status.ERASED


def test_a_thousand_people_are_found_by_as_many_questions_as_one(came, now, django_assert_max_num_queries):
    for number in range(12):
        came(f"p{number}@canary.example")
    with django_assert_max_num_queries(12):
        assert find_untold(now) == 12
    assert find_untold(now) == 0


def test_the_worker_does_it_by_itself():
    assert {"sources:find", "sources:tell"} <= set(declared_duties())


def sabotage_somebody_left_off_the_list(now):
    Informing.objects.all().delete()


def sabotage_a_message_that_never_went(now):
    Informing.objects.update(state=Informing.State.QUEUED, due_by=now, not_before=now)
    Permission.objects.filter(kind=Permission.Kind.INFORMED).delete()


@pytest.mark.parametrize(
    ("sabotage", "words"),
    [
        (sabotage_somebody_left_off_the_list, "on no list of those to be told"),
        (sabotage_a_message_that_never_went, "was due and has not gone"),
    ],
)
def test_sabotage_is_seen(came, now, sabotage, words):
    came()
    find_untold(now)
    assert everybody_is_told_where_from(now + DAY / 2).state == "kept"
    sabotage(now + DAY)
    proof = everybody_is_told_where_from(now + 3 * DAY)
    assert proof.state == "broken"
    assert any(words in each.words for each in proof.exhibits)
