"""Signing in and out of the console."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from honour.evidence.models import Entry, Payload
from honour.staff.joining import add_member
from honour.staff.leaving import leave
from honour.staff.lockout import FROM_ONE_PLACE
from honour.staff.models import Member
from tests.web.conftest import PASSWORD

SIGN_IN = "/console/sign-in"


def attempt(client, email, password, **more):
    return client.post(SIGN_IN, {"email": email, "password": password, **more})


def entries(kind: str) -> list[dict]:
    return [json.loads(row.content) for row in Payload.objects.filter(entry__kind=kind).order_by("pk")]


def test_a_member_signs_in_and_arrives_where_they_were_going(client, member):
    one = member("support")
    came = client.get("/console/people/")
    assert came["Location"] == "/console/sign-in?next=%2Fconsole%2Fpeople%2F"
    came = attempt(client, "Support@Fellside.example", PASSWORD, next="/console/people/")
    assert came["Location"] == "/console/people/"
    assert entries("staff:signed-in") == [{"member": f"staff-{one.pk}"}]


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/", "//elsewhere.example/console/", "/get-in-touch", "console"]
)
def test_signing_in_leads_to_the_console_and_nowhere_else(client, member, where):
    member("support")
    came = attempt(client, "support@fellside.example", PASSWORD, next=where)
    assert came["Location"] == "/console/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, member):
    member("support")
    wrong = attempt(client, "support@fellside.example", "not the password")
    unknown = attempt(client, "nobody@fellside.example", "not the password")
    assert wrong.status_code == unknown.status_code == 400
    said = wrong.content.decode().replace("support@", "nobody@")
    assert _without_tokens(said) == _without_tokens(unknown.content.decode())
    assert "do not match" in said


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_five_failures_lock_out_and_the_page_says_until_when(client, member, clock):
    member("support")
    again = f"Try again after {timezone.localtime(clock.now + dt.timedelta(hours=1)):%H:%M}"
    for _ in range(4):
        assert attempt(client, "support@fellside.example", "wrong").status_code == 400
    locked = attempt(client, "support@fellside.example", "wrong")
    assert locked.status_code == 429
    assert again in locked.content.decode()
    clock.go_on(minutes=20)
    still = attempt(client, "support@fellside.example", PASSWORD)
    assert still.status_code == 429
    assert again in still.content.decode()
    clock.go_on(minutes=41)
    assert attempt(client, "support@fellside.example", PASSWORD).status_code == 302


def test_a_lock_out_is_the_same_for_an_address_that_nobody_has(client, fellside):
    for _ in range(4):
        attempt(client, "nobody@fellside.example", "wrong")
    locked = attempt(client, "nobody@fellside.example", "wrong")
    assert locked.status_code == 429
    assert "Try again after" in locked.content.decode()


def test_a_lock_out_is_of_one_address_only(client, member):
    member("support")
    for _ in range(6):
        attempt(client, "nobody@fellside.example", "wrong")
    assert attempt(client, "support@fellside.example", PASSWORD).status_code == 302


def test_whoever_tries_many_names_from_one_place_is_paused_too_and_nobody_elsewhere(client, member, clock):
    member("support")
    for number in range(FROM_ONE_PLACE - 1):
        assert attempt(client, f"name{number}@fellside.example", "a guess").status_code == 400
    paused = attempt(client, "support@fellside.example", "a guess")
    assert paused.status_code == 429
    assert f"Try again after {timezone.localtime(clock.now + dt.timedelta(hours=1)):%H:%M}" in paused.content.decode()
    assert attempt(client, "support@fellside.example", PASSWORD).status_code == 429
    assert len(entries("staff:refused")) == FROM_ONE_PLACE
    assert len(entries("staff:locked-out")) == 1

    signed_in = client.post(
        SIGN_IN, {"email": "support@fellside.example", "password": PASSWORD}, REMOTE_ADDR="198.51.100.7"
    )
    assert signed_in.status_code == 302
    clock.go_on(minutes=61)
    assert attempt(client, "support@fellside.example", PASSWORD).status_code == 302


def test_a_whole_office_may_sign_in_from_one_place(client, member):
    member("support")
    for _ in range(FROM_ONE_PLACE + 1):
        assert attempt(client, "support@fellside.example", PASSWORD).status_code == 302
        client.post("/console/sign-out")


def test_failures_are_on_the_ledger_without_an_address(client, member):
    one = member("support")
    attempt(client, "support@fellside.example", "wrong-canary")
    attempt(client, "stranger-canary@fellside.example", "wrong")
    assert entries("staff:refused") == [
        {"member": f"staff-{one.pk}", "in_a_row": 1},
        {"member": None, "in_a_row": 1},
    ]
    kept = " ".join(Payload.objects.values_list("content", flat=True))
    assert "canary" not in kept
    assert "@" not in kept


def test_trying_on_while_locked_out_does_not_fill_the_ledger(client, member):
    member("support")
    for _ in range(12):
        attempt(client, "support@fellside.example", "wrong")
    assert len(entries("staff:refused")) == 5
    assert len(entries("staff:locked-out")) == 1


def test_the_log_holds_no_address(client, member, caplog):
    member("support")
    for _ in range(6):
        attempt(client, "support@fellside.example", "wrong")
    assert "support@" not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_whoever_left_cannot_sign_in_and_open_sessions_end(client, member, signed_in):
    signed_in("support")
    assert client.get("/console/").status_code == 200
    from honour.staff.models import Member

    leave(Member.objects.get())
    assert client.get("/console/").status_code == 302
    assert attempt(client, "support@fellside.example", PASSWORD).status_code == 400


def test_half_an_hour_away_ends_the_session(signed_in, clock):
    client = signed_in("support")
    clock.go_on(minutes=29)
    assert client.get("/console/").status_code == 200
    clock.go_on(minutes=29)
    assert client.get("/console/").status_code == 200
    clock.go_on(minutes=31)
    came = client.get("/console/people/", follow=True)
    assert came.redirect_chain[0][0].startswith("/console/sign-in")
    assert "your session had ended" in came.content.decode()


def test_a_form_sent_after_the_session_ended_is_said_to_be_lost_and_opens_again_after_signing_in(signed_in, clock):
    client = signed_in("support")
    clock.go_on(minutes=31)
    came = client.post("/console/matters/new/service", {"reference": "FS-1"}, follow=True)
    assert "What you sent was not stored." in came.content.decode()
    assert "next=%2Fconsole%2Fmatters%2Fnew%2Fservice" in came.redirect_chain[0][0]


def test_asking_whether_one_is_signed_in_as_a_form_does_while_it_is_filled_in_keeps_the_session(signed_in, clock):
    client = signed_in("support")
    asks = re.search(r'data-asks="([^"]+)"', client.get("/console/matters/new/service").content.decode())[1]
    for _ in range(3):
        clock.go_on(minutes=20)
        assert client.head(asks).status_code == 200
    clock.go_on(minutes=31)
    assert client.head(asks).status_code == 302


def test_a_working_day_ends_the_session_however_busy(signed_in, clock):
    client = signed_in("support")
    for _ in range(23):
        clock.go_on(minutes=20)
        assert client.get("/console/").status_code == 200
    clock.go_on(minutes=21)
    assert client.get("/console/").status_code == 302


def test_signing_out_ends_the_session_and_is_posted(signed_in):
    client = signed_in("support")
    assert client.get("/console/sign-out").status_code == 405
    came = client.post("/console/sign-out", follow=True)
    assert "You are signed out." in came.content.decode()
    assert client.get("/console/").status_code == 302
    assert Entry.objects.filter(kind="staff:signed-out").count() == 1


def test_a_first_password_opens_nothing_but_the_page_to_change_it(client, fellside):
    one, first = add_member("new@fellside.example", "New", ["privacy-lead"])
    attempt(client, one.email, first)
    for name in ("console:today", "console:people", "console:records", "console:staff"):
        assert client.get(reverse(name))["Location"] == "/console/password"
    short = client.post("/console/password", {"present": first, "chosen": "short"})
    assert "at least 12" in short.content.decode()
    same = client.post("/console/password", {"present": first, "chosen": first})
    assert "not the one you have now" in same.content.decode()
    wrong = client.post("/console/password", {"present": "x", "chosen": "three quiet herons"})
    assert "not the password you have now" in wrong.content.decode()
    done = client.post("/console/password", {"present": first, "chosen": "three quiet herons"})
    assert done["Location"] == "/console/"
    assert client.get("/console/").status_code == 200
    one.refresh_from_db()
    assert one.check_password("three quiet herons")


def test_a_changed_password_signs_other_browsers_out(signed_in, client, django_assert_max_num_queries):
    from django.test import Client

    signed_in("support")
    other = Client()
    attempt(other, "support@fellside.example", PASSWORD)
    client.post("/console/password", {"present": PASSWORD, "chosen": "four quiet herons"})
    assert client.get("/console/").status_code == 200
    assert other.get("/console/").status_code == 302


def test_pages_of_the_console_are_not_kept_by_browsers(signed_in):
    came = signed_in("support").get("/console/people/")
    assert "no-store" in came["Cache-Control"]
    assert "private" in came["Cache-Control"]


def test_a_form_without_its_mark_is_refused_in_plain_words(fellside):
    from django.test import Client

    came = Client(enforce_csrf_checks=True).post(SIGN_IN, {"email": "a@b.example", "password": "x"})
    assert came.status_code == 403
    assert "We did not take that form" in came.content.decode()
    assert "csrf" not in came.content.decode().lower()


def test_who_never_made_recovery_codes_is_not_told_that_none_are_left(client, member):
    from honour.staff.factors import add_app, new_codes, new_secret
    from honour.staff.models import Member
    from tests.staff.test_second_factors import code_of

    tom = Member.objects.get(pk=member("support").pk)
    client.post(reverse("console:sign-in"), {"email": tom.email, "password": PASSWORD})
    secret = new_secret()
    add_app(tom, secret, code_of(secret))
    assert "You have no recovery codes yet." in client.get(reverse("console:account")).content.decode()
    new_codes(tom)
    assert "10 recovery codes are left." in client.get(reverse("console:account")).content.decode()


def test_whoever_forgot_their_password_is_given_one_by_the_privacy_lead(signed_in, member):
    forgetful = member("support")
    theirs = Client()
    assert attempt(theirs, forgetful.email, PASSWORD)["Location"] == "/console/"
    lead = signed_in("privacy-lead")
    where = f"/console/staff/{forgetful.pk}/password"
    assert where in lead.get(f"/console/staff/{forgetful.pk}").content.decode()
    assert "This gives" in lead.get(where).content.decode()
    assert theirs.get("/console/").status_code == 200, "looking changes nothing"
    (given,) = re.findall(r"<code>([^<]+)</code>", lead.post(where).content.decode())
    assert theirs.get("/console/").status_code == 302, "whoever was signed in is no more"
    assert attempt(theirs, forgetful.email, PASSWORD).status_code == 400
    assert attempt(theirs, forgetful.email, given)["Location"] == "/console/"
    assert theirs.get("/console/people/")["Location"] == "/console/password"
    (said,) = entries("staff:password-given")
    assert said["member"] == forgetful.opaque_id
    assert given not in json.dumps(said)


def test_no_password_is_given_to_oneself_nor_to_whoever_has_none_or_has_left(signed_in, member):
    lead = signed_in("privacy-lead")
    oneself = Member.objects.get(roles__code="privacy-lead")
    elsewhere, left = member("support"), member("finance")
    elsewhere.set_unusable_password()
    elsewhere.save()
    leave(left)
    for one in (oneself, elsewhere, left):
        assert lead.post(f"/console/staff/{one.pk}/password").status_code == 404
        assert f"/console/staff/{one.pk}/password" not in lead.get(f"/console/staff/{one.pk}").content.decode()
    assert not entries("staff:password-given")
