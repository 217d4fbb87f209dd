"""Forms without a cookie and without a puzzle: what keeps out machines, other sites and the impatient."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from honour.intake.decoys import decoy_token
from honour.intake.limits import TO_ONE_ADDRESS, addresses_may, forget_counts, sender_may
from honour.intake.machines import TRAP
from honour.intake.models import FormsCounted
from honour.intake.tickets import FIELD, issue
from honour.register.models import Collection
from tests.web.conftest import NEW, answers
from tests.web.test_forms_on_the_site import FORM, open_form, text_of, ticket_on

pytestmark = pytest.mark.promise("S03")


def post(client, ticket=None, *, headers=None, **more):
    return client.post(FORM, {**answers(), FIELD: ticket or open_form(client), **more}, headers=headers)


def test_no_cookie_is_needed_or_set(fellside):
    client = Client(enforce_csrf_checks=True)
    came = post(client)
    assert came.status_code == 302
    client.get(came["Location"])
    assert not client.cookies


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example", "", "http://[x"])
def test_a_form_posted_by_another_site_is_not_taken_and_the_visitor_can_go_on(client, fellside, origin):
    came = post(client, headers={"origin": origin})
    page = came.content.decode()
    assert came.status_code == 403
    assert "sent from another site" in page
    assert 'value="Asha Patel-Canary"' in page
    assert Collection.objects.count() == 0
    assert post(client, ticket_on(page), headers={"origin": "http://testserver"}).status_code == 302


def test_the_public_address_is_ours_behind_a_proxy_too(client, fellside, settings):
    settings.HONOUR_PUBLIC_URL = "https://fellside.example"
    assert post(client, headers={"origin": "https://fellside.example"}).status_code == 302


def test_a_browser_that_names_the_kind_of_site_and_no_origin_is_believed(client, fellside):
    assert post(client, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert post(client, headers={"sec-fetch-site": "same-origin"}).status_code == 302


def test_a_machine_is_thanked_as_anybody_is_and_nothing_is_kept(client, fellside):
    person, machine = post(client), post(client, **{TRAP: "https://pills.example", "name": "Bot"})
    assert machine.status_code == person.status_code == 302
    assert len(machine["Location"]) == len(person["Location"])
    thanked, shown = (client.get(came["Location"]) for came in (machine, person))
    assert thanked.status_code == shown.status_code == 200
    assert "Thank you. One of our staff replies" in text_of(thanked.content.decode())
    assert Collection.objects.count() == 1


def test_a_decoy_of_another_installation_or_form_opens_nothing(client, fellside, clock):
    token = decoy_token("unheard-of", clock.now)
    assert client.get(f"/receipt/{token}").status_code == 404
    altered = decoy_token("get-in-touch", clock.now)
    altered = ("B" if altered[0] == "A" else "A") + altered[1:]
    assert client.get(f"/receipt/{altered}").status_code == 404


def test_the_question_for_machines_is_hidden_from_everybody_else(client, fellside):
    page = client.get(FORM).content.decode()
    hidden = re.search(r'<div class="for-machines"(.*?)</div>', page, re.DOTALL).group(1)
    assert 'aria-hidden="true"' in hidden
    assert 'tabindex="-1"' in hidden
    assert 'autocomplete="off"' in hidden


def test_somebody_quick_is_told_and_goes_on_with_one_press(client, fellside, clock, settings):
    settings.HONOUR_FORM_SECONDS = 2
    ticket = open_form(client)
    came = post(client, ticket)
    page = came.content.decode()
    assert came.status_code == 400
    assert "Press the button once more" in page
    assert Collection.objects.count() == 0
    clock.go_on(seconds=3)
    assert post(client, ticket_on(page)).status_code == 302


def test_one_address_is_not_written_to_again_and_again(client, fellside, clock):
    for _ in range(TO_ONE_ADDRESS):
        assert post(client).status_code == 302
    refused = post(client, email="ASHA.Patel@canary.example")
    assert refused.status_code == 429
    assert "nothing is sent to it" in refused.content.decode()
    assert post(client, email="ben@canary.example").status_code == 302
    clock.go_on(hours=1)
    assert post(client).status_code == 302


def test_a_tag_behind_a_plus_makes_no_other_person_of_an_address(client, fellside):
    for number in range(TO_ONE_ADDRESS):
        assert post(client, email=f"asha.patel+{number}@canary.example").status_code == 302
    assert post(client, email="asha.patel@canary.example").status_code == 429
    assert post(client, email="asha@canary.example").status_code == 302


def test_one_sender_is_stopped_and_another_is_not(client, fellside, settings):
    settings.HONOUR_FORMS_AN_HOUR = 2
    for number in range(3):
        came = client.post(
            FORM,
            {**answers(f"p{number}@canary.example"), FIELD: str(issue("get-in-touch", NEW))},
            REMOTE_ADDR="203.0.113.7",
        )
        assert came.status_code == (429 if number == 2 else 302)
    other = client.post(FORM, {**answers(), FIELD: str(issue("get-in-touch", NEW))}, REMOTE_ADDR="203.0.113.8")
    assert other.status_code == 302


def test_neighbours_in_one_network_of_the_new_kind_count_as_one(fellside, settings, now):
    settings.HONOUR_FORMS_AN_HOUR = 1
    assert sender_may("2001:db8:1:1::1", now)
    assert not sender_may("2001:db8:1:1::2", now)
    assert sender_may("2001:db8:1:2::1", now)
    assert sender_may("fe80::1%eth0", now)
    assert not sender_may("fe80::2%eth0", now)


def test_addresses_of_the_old_kind_are_told_apart_on_a_socket_for_both(fellside, settings, now):
    settings.HONOUR_FORMS_AN_HOUR = 1
    assert sender_may("::ffff:203.0.113.7", now)
    assert sender_may("::ffff:203.0.113.8", now)
    assert not sender_may("203.0.113.8", now)
    settings.HONOUR_PUBLIC_URL = "https://fellside.example"
    assert all(sender_may("::ffff:127.0.0.1", now) for _ in range(3))


def test_a_proxy_that_nobody_named_is_not_taken_for_everybody(fellside, settings, now):
    settings.HONOUR_FORMS_AN_HOUR = 1
    settings.HONOUR_PUBLIC_URL = "https://fellside.example"
    for proxy in ("127.0.0.1", "172.18.0.1", "::ffff:10.0.0.2", "fd00::2"):
        assert sender_may(proxy, now)
        assert sender_may(proxy, now)
    assert sender_may("203.0.113.7", now)
    assert not sender_may("203.0.113.7", now)


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_share_one_count(fellside, now):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def ask(_):
        try:
            return addresses_may(["asha@canary.example"], now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(12))) == TO_ONE_ADDRESS


def test_the_count_keeps_no_address(fellside, now):
    from django.db import connection

    addresses_may(["asha@canary.example"], now)
    sender_may("203.0.113.7", now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_formscounted")
        rows = str(cursor.fetchall())
    assert FormsCounted.objects.count() == 2
    assert "asha" not in rows
    assert "203.0.113" not in rows


def test_a_form_that_negotiates_a_sale_says_so_on_the_record(client, fellside):
    assert post(client).status_code == 302
    assert Collection.objects.get().negotiated_sale
    complaint = {"name": "A B", "email": "a@canary.example", "message": "No."}
    sent = client.post("/forms/complaint", {**complaint, FIELD: str(issue("complaint", NEW))})
    assert sent.status_code == 302
    assert not Collection.objects.get(point="complaint").negotiated_sale


def test_counts_go_when_their_hour_ends(fellside, now):
    sender_may("203.0.113.7", now)
    forget_counts(now)
    assert FormsCounted.objects.count() == 1
    forget_counts(now + dt.timedelta(hours=1))
    assert not FormsCounted.objects.exists()
