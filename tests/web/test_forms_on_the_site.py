"""A visitor fills in a form and gets a receipt."""

import datetime as dt
import re

import pytest
from django.test import Client

from honour.intake.tickets import FIELD, issue
from honour.register.models import Collection, Record, Subject
from tests.web.conftest import NEW, OLD, answers

FORM = "/get-in-touch"

pytestmark = pytest.mark.promise("S03")


def ticket_on(page: str) -> str:
    return re.search(rf'name="{FIELD}" value="([^"]+)"', page).group(1)


def open_form(client) -> str:
    came = client.get(FORM)
    assert came.status_code == 200
    return ticket_on(came.content.decode())


def send(client, ticket=None, **more):
    return client.post(FORM, {**answers(), FIELD: ticket or open_form(client), **more})


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_short_notice_and_the_way_to_say_no_stand_at_the_form(client, fellside):
    page = client.get(FORM).content.decode()
    notice = fellside.all[-1].notice.forms["get-in-touch"]
    assert " ".join(notice.short_notice.split()) in text_of(page)
    assert notice.marketing.wording.replace("'", "&#x27;") in page
    assert 'href="/privacy"' in page
    assert "checked" not in page
    assert "Fellside Invoicing Ltd" in page


@pytest.mark.promise("S12")
def test_each_question_says_whether_it_is_needed_and_what_follows_where_it_surprises(client, fellside):
    said = text_of(client.get(FORM).content.decode())
    assert "Telephone (optional)" in said
    assert "Your name (optional)" not in said
    assert "If you leave it out, we reply by email only." in said


@pytest.mark.promise("S17")
def test_once_the_review_of_its_balancing_test_is_past_a_form_is_not_shown_and_takes_nothing(client, fellside, clock):
    ticket = open_form(client)
    clock.now = dt.datetime(2027, 10, 5, 12, tzinfo=dt.UTC)  # its last day
    assert client.get(FORM).content.decode().count("<form") >= 1
    assert FIELD in client.get(FORM).content.decode()
    clock.now = dt.datetime(2027, 10, 6, 12, tzinfo=dt.UTC)
    shown = client.get(FORM).content.decode()
    assert FIELD not in shown
    assert "This form cannot be taken at present" in text_of(shown)
    assert "enquiries@fellside.example" in shown
    came = send(client, ticket)
    assert came.status_code == 400
    assert "This form cannot be taken at present, and nothing was stored." in text_of(came.content.decode())
    assert Record.objects.count() == 0


def test_what_is_sent_is_taken_once_and_leads_to_the_receipt(client, fellside):
    came = send(client)
    assert came.status_code == 302
    assert came["Location"].startswith("/receipt/")
    receipt = client.get(came["Location"])
    said = text_of(receipt.content.decode())
    notice = fellside.all[-1].notice.forms["get-in-touch"]
    assert " ".join(notice.short_notice.split()) in said
    assert "Your name" in said
    assert "Dealing with your enquiry" in said or fellside.all[-1].notice.purposes["enquiries"].name in said
    assert "3 December 2026" in said
    assert "enquiries@fellside.example" in said
    assert Collection.objects.count() == 1


def test_the_receipt_names_nobody_and_is_kept_nowhere(client, fellside):
    came = send(client)
    assert not re.search(r"asha|canary|@", came["Location"], re.IGNORECASE)
    receipt = client.get(came["Location"])
    assert not re.search(r"asha|canary|01632 960 111", receipt.content.decode(), re.IGNORECASE)
    assert receipt["Referrer-Policy"] == "no-referrer"
    assert "noindex" in receipt["X-Robots-Tag"]
    assert "no-store" in receipt["Cache-Control"]


def test_the_same_form_posted_twice_gives_the_same_receipt(client, fellside):
    ticket = open_form(client)
    first, second = send(client, ticket), send(client, ticket)
    assert first["Location"] == second["Location"]
    assert Collection.objects.count() == 1
    assert Subject.objects.count() == 1


def test_a_form_left_open_under_an_old_notice_is_taken_under_that_notice(client, fellside):
    old = str(issue("get-in-touch", OLD))
    came = send(client, old)
    assert came.status_code == 302
    collection = Collection.objects.get()
    assert collection.version == fellside.clauses.numbers.versions[OLD]
    assert {record.version for record in Record.objects.all()} == {collection.version}
    said = text_of(client.get(came["Location"]).content.decode())
    assert "version 2018-06-21" in said
    assert " ".join(fellside.all[0].notice.forms["get-in-touch"].short_notice.split()) in said


def test_an_old_form_with_a_mistake_comes_back_as_it_was_shown(client, fellside):
    old = str(issue("get-in-touch", OLD))
    came = client.post(FORM, {**answers(), "telephone": "", FIELD: old})
    page = came.content.decode()
    assert came.status_code == 400
    assert ticket_on(page) == old
    assert " ".join(fellside.all[0].notice.forms["get-in-touch"].short_notice.split()) in text_of(page)


def test_a_version_that_is_not_published_yet_is_not_accepted(client, fellside, clock, now):
    import datetime as dt

    clock.now = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)  # between the two publications
    came = send(client, str(issue("get-in-touch", NEW)))
    assert came.status_code == 400
    assert Collection.objects.count() == 0


@pytest.mark.parametrize("ticket", ["", "forged", str(issue("get-in-touch", "1999-01-01"))])
def test_a_form_whose_notice_cannot_be_told_is_asked_for_again_with_what_was_typed(client, fellside, ticket):
    came = client.post(FORM, {**answers(), FIELD: ticket})
    page = came.content.decode()
    assert came.status_code == 400
    assert "nothing was stored" in page
    assert 'value="Asha Patel-Canary"' in page
    assert Collection.objects.count() == 0
    assert client.post(FORM, {**answers(), FIELD: ticket_on(page)}).status_code == 302


def test_mistakes_are_listed_on_top_and_nothing_typed_is_lost(client, fellside):
    came = client.post(FORM, {**answers(), "name": "", "email": "asha", FIELD: open_form(client)})
    page = came.content.decode()
    assert came.status_code == 400
    assert "2 things need another look" in page
    assert page.index("error-summary") < page.index("<label")
    assert 'href="#id_email"' in page
    assert 'value="asha"' in page
    assert "Please send a price for canaries." in page
    assert "<title>Error: " in page
    assert Collection.objects.count() == 0


@pytest.mark.parametrize(
    "answer",
    [
        {"name": "n" * 100_000},
        {"message": "🌱" * 6000},
        {"name": "\x00"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {"name": "\u202eevil"},
        {"message": "Pay \u202d1 to \u202ename"},
        {"message": "Pay \u20671 to \u2069name"},
    ],
)
def test_hostile_answers_are_refused_with_a_page(client, fellside, answer):
    came = client.post(FORM, {**answers(), **answer, FIELD: open_form(client)})
    assert came.status_code == 400
    assert Collection.objects.count() == 0


@pytest.mark.parametrize("unseen", ["\x00", "\u202e", "\x85"])
def test_what_cannot_be_printed_is_said_in_one_and_the_same_way(client, fellside, unseen):
    came = client.post(FORM, {**answers(), "name": f"Asha{unseen}Patel", FIELD: open_form(client)})
    assert "This has characters that cannot be printed" in came.content.decode()


def test_mark_up_in_an_answer_stays_text(client, fellside):
    came = client.post(FORM, {**answers(), "name": "<script>alert(1)</script>", "email": "", FIELD: open_form(client)})
    assert "<script>alert" not in came.content.decode()


@pytest.mark.promise("S11")
def test_a_ticked_box_stops_marketing_from_the_start(client, fellside):
    came = send(client, **{"marketing-choice": "on"})
    assert Subject.objects.get().marketing_objection
    assert "You ticked this" in client.get(came["Location"]).content.decode()


def test_a_box_left_alone_is_recorded_as_left(client, fellside):
    came = send(client)
    assert Collection.objects.get().choice == "left"
    assert "You left this box empty" in client.get(came["Location"]).content.decode()


def test_an_erased_persons_receipt_is_gone(client, fellside, clock):
    from honour.register.erasing import erase_person

    came = send(client)
    erase_person(Subject.objects.get().public_id, reason="request", asked_by="staff-1", at=clock.now)
    gone = client.get(came["Location"])
    assert gone.status_code == 404
    assert "the receipt went with them" in gone.content.decode()


def test_a_receipt_is_not_to_be_guessed(client, fellside):
    assert client.get("/receipt/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").status_code == 404
    assert client.get("/receipt/é").status_code == 404


def test_every_form_has_its_own_address_and_the_best_known_a_short_one(client, fellside):
    assert client.get("/forms/get-in-touch")["Location"] == FORM
    assert client.get("/forms/unheard-of").status_code == 404


def test_a_form_needs_the_mark_that_shows_it_is_ours(fellside):
    came = Client(enforce_csrf_checks=True).post(FORM, answers())
    assert came.status_code == 400
    assert "nothing was stored" in came.content.decode()
    assert Collection.objects.count() == 0
