"""The page on which mail is looked after says in words why messages wait, or did not leave."""

from __future__ import annotations

import json

import pytest

from honour.evidence.models import Payload
from honour.mailroom.errors import PermanentRefusalError
from honour.mailroom.messages import message_kinds
from honour.mailroom.models import Outgoing
from honour.mailroom.sending import _End
from honour.register.models import Subject
from honour.web.console.account.mail import explain
from honour.web.console.account.mail_words import MESSAGES
from tests.web.test_downloads import send
from tests.web.test_settling_sources import said

State = Outgoing.State


@pytest.mark.parametrize(
    ("state", "kept", "words"),
    [
        (State.WAITING, {"failure": "ServerUnavailableError"}, "The server could not be reached; each is tried again"),
        (State.FAILED, {"reason": "answer-550"}, "The receiver’s server refused it for good (550)"),
        (State.REFUSED, {"reason": "subject-erased"}, "They were erased"),
        (State.REFUSED, {"reason": "on-do-not-contact-list"}, "The address is on the do-not-contact list"),
        (State.FAILED, {"reason": "KeyError"}, "Something went wrong here (KeyError). The log says where"),
    ],
)
def test_why_a_message_waits_or_did_not_leave_is_said_in_words(  # noqa: PLR0913, PLR0917 - a case
    fellside, signed_in, clock, state, kept, words
):
    Outgoing.objects.create(kind="test", state=state, queued_at=clock.now, run_after=clock.now, **kept)
    assert words in said(signed_in("privacy-lead").get("/console/mail/"))


def test_an_address_that_the_server_refuses_is_told_with_what_it_answered():
    assert "to your own address (answer 550)." in explain(PermanentRefusalError("answer-550"))


LISTED = "/console/mail/not-delivered"


@pytest.fixture
def ended(clock):
    """Let a message end otherwise than sent."""

    def put(state, reason, **more):
        words = {"queued_at": clock.now, "run_after": clock.now, "ended_at": clock.now}
        return Outgoing.objects.create(state=state, reason=reason, **words, **more)

    return put


def test_what_was_not_delivered_is_listed_with_whose_it_is_and_what_to_do(wrote, ended, signed_in, member):
    person, colleague = wrote(), member("finance")
    preferences = ended(State.FAILED, "answer-550", kind="outreach:preferences", person=person)
    review = ended(State.REFUSED, "no-address", kind="publishing:review", member=colleague.pk)
    ended(State.REFUSED, "marketing-objected", kind="publishing:change", person=person)
    ended(State.FAILED, "gave-up", kind="intake:confirm", person="nobody-any-more")
    lead = signed_in("privacy-lead")
    today = lead.get("/console/").content.decode()
    assert f'<a href="{LISTED}">2 messages could not be delivered in the last seven days.</a>' in today
    shown = lead.get(LISTED)
    page, words = shown.content.decode(), said(shown)
    assert "3 messages were not delivered" in words
    assert f'<a href="{LISTED}/{preferences.public_id}">A link to what we may send them</a>' in page
    assert "Ask them by telephone or letter for another address, and put it right on their page." in words
    assert f'<a href="{LISTED}/{review.public_id}">A reminder to look at something again</a>' in page
    assert colleague.name in words
    assert "Somebody whose data are gone" in words
    assert "What changes in the notice" not in words, "they said so themselves"


def test_an_answer_that_was_not_delivered_leads_to_where_it_is_sent_again(wrote, signed_in, clock):
    from honour.intake.models import Enquiry, Interaction

    asked = Enquiry.objects.get(subject__public_id=wrote())
    client = signed_in("support")
    url = f"/console/contact/enquiries/{asked.public_id}"
    client.post(url, {"seen": "1", "subject": "Canaries", "text": "They are yellow.", "then": "answered"})
    message = Interaction.objects.get(enquiry=asked).message
    Outgoing.objects.filter(public_id=message).update(state=State.FAILED, reason="answer-550", ended_at=clock.now)
    client.logout()
    shown = signed_in("privacy-lead").get(LISTED).content.decode()
    assert f'<a href="{url}">An answer to what they asked</a>' in shown


def test_a_message_that_the_server_refused_is_sent_again_once_the_address_is_right(wrote, ended, signed_in, clock):
    person = wrote("asha@canary.example")
    once = ended(State.FAILED, "answer-550", kind="outreach:preferences", person=person, attempts=3, dedupe="once")
    lead = signed_in("privacy-lead")
    url = f"{LISTED}/{once.public_id}"
    page = lead.get(url)
    assert "The receiver’s server refused it for good (550)" in said(page)
    assert f'href="/console/people/{person}"' in page.content.decode()
    lead.post(url)
    once.refresh_from_db()
    assert (once.state, once.reason, once.attempts, once.ended_at) == (State.WAITING, "", 0, None)
    ends, (sent,) = send(clock.now)
    assert ends == {"outreach:preferences": _End(State.SENT)}
    assert sent.to == ["asha@canary.example"]
    entry = Payload.objects.get(entry__kind="message:again")
    told = json.loads(entry.content)
    assert told.pop("by").startswith("staff-")
    assert told == {"kind": "outreach:preferences", "message": once.public_id}
    assert lead.get(url).status_code == lead.post(url).status_code == 404, "it is not there any more"


def test_what_is_sent_again_is_asked_about_at_the_gate_anew(wrote, ended, signed_in, clock):
    person = wrote("asha@canary.example")
    once = ended(State.FAILED, "answer-550", kind="outreach:still-right", person=person)
    Subject.objects.filter(public_id=person).update(restricted=True)
    signed_in("privacy-lead").post(f"{LISTED}/{once.public_id}")
    ends, sent = send(clock.now)
    assert ends["outreach:still-right"].state == State.REFUSED
    assert sent == []


@pytest.mark.parametrize("state", [State.SENT, State.WAITING, State.CANCELLED])
def test_what_left_waits_or_was_taken_back_is_not_sent_again(wrote, ended, signed_in, state):
    once = ended(state, "", kind="outreach:preferences", person=wrote())
    assert signed_in("privacy-lead").post(f"{LISTED}/{once.public_id}").status_code == 404
    once.refresh_from_db()
    assert once.state == state


def test_what_its_receiver_did_not_want_is_not_sent_again(wrote, ended, signed_in):
    once = ended(State.REFUSED, "marketing-objected", kind="publishing:change", person=wrote())
    assert signed_in("privacy-lead").post(f"{LISTED}/{once.public_id}").status_code == 404


def test_large_numbers_are_written_as_people_read_them(fellside, signed_in, clock):
    words = {"kind": "publishing:change", "person": "gone", "state": State.FAILED, "reason": "gave-up"}
    times = {"queued_at": clock.now, "run_after": clock.now, "ended_at": clock.now}
    Outgoing.objects.bulk_create(Outgoing(**words, **times) for _ in range(1001))
    assert "1,001 messages were not delivered" in said(signed_in("privacy-lead").get(LISTED))


def test_where_nothing_failed_the_list_says_so_once(fellside, signed_in):
    words = said(signed_in("privacy-lead").get(LISTED))
    assert "No message failed or was stopped" in words
    assert "Could not be delivered" not in words


@pytest.mark.parametrize("role", ["support", "marketing", "finance", "auditor"])
def test_who_does_not_look_after_mail_is_refused_the_list_and_what_is_on_it(wrote, ended, signed_in, role):
    once = ended(State.FAILED, "answer-550", kind="outreach:preferences", person=wrote())
    client = signed_in(role)
    assert client.get(LISTED).status_code == 403
    assert client.post(f"{LISTED}/{once.public_id}").status_code == 403
    once.refresh_from_db()
    assert once.state == State.FAILED


def test_every_kind_of_message_has_words_for_the_list():
    ours = {name for name, kind in message_kinds().items() if kind.build.__module__.startswith("honour.")}
    assert ours == set(MESSAGES)
