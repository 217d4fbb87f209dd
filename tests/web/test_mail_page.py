"""The page on which mail is looked after says in words why messages wait, or did not leave."""

from __future__ import annotations

import pytest

from honour.mailroom.errors import PermanentRefusalError
from honour.mailroom.models import Outgoing
from honour.web.console.account.mail import explain
from tests.web.test_settling_sources import said

State = Outgoing.State


@pytest.mark.parametrize(
    ("state", "kept", "words"),
    [
        (State.WAITING, {"failure": "ServerUnavailableError"}, "The server could not be reached; each is tried again"),
        (State.FAILED, {"reason": "answer-550"}, "The receiver’s server refused it for good (550)"),
        (State.REFUSED, {"reason": "subject-erased"}, "They were erased"),
        (State.REFUSED, {"reason": "on-do-not-contact-list"}, "They are on the do-not-contact list"),
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
