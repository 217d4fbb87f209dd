"""Messages leave through the outbox: asked about at the gate, written when they leave, sent once, on the ledger."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import threading
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction

from honour.evidence.models import Entry, Payload
from honour.mailroom.errors import NothingToSayError, ServerUnavailableError
from honour.mailroom.letters import Letter
from honour.mailroom.messages import message_kind, stop_link
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import cancel, queue
from honour.mailroom.sending import LEASE, PAUSES, send_due
from honour.mailroom.server import read_server_url
from honour.mailroom.standing import standing
from honour.mailroom.sweeping import sweep
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.models import Identifier
from honour.staff.joining import add_member
from tests.ports import free_port

State = Outgoing.State


def parsed(envelope):
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def said_on_ledger(kind):
    rows = Payload.objects.filter(entry__kind=kind).order_by("entry_id")
    return [(json.loads(row.content), row.subject) for row in rows]


# -- what leaves -----------------------------------------------------------------------------------------------------


@pytest.mark.promise("S01")
def test_a_message_says_who_sends_it(put, server, office, now):
    put()
    assert send_due(server, now) == 1
    message = parsed(office.taken[0])
    for part in ("plain", "html"):
        words = " ".join(message.get_body((part,)).get_content().split())
        for fact in (
            "Fellside Invoicing Ltd",
            "Registered in England and Wales, number 00000000.",
            "Registered office: Beck Mill, 12 Mill Lane, Thornbeck, Lancashire, ZZ1 2AB",
            "enquiries@fellside.example",
            "01632 960 187",
        ):
            assert fact in words, part


def test_its_headers_are_whole_and_name_nobody(put, server, office, now):
    row = put()
    send_due(server, now)
    message = parsed(office.taken[0])
    assert message["To"] == "asha.patel@canary.example"
    assert message["From"] == "enquiries@fellside.example"
    assert message["Subject"] == "About your enquiry"
    assert message["Message-ID"] == f"<{row.public_id}@127.0.0.1>"
    assert message["Date"].datetime == now
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert "Dear Asha Patel-Canary" in message.get_body(("plain",)).get_content()


def test_its_delivery_is_on_the_ledger_without_a_word_of_it(put, server, now, subject_of):
    row = put()
    send_due(server, now)
    row.refresh_from_db()
    assert (row.state, row.reason, row.ended_at) == (State.SENT, "", now)
    payload, subject = said_on_ledger("message:sent")[0]
    assert subject == subject_of(row).pk
    assert payload == {
        "message": row.public_id, "kind": "test:answer", "class": "service", "purpose": "enquiries", "channel": "email",
        "tries": 1,
    }  # fmt: skip
    assert row.entry == Entry.objects.get(kind="message:sent").pk
    read = said_on_ledger("person:read")[0][0]
    assert (read["by"], read["action"], read["purpose"]) == ("mailroom", "contact", "enquiries")


def test_a_row_of_the_outbox_holds_numbers_and_ids_only(put):
    put(context={"enquiry": 4, "of": ["a1", "b2"]}, dedupe="enquiry:4")
    for context in ({"to": "asha@canary.example"}, {"name": "Asha Patel"}, {"at": object()}, {"x": ["two words"]}):
        with pytest.raises(ValueError, match="numbers and ids"):
            put(context=context)


def test_a_message_is_queued_with_what_it_is_about_or_not_at_all(published, wrote, now):
    person = wrote()
    with transaction.atomic():
        queue("test:answer", person=person, at=now)
        transaction.set_rollback(True)
    assert not Outgoing.objects.exists()


def test_the_same_message_is_queued_once(put):
    assert put(dedupe="one").pk == put(dedupe="one").pk
    assert put(dedupe="two").pk != put(dedupe="one").pk


def test_to_whom_and_what_is_said_when_it_is_queued(put, now):
    for wrong in ({"person": None, "member": None}, {"person": "a", "member": 1}):
        with pytest.raises(ValueError, match="a person or to a member"):
            put(**wrong)
    with pytest.raises(ValueError, match="Nobody signed up"):
        put("test:no-such-kind")


def test_a_message_waits_for_its_time_and_can_be_taken_back(put, server, office, now):
    row = put(run_after=now + dt.timedelta(hours=1))
    assert send_due(server, now) == 0
    assert cancel(row.public_id, now)
    assert send_due(server, now + dt.timedelta(hours=2)) == 0
    assert not office.taken
    assert standing() == [("cancelled", "cancelled", 1)]


def test_mail_to_a_colleague_goes_the_same_way(put, server, office, now):
    member, _ = add_member("lead@fellside.example", "Nadia Rahman", ["privacy-lead"], "three quiet herons")
    put("test:colleague", member=member.pk)
    assert send_due(server, now) == 1
    assert office.taken[0].rcpt_tos == ["lead@fellside.example"]
    assert said_on_ledger("message:sent")[0][0]["member"] == member.opaque_id
    member.is_active = False
    member.save()
    gone = put("test:colleague", member=member.pk)
    assert send_due(server, now) == 0
    gone.refresh_from_db()
    assert (gone.state, gone.reason) == (State.REFUSED, "member-left")


def test_the_address_is_the_one_it_was_queued_for(put, wrote, server, office, now):
    person = wrote()
    wrote(version="2026-12-01", at=now + dt.timedelta(minutes=1))
    first, second = Identifier.objects.filter(kind="email").order_by("pk")
    put(person=person, identifier=first)
    assert send_due(server, now + dt.timedelta(hours=1)) == 1
    Identifier.objects.filter(pk=second.pk).delete()
    row = put(person=person, identifier=second)
    assert send_due(server, now + dt.timedelta(hours=1)) == 0
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.REFUSED, "address-gone")


def test_what_it_was_about_may_be_gone(put, server, now, kinds):
    def gone(queued):
        raise NothingToSayError("The enquiry was deleted.")

    kinds["said"] = gone
    row = put()
    assert send_due(server, now) == 0
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.CANCELLED, "nothing-to-say")


# -- what does not ---------------------------------------------------------------------------------------------------


@pytest.mark.promise("S22")
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("test:disguised", "purpose-is-marketing"),
        ("test:tucked-in", "purpose-is-service"),
        ("test:silent", "purpose-sends-nothing"),
        ("test:undeclared", "purpose-unknown"),
    ],
)
def test_the_purpose_decides_what_a_message_is_not_its_sender(put, server, office, now, kind, reason):  # noqa: PLR0913, PLR0917
    row = put(kind)
    assert send_due(server, now) == 0
    row.refresh_from_db()
    assert (row.state, row.reason, office.offered) == (State.REFUSED, reason, 0)


@pytest.mark.promise("S21")
def test_a_stop_made_while_it_waits_stops_it_and_leaves_service_messages_alone(put, server, office, now):
    stop_link(lambda queued: queued.link("/stop/abc"))
    news, answer = put("test:news"), put("test:answer")
    decide(news.person, Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    assert send_due(server, now) == 1
    news.refresh_from_db()
    answer.refresh_from_db()
    assert (news.state, news.reason) == (State.REFUSED, "marketing-objected")
    assert Entry.objects.get(pk=news.entry).kind == "person:refused"
    assert answer.state == State.SENT


def test_nothing_goes_to_somebody_who_was_erased(put, server, office, now):
    row = put()
    erase_person(row.person, reason="request", asked_by="staff-1", at=now)
    assert send_due(server, now) == 0
    row.refresh_from_db()
    assert (row.state, row.reason, office.offered) == (State.REFUSED, "subject-erased", 0)


@pytest.mark.promise("S21")
def test_marketing_carries_the_way_to_stop_it_or_does_not_leave(put, server, office, now):
    mute = put("test:news")
    assert send_due(server, now) == 0
    mute.refresh_from_db()
    assert (mute.state, mute.reason) == (State.FAILED, "no-way-to-stop")
    stop_link(lambda queued: queued.link("/stop/abc"))
    put("test:news")
    assert send_due(server, now) == 1
    message = parsed(office.taken[0])
    assert message["List-Unsubscribe"] == "<http://127.0.0.1:8000/stop/abc>"
    assert message["List-Unsubscribe-Post"] is None
    assert "http://127.0.0.1:8000/stop/abc" in message.get_body(("plain",)).get_content()


@pytest.mark.promise("S21")
def test_one_click_is_offered_to_mail_programs_by_https_alone(put, server, office, now):
    stop_link(lambda _queued: "https://honour.example/u/abc")
    put("test:news")
    assert send_due(server, now) == 1
    message = parsed(office.taken[0])
    assert message["List-Unsubscribe"] == "<https://honour.example/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


# -- headers cannot be smuggled in -----------------------------------------------------------------------------------


def test_a_subject_is_one_line(put, server, office, now, kinds):
    kinds["said"] = lambda _: Letter("Hello\r\nBcc: thief@elsewhere.example\u2028\nX: y", "Words")
    put()
    assert send_due(server, now) == 1
    message = parsed(office.taken[0])
    assert message["Bcc"] is None
    assert message["X"] is None
    assert message["Subject"] == "Hello Bcc: thief@elsewhere.example X: y"
    assert office.taken[0].rcpt_tos == ["asha.patel@canary.example"]


@pytest.mark.parametrize(
    "headers",
    [{"Bcc": "a@b.example"}, {"bcc": "a@b.example"}, {"From": "x"}, {"X-A": "b\nBcc: c"}, {"X-A\nBcc": "b"},
     {"X A": "b"}, {"Content-Type": "text/x"}, {"X": "\u2028"}],
)  # fmt: skip
def test_a_letter_cannot_set_the_mailrooms_headers_or_smuggle_in_others(headers):
    with pytest.raises(ValueError, match="header"):
        Letter("Hello", "Words", headers=headers)


def test_words_in_a_letter_cannot_become_markup(put, server, office, now, kinds):
    kinds["said"] = lambda _: Letter("Hello", "<script>alert(1)</script> https://fellside.example/a")
    put()
    send_due(server, now)
    html = parsed(office.taken[0]).get_body(("html",)).get_content()
    assert "<script>" not in html
    assert '<a href="https://fellside.example/a"' in html


# -- the server in trouble -------------------------------------------------------------------------------------------


def test_a_server_that_is_down_keeps_messages_waiting(put, now):
    row, other = put(), put(email="second@canary.example")
    with pytest.raises(ServerUnavailableError, match="cannot be reached"):
        send_due(read_server_url(f"smtp://127.0.0.1:{free_port()}"), now)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.attempts, row.run_after) == (State.WAITING, 0, now + PAUSES[0])
    assert (other.state, other.attempts) == (State.WAITING, 0)


def test_after_a_server_was_down_for_days_nothing_waits_longer_than_a_minute(put, server, office, now):
    put()
    down = read_server_url(f"smtp://127.0.0.1:{free_port()}")
    for _ in range(len(PAUSES) + 2):
        now += dt.timedelta(hours=12)
        with pytest.raises(ServerUnavailableError):
            send_due(down, now)
    assert send_due(server, now + dt.timedelta(minutes=1)) == 1
    assert len(office.taken) == 1


def test_a_server_that_looks_long_through_a_message_gets_it_once(put, server, office, now):
    put()
    office.looking = 2.0
    assert send_due(replace(server, timeout=0.5, taking=30.0), now) == 1
    assert office.offered == 1


def test_a_message_too_large_for_the_server_ends_and_the_others_go_on(put, server, office, now):
    row = put()
    office.sender = "552 5.3.4 message size exceeds the limit"
    assert send_due(server, now) == 0
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.FAILED, "answer-552")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ({"wait": 3.0}, "too long"),
        ({"drop": True}, "hung up"),
        ({"sender": "553 not you"}, "refuses the address that mail comes from"),
        ({"content": "421 going down"}, "ends the session"),
    ],
)
def test_a_server_in_trouble_keeps_messages_waiting(put, server, office, now, trouble, words):  # noqa: PLR0913, PLR0917
    row = put()
    for name, value in trouble.items():
        setattr(office, name, value)
    impatient = replace(server, timeout=0.5) if office.wait else server
    with pytest.raises(ServerUnavailableError, match=words) as told:
        send_due(impatient, now)
    assert "canary" not in str(told.value)
    row.refresh_from_db()
    assert (row.state, row.failure) == (State.WAITING, "ServerUnavailableError")
    office.__init__()
    assert send_due(server, now + PAUSES[0]) == 1
    assert len(office.taken) == 1


@pytest.mark.parametrize("where", ["recipient", "content"])
def test_a_passing_refusal_is_offered_again_and_at_last_given_up(put, server, office, now, where):
    row, other = put(), put(email="second@canary.example")
    setattr(office, where, "451 4.7.1 greylisted asha.patel@canary.example")
    for tried, pause in enumerate(PAUSES, 1):
        send_due(server, now)
        row.refresh_from_db()
        assert (row.state, row.attempts, row.run_after) == (State.WAITING, tried, now + pause)
        now += pause
    send_due(server, now)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.FAILED, "answer-451")
    payload = said_on_ledger("message:failed")[0][0]
    assert (payload["reason"], payload["tries"]) == ("answer-451", len(PAUSES) + 1)
    assert other.public_id in {told["message"] for told, _ in said_on_ledger("message:failed")}


@pytest.mark.parametrize("where", ["recipient", "content"])
def test_a_permanent_refusal_ends_it_and_the_others_go_on(put, server, office, now, where):
    row = put()
    setattr(office, where, "550 5.1.1 no such person asha.patel@canary.example")
    assert send_due(server, now) == 0
    row.refresh_from_db()
    assert (row.state, row.reason, row.ended_at) == (State.FAILED, "answer-550", now)
    office.__init__()
    put(email="second@canary.example")
    assert send_due(server, now) == 1


def test_a_writer_that_fails_keeps_only_its_own_message_back(put, server, office, now):
    @message_kind("test:broken", purpose="enquiries")
    def broken(queued):
        raise LookupError(f"nothing for {queued.address}")

    row = put("test:broken")
    put(email="second@canary.example", at=now + dt.timedelta(seconds=1))
    assert send_due(server, now + dt.timedelta(seconds=2)) == 1
    row.refresh_from_db()
    assert (row.state, row.failure) == (State.WAITING, "LookupError")


# -- killed, and two at once -----------------------------------------------------------------------------------------


def test_a_message_whose_worker_died_leaves_after_its_lease_under_the_same_id(put, server, office, now, monkeypatch):
    class Killed(BaseException):
        """As if the process were gone: nothing is written any more."""

    def die(*_):
        raise Killed

    row = put()
    with monkeypatch.context() as patched:
        patched.setattr("honour.mailroom.sending._end", die)
        with pytest.raises(Killed):
            send_due(server, now)
    assert len(office.taken) == 1  # the server has it, and nobody here knows
    assert send_due(server, now + LEASE / 2) == 0
    assert send_due(server, now + LEASE) == 1
    assert parsed(office.taken[0])["Message-ID"] == parsed(office.taken[1])["Message-ID"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.SENT, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(put, server, office, now):
    rows = [put(email=f"person{n}@canary.example") for n in range(6)]
    ready = threading.Barrier(2)

    def work():
        try:
            ready.wait(10)
            send_due(server, now)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(envelope.rcpt_tos[0] for envelope in office.taken) == [f"person{n}@canary.example" for n in range(6)]
    assert Outgoing.objects.filter(state=State.SENT).count() == len(rows)
    assert len(said_on_ledger("message:sent")) == len(rows)


# -- afterwards ------------------------------------------------------------------------------------------------------


def test_finished_rows_go_after_the_time_that_the_notice_declares(put, server, now):
    row = put()
    waiting = put(run_after=now + dt.timedelta(days=400))
    send_due(server, now)
    assert sweep(now + dt.timedelta(days=89)) == 0
    assert sweep(now + dt.timedelta(days=90)) == 1
    assert list(Outgoing.objects.values_list("pk", flat=True)) == [waiting.pk]
    assert said_on_ledger("message:sent")[0][0]["message"] == row.public_id


def test_no_row_names_anybody(put, server, office, now):
    office.recipient = "550 5.1.1 asha.patel@canary.example: no such person"
    put()
    send_due(server, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mailroom_outgoing")
        row = repr(cursor.fetchall()).lower()
    assert "canary" not in row
    assert "asha" not in row


@pytest.mark.promise("S22")
def test_an_address_that_nobody_confirmed_gets_the_answer_and_no_marketing(put, server, office, now):
    answer, news = put("test:answer", confirmed=False), put("test:news", email="ben@canary.example", confirmed=False)
    assert send_due(server, now) == 1
    answer.refresh_from_db()
    news.refresh_from_db()
    assert answer.state == State.SENT
    assert (news.state, news.reason) == (State.REFUSED, "address-not-confirmed")
