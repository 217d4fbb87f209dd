"""Where an address is kept with consent only, whoever ticks the box is signed up, and of others nothing stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from honour.intake.forms import CHOICE
from honour.mailroom.models import Outgoing
from honour.register.models import Record, Subject
from honour.register.publishing import publish
from honour.register.versions import versions
from tests.web.conftest import BEFORE
from tests.web.test_downloads import link_in, send
from tests.web.test_forms_on_the_site import FIELD, text_of, ticket_on

pytestmark = [pytest.mark.promise("S03"), pytest.mark.django_db]
FORM = "/forms/sign-up"
NOTICE = (Path(__file__).parent / "newsletter.yaml").read_bytes()


@pytest.fixture
def letter(home, cache_table):
    publish(NOTICE, "notice", actor="lead", at=BEFORE)


def sign_up(client, **box):
    ticket = ticket_on(client.get(FORM).content.decode())
    return client.post(FORM, {"email": "asha@canary.example", FIELD: ticket, **box})


def test_whoever_ticks_the_box_is_signed_up(client, letter):
    page = client.get(FORM).content.decode()
    name = page.partition('type="checkbox"')[2].partition('name="')[2].partition('"')[0]
    came = sign_up(client, **{name: "on"})
    assert came.status_code == 302, text_of(came.content.decode())
    record = Record.objects.get()
    assert versions().clauses.of_bits("purposes", record.purposes) == {"letter"}
    assert record.on_consent
    assert "ticked" in text_of(client.get(came["Location"]).content.decode())


def test_without_the_tick_nothing_is_stored_and_the_page_says_what_to_do(client, letter):
    came = sign_up(client)
    assert came.status_code == 400
    page = came.content.decode()
    assert "Tick the box if you want this" in text_of(page)
    assert f'<a href="#id_{CHOICE}">' in page  # said on top, and leading to the box
    assert 'aria-invalid="true"' in page.partition(f'name="{CHOICE}"')[2].partition(">")[0]
    assert not Subject.objects.exists()


def test_whoever_signs_up_is_asked_by_mail_whether_it_was_them_and_their_yes_counts(client, letter, clock):
    sign_up(client, **{CHOICE: "on"})
    ends, (message,) = send(clock.now)
    assert ends["intake:confirm"].state == Outgoing.State.SENT, ends
    assert message.to == ["asha@canary.example"]
    assert "and answer it" not in message.body  # nobody answers a form that asks nothing
    assert "nothing more is sent to this address" in message.body
    assert "the address is yours" in text_of(client.post(link_in(message)).content.decode())
    number = versions().clauses.number("purposes", "letter")
    assert Subject.objects.get().consents >> number & 1
