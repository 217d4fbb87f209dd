"""The newest checkpoint goes to a mailbox elsewhere, whole enough to compare an export with."""

from __future__ import annotations

import datetime as dt
import email
import email.policy

import pytest

from honour.evidence.models import SignedCheckpoint
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from honour.evidence.work.duties import declared_duties
from honour.ledger.checkpoint import read_checkpoint
from honour.mailroom.checkpoints import send_checkpoint
from honour.mailroom.errors import MailNotSetUpError

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_checkpoint_arrives_as_it_was_signed(home, published, office, server, now):
    send_checkpoint(server, "auditor@example.org", now)
    assert office.taken == []
    integrate(installed_signing(), now + dt.timedelta(seconds=1))
    send_checkpoint(server, "auditor@example.org", now)
    (envelope,) = office.taken
    assert envelope.rcpt_tos == ["auditor@example.org"]
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    (attached,) = message.iter_attachments()
    note = attached.get_content().replace("\r\n", "\n")
    assert note == SignedCheckpoint.objects.get().note
    assert attached.get_filename() == f"{read_checkpoint(note).size}.checkpoint.txt"


def test_it_is_wanted_only_where_the_settings_name_a_mailbox(home, published, now, settings):
    duty = declared_duties()["checkpoints:mail"]
    integrate(installed_signing(), now + dt.timedelta(seconds=1))
    assert not duty.wanted()
    settings.HONOUR_CHECKPOINT_MAIL = "auditor@example.org"
    assert duty.wanted()
    with pytest.raises(MailNotSetUpError, match="no mail server is named"):
        duty.run(now)
