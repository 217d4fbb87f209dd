"""A list of people comes in by the console: upload, columns, trial, import; for the privacy lead alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from honour.intake.importing import running
from honour.intake.models import Import
from honour.register.models import Staged, Subject
from tests.intake.conftest import person, written

pytestmark = pytest.mark.promise("S18")


def put_up(client, data, name="list.csv"):
    return client.post("/console/people/imports/upload", {"list": SimpleUploadedFile(name, data)}, follow=True)


def work(clock):
    while running.run_imports(clock.now, "worker:1"):
        pass


def said(form):
    """What a browser sends for a form as it stands."""
    fields = {field.html_name: field.value() for field in form}
    return {name: value for name, value in fields.items() if value is not None}


def test_a_list_goes_from_the_upload_to_the_people(signed_in, clock):
    client = signed_in("privacy-lead")
    assert "Bring in people you know already" in client.get("/console/people/").content.decode()
    came = put_up(client, written([person(1), person(2), person(3, Email="nobody", Created="02/12/2026")]))
    text = came.content.decode()
    assert "What do its columns hold?" in text
    assert "I•• C•••••" in text
    assert "Ida Canary" not in text
    assert "ida1@canary" not in text
    row = Import.objects.get()
    answers = said(came.context["form"]) | {
        "purposes": ["services"], "kind": "customer", "source": "directly", "version": "2026-12-01",
    }  # fmt: skip
    came = client.post(f"/console/people/imports/{row.public_id}/columns", answers, follow=True)
    assert "The list is being tried" in came.content.decode()
    assert "the worker does not run" not in came.content.decode()
    clock.go_on(minutes=1)
    assert "the worker does not run" in client.get(f"/console/people/imports/{row.public_id}").content.decode()
    work(clock)
    text = client.get(f"/console/people/imports/{row.public_id}").content.decode()
    assert "2 new people would come in" in text
    assert "Write an email address like name@company.example." in text
    assert Subject.objects.count() == 0
    came = client.post(f"/console/people/imports/{row.public_id}/start", follow=True)
    assert "The list is coming in" in came.content.decode()
    work(clock)
    text = client.get(f"/console/people/imports/{row.public_id}").content.decode()
    assert "2 people came in" in text
    listed = b"".join(client.get(f"/console/people/imports/{row.public_id}/refused.csv").streaming_content)
    assert listed.decode("utf-8-sig").splitlines()[1].startswith("4,Email address:")
    assert "Done" in client.get("/console/people/imports/").content.decode()


def test_the_trial_says_how_many_telephone_numbers_a_spreadsheet_cut_and_the_columns_put_them_right(signed_in, clock):
    client = signed_in("privacy-lead")
    came = put_up(client, written([person(1, Phone="1632960111"), person(2)]))
    row = Import.objects.get()
    page = f"/console/people/imports/{row.public_id}"
    terms = {"purposes": ["services"], "kind": "customer", "source": "directly", "version": "2026-12-01"}
    client.post(f"{page}/columns", said(came.context["form"]) | terms)
    work(clock)
    assert "In one row the telephone number begins with neither 0 nor +" in client.get(page).content.decode()
    client.post(f"{page}/again")
    form = client.get(f"{page}/columns").context["form"]
    client.post(f"{page}/columns", said(form) | terms | {"noughts": "yes"})
    work(clock)
    assert "neither 0 nor +" not in client.get(page).content.decode()
    client.post(f"{page}/again")
    assert said(client.get(f"{page}/columns").context["form"])["noughts"] == "yes"


def test_what_the_columns_hold_is_asked_again_when_it_makes_no_people(signed_in):
    client = signed_in("privacy-lead")
    came = put_up(client, written([person(1)]))
    answers = said(came.context["form"]) | {"column-1": "", "column-2": "", "purposes": ["services"]}
    row = Import.objects.get()
    came = client.post(f"/console/people/imports/{row.public_id}/columns", answers)
    assert came.status_code == 400
    assert "nobody could be found again" in came.content.decode()


@pytest.mark.parametrize(
    ("data", "words"), [(b"%PDF-1.4", "This is a PDF"), (b"", "This file is empty"), (b"\n\n", "no list")]
)
def test_a_file_that_is_no_list_is_refused_in_words(signed_in, data, words):
    came = put_up(signed_in("privacy-lead"), data)
    assert words in came.content.decode()
    assert not Staged.objects.exists()


def test_an_upload_without_a_token_or_a_sign_in_stages_nothing(signed_in):
    strict = Client(enforce_csrf_checks=True)
    lead = signed_in("privacy-lead")
    strict.cookies = lead.cookies
    assert strict.post("/console/people/imports/upload", {"list": SimpleUploadedFile("l", b"a,b")}).status_code == 403
    assert Client().post("/console/people/imports/upload", {"list": SimpleUploadedFile("l", b"a,b")}).status_code == 302
    assert not Import.objects.exists()


def test_a_list_can_be_thrown_away(signed_in):
    client = signed_in("privacy-lead")
    put_up(client, written([person(1)]))
    row = Import.objects.get()
    came = client.post(f"/console/people/imports/{row.public_id}/cancel", follow=True)
    assert "This import was cancelled" in came.content.decode()
    assert not Staged.objects.exists()


def test_where_nobody_would_come_in_the_page_says_why_and_where_a_purpose_is_observed(signed_in, clock):
    client = signed_in("privacy-lead")
    came = put_up(client, written([person(1), person(2)]))
    row = Import.objects.get()
    answers = said(came.context["form"]) | {"purposes": ["services"], "kind": "customer", "source": "", "version": ""}
    client.post(f"/console/people/imports/{row.public_id}/columns", answers)
    work(clock)
    text = client.get(f"/console/people/imports/{row.public_id}").content.decode()
    assert "Nobody would come in" in text
    assert 'href="/console/notice/enforcing/"' in text
    assert "Bring them in" not in text


UNNAMED = (
    b"E-Mail;Name;Stop;Datum\n"
    b"ida1@canary.example;Ida Canary;;02.12.2026\n"
    b"ida2@canary.example;Ida Finch;;\n"
    b"ida3@canary.example;Ida Linnet;\n"
)


def test_dates_under_a_heading_that_nobody_guessed_are_pointed_at_before_and_after_the_trial(signed_in, clock):
    client = signed_in("privacy-lead")
    came = put_up(client, UNNAMED)
    assert "It holds dates: choose “Date on which it was given”" in came.content.decode()
    row = Import.objects.get()
    assert row.mapping["columns"][2:] == ["stop", ""], "a column called Stop says who stopped"
    url = f"/console/people/imports/{row.public_id}"
    answers = said(came.context["form"]) | {
        "purposes": ["services"], "kind": "customer", "source": "directly", "version": "by-date",
    }  # fmt: skip
    client.post(f"{url}/columns", answers)
    work(clock)
    assert "the column “Datum” holds dates that are left out" in client.get(url).content.decode()
    client.post(f"{url}/again")
    client.post(f"{url}/columns", answers | {"column-3": "date"})
    work(clock)
    text = client.get(url).content.decode()
    assert "holds dates that are left out" not in text
    assert "One new person would come in" in text
    assert "This row has no date, from which it was to follow which notice they were given." in text
    row.refresh_from_db()
    assert sum(row.trial["refused"].values()) == 2, "one without its date, one that ends before it"
