"""Once in a period that the notice declares, people are asked if their details are still right; some must not be."""

from __future__ import annotations

import datetime as dt
import email
from email import policy

import pytest

from honour.evidence.clock import believe
from honour.evidence.errors import ClockRefused
from honour.evidence.work.duties import declared_duties
from honour.mailroom.models import Outgoing
from honour.mailroom.sending import send_due
from honour.mailroom.server import read_server_url
from honour.outreach.models import AskedIfRight
from honour.outreach.preferences import asking
from honour.outreach.preferences.asking import ask_if_right, asks_declared
from honour.outreach.preferences.details import details_of, put_right, say_right
from honour.outreach.tasks import ask_about_old_details
from honour.register.confirming import confirm_address
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.models import Identifier, Record
from honour.register.versions import versions

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S24")]

YEAR = dt.timedelta(days=366)
State = Outgoing.State


@pytest.fixture
def known(wrote, now):
    """Somebody who wrote, whose address is confirmed: gives their opaque id."""

    def make(address="asha.patel@canary.example", *, confirmed=True, **more):
        person = wrote(address, **more)
        if confirmed:
            for one in Identifier.objects.filter(subject__public_id=person, kind="email"):
                confirm_address(one.pk, how="confirmation-link", at=now)
        return person

    return make


@pytest.fixture
def post(tmp_path):
    """Send what waits: gives how each message ended, and what left."""

    def send(at):
        send_due(read_server_url("folder:mail", tmp_path), at)
        files = sorted((tmp_path / "mail").glob("*.eml")) if (tmp_path / "mail").exists() else []
        return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return send


def contact(person):
    return Record.objects.get(subject__public_id=person, identifiers__kind="email", superseded_by=None)


def test_whoever_gave_their_details_a_year_ago_is_asked_by_a_message_about_a_service(known, post, now):
    person = known()
    assert ask_if_right(now + dt.timedelta(days=300)) == 0
    later = now + YEAR
    assert ask_if_right(later) == 1
    (letter,) = post(later)
    assert Outgoing.objects.get().state == State.SENT, Outgoing.objects.get().reason
    assert letter["Subject"] == "Are your details still right?"
    text = letter.get_body(("plain",)).get_content()
    assert "since December 2026" in text
    assert "/preferences/" in text
    assert "This message sells nothing." in text
    assert "01632 960 111" not in text
    assert letter["List-Unsubscribe"] is None
    assert Outgoing.objects.get().person == person


def test_nobody_is_asked_by_a_clock_that_jumped_a_year_ahead(known, now):
    known()
    believe(now)
    with pytest.raises(ClockRefused):
        ask_about_old_details(now + YEAR)
    assert not Outgoing.objects.exists()
    believe(now + YEAR)
    ask_about_old_details(now + YEAR)
    assert Outgoing.objects.exists()


def test_nobody_is_asked_twice_within_the_period_and_again_after_it(known, now):
    known()
    assert [ask_if_right(now + YEAR) for _ in range(2)] == [1, 0]
    assert ask_if_right(now + YEAR + dt.timedelta(days=200)) == 0
    Record.objects.update(due_at=None)
    assert ask_if_right(now + 2 * YEAR) == 1


def test_whoever_said_that_they_are_right_or_put_them_right_is_left_alone(known, now):
    said, corrected = known("said@canary.example"), known("corrected@canary.example")
    lately = now + dt.timedelta(days=200)
    say_right(said, contact(said).pk, lately)
    notice = versions().current(now).notice
    (details, *_) = [each for each in details_of(corrected, notice, lately) if "email" in each.values]
    put_right(corrected, details.record, {**details.values, "telephone": "01632 960 222"}, lately)
    assert ask_if_right(now + YEAR) == 0


def test_an_address_that_nobody_confirmed_gets_no_question(known, now):
    known(confirmed=False)
    assert ask_if_right(now + YEAR) == 0
    assert not Outgoing.objects.exists()


def test_whoever_had_their_data_held_gets_no_question(known, now):
    decide(known(), Kind.RESTRICTION, at=now, how="email", recorded_by="staff-1")
    assert ask_if_right(now + YEAR) == 0


def test_whoever_objected_to_being_asked_gets_no_question(known, now):
    decide(known(), Kind.OBJECTION, about="accuracy", at=now, how="email", recorded_by="staff-1")
    assert ask_if_right(now + YEAR) == 0


def test_whoever_only_stopped_marketing_is_asked_all_the_same(known, post, now):
    decide(known(), Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    assert ask_if_right(now + YEAR) == 1
    assert len(post(now + YEAR)) == 1


def test_what_is_decided_after_the_question_was_queued_holds_as_it_leaves(known, post, now):
    person = known()
    ask_if_right(now + YEAR)
    decide(person, Kind.RESTRICTION, at=now + YEAR, how="email", recorded_by="staff-1")
    assert post(now + YEAR) == []
    assert Outgoing.objects.get().state == State.REFUSED


def test_whoever_was_erased_is_not_asked(known, now):
    erase_person(known(), reason="request", asked_by="staff-1", at=now)
    assert ask_if_right(now + YEAR) == 0


def test_a_notice_that_declares_nothing_has_nobody_asked(known, now, monkeypatch):
    known()
    notice = versions().current(now).notice
    silent = notice.purposes["accuracy"].model_copy(update={"asks_if_right_every": None})
    monkeypatch.setitem(notice.purposes, "accuracy", silent)
    assert asks_declared(now) == []
    assert ask_if_right(now + YEAR) == 0


@pytest.mark.parametrize(("every", "days", "old"), [("P6M", 170, False), ("P6M", 190, True), (None, 3000, False)])
def test_the_page_asks_after_the_period_that_the_notice_declares_and_never_without_one(known, now, every, days, old):
    person = known()
    notice = versions().current(now).notice
    asks = notice.purposes["accuracy"].model_copy(update={"asks_if_right_every": every})
    declares = notice.model_copy(update={"purposes": {**notice.purposes, "accuracy": asks}})
    Record.objects.update(due_at=None)
    shown = details_of(person, declares, now + dt.timedelta(days=days))
    assert {each.stale for each in shown} == {old}


def test_a_purpose_that_sends_marketing_asks_nobody(known, now, monkeypatch):
    known()
    notice = versions().current(now).notice
    selling = notice.purposes["accuracy"].model_copy(update={"message": "marketing"})
    monkeypatch.setitem(notice.purposes, "accuracy", selling)
    assert ask_if_right(now + YEAR) == 0


def test_many_are_asked_in_turns_and_each_once(known, now, monkeypatch):
    monkeypatch.setattr(asking, "AT_ONCE", 2)
    people = {known(f"person{number}@canary.example") for number in range(5)}
    assert [ask_if_right(now + YEAR) for _ in range(4)] == [2, 2, 1, 0]
    assert set(Outgoing.objects.values_list("person", flat=True)) == people
    assert AskedIfRight.objects.count() == len(people)


def test_the_worker_does_it_by_itself():
    assert "details:ask" in declared_duties()
