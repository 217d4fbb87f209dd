"""The journal goes to a mailbox elsewhere, sealed, and a backup can be restored with what arrived."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json

import pytest

from honour.backups import provers
from honour.backups.sealed import open_sealed
from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.evidence.work.duties import declared_duties
from honour.keyring import installed_keyring
from honour.mailroom import journals
from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.journals import JournalTooLongError, send_journal

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_journal_arrives_sealed_and_opens_with_the_keys_of_the_home(published, office, server, now, tmp_path):
    send_journal(server, "keeper@example.org", now)
    assert office.taken == []
    for number in range(3):
        installed_journal().append("person:erased", {"person": f"somebody{number}"}, now)
    send_journal(server, "keeper@example.org", now)
    (envelope,) = office.taken
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    (attached,) = message.iter_attachments()
    assert b"somebody" not in envelope.content
    arrived = tmp_path / attached.get_filename()
    arrived.write_bytes(attached.get_content())
    opened = open_sealed(arrived, "journal", installed_keyring())
    assert b"".join(opened.stream()) == installed_journal().path.read_bytes()
    assert opened.header.head == installed_journal().head()


def test_one_that_is_too_long_for_a_mail_is_not_cut(published, office, server, now, monkeypatch):
    installed_journal().append("person:erased", {"person": "somebody"}, now)
    monkeypatch.setattr(journals, "MOST", 100)
    with pytest.raises(JournalTooLongError, match="journal_url"):
        send_journal(server, "keeper@example.org", now)
    assert office.taken == []


def test_it_is_wanted_only_where_the_settings_name_a_mailbox(home, published, now, settings):
    duty = declared_duties()["journal:mail"]
    assert not duty.wanted()
    settings.HONOUR_JOURNAL_MAIL = "keeper@example.org"
    assert duty.wanted()
    with pytest.raises(MailNotSetUpError, match="no mail server is named"):
        duty.run(now)


@pytest.mark.promise("S23")
def test_the_board_says_how_old_the_copy_by_mail_is_as_far_as_it_can_be_known(published, office, server, now, settings):
    settings.HONOUR_JOURNAL_MAIL = "keeper@example.org"
    installed_journal().append("person:erased", {"person": "one"}, now)
    assert behind(now + dt.timedelta(hours=25)) == []
    assert behind(now + dt.timedelta(hours=27)) == ["The journal's copy by mail lacks 1 line."]

    send_journal(server, "keeper@example.org", now)
    assert behind(now + dt.timedelta(hours=27)) == []
    installed_journal().append("person:erased", {"person": "two"}, now)
    assert behind(now + dt.timedelta(hours=27)) == ["The journal's copy by mail lacks 1 line."]
    said = Payload.objects.get(entry__kind="journal:mailed").content
    assert json.loads(said)["lines"] == 1
    assert "keeper" not in said


def test_what_no_server_took_counts_as_not_mailed(published, now, settings):
    settings.HONOUR_JOURNAL_MAIL = "keeper@example.org"
    installed_journal().append("person:erased", {"person": "one"}, now)
    with pytest.raises(MailNotSetUpError):
        declared_duties()["journal:mail"].run(now)
    assert behind(now + dt.timedelta(days=2)) != []


def behind(at):
    return [exhibit.words for exhibit in provers._copies_behind(at)]
