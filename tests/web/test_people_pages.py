"""Finding a person, opening their data for a purpose, and what the page keeps back."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.db import transaction
from django.urls import reverse

from honour.evidence.entries import append
from honour.evidence.models import Payload
from honour.notice.model import RetentionRule
from honour.register.deciding import decide
from honour.register.models import Permission, Record, Subject
from honour.register.versions import versions
from honour.staff.models import Grant

ASHA = "asha.patel@canary.example"


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def last(kind: str) -> dict:
    return json.loads(Payload.objects.filter(entry__kind=kind).latest("pk").content)


def page(person: str, *more: str) -> str:
    return "/".join(["/console/people", person, *more])


@pytest.mark.promise("S08")
@pytest.mark.parametrize("identifier", [ASHA, "ASHA.patel@canary.example ", "01632 960 111", "01632960111"])
def test_a_person_is_found_by_anything_they_gave(signed_in, wrote, identifier):
    person = wrote()
    came = signed_in("support").post("/console/people/find", {"identifier": identifier})
    assert came["Location"] == page(person)


def test_a_search_is_posted_and_leaves_no_identifier_behind(signed_in, wrote):
    wrote()
    client = signed_in("support")
    assert client.get("/console/people/find", {"identifier": ASHA}).status_code == 405
    came = client.post("/console/people/find", {"identifier": ASHA})
    assert "canary" not in came["Location"]
    assert last("person:found")["found"] == 1
    assert "canary" not in " ".join(Payload.objects.values_list("content", flat=True))


def test_nobody_found_says_so_without_repeating_what_was_typed(signed_in, wrote):
    came = signed_in("support").post("/console/people/find", {"identifier": "zoe@elsewhere-canary.example"})
    assert "Nobody is found by that" in text_of(came)
    assert "elsewhere-canary" not in came.content.decode()


def test_several_people_with_one_number_are_listed_without_their_names(signed_in, wrote):
    people = {wrote(), wrote("ben@canary.example", name="Ben Canary")}
    came = signed_in("support").post("/console/people/find", {"identifier": "01632 960 111"})
    assert "More than one person gave that" in text_of(came)
    assert people == set(re.findall(r'/console/people/([a-z2-7]{20})"', came.content.decode()))
    assert "Canary" not in text_of(came)


def test_nothing_typed_is_asked_for_again(signed_in, wrote):
    came = signed_in("support").post("/console/people/find", {"identifier": " "})
    assert came.status_code == 400
    assert "Enter what the person gave" in text_of(came)


def test_a_persons_page_shows_nothing_of_them_until_a_purpose_is_chosen(signed_in, wrote):
    person = wrote()
    came = signed_in("support").get(page(person))
    said = text_of(came)
    assert not re.search(r"asha|patel|canary|960 111", came.content.decode().replace(person, ""), re.IGNORECASE)
    assert "Contact details: hidden until you say what for" in said
    assert "the notice of 2026-12-01" in said
    assert "Forms that you send on our website" in said or "website" in said
    assert not Payload.objects.filter(entry__kind="person:read").exists()


@pytest.mark.promise("S16")
def test_opening_for_a_purpose_shows_the_values_once_and_is_on_the_ledger(signed_in, wrote):
    person = wrote()
    client = signed_in("support")
    came = client.post(page(person), {"purpose": "enquiries"})
    said = text_of(came)
    assert "Asha Patel-Canary" in said
    assert ASHA in said
    assert "Please send a price for canaries." in said
    assert "no-store" in came["Cache-Control"]
    entry = last("person:read")
    assert entry["purpose"] == "enquiries"
    assert entry["by"].startswith("staff-")
    assert "Asha" not in text_of(client.get(page(person)))


def test_only_the_purposes_of_ones_roles_are_offered(signed_in, wrote):
    person = wrote()
    offered = signed_in("marketing").get(page(person)).content.decode()
    assert 'value="marketing"' in offered
    assert 'value="enquiries"' not in offered


def test_a_purpose_that_is_not_ones_own_is_refused_before_anything_is_read(signed_in, wrote):
    person = wrote()
    came = signed_in("marketing").post(page(person), {"purpose": "enquiries"})
    assert came.status_code == 400
    assert "Your role does not act for that" in text_of(came)
    assert not Payload.objects.filter(entry__kind__in=("person:read", "person:refused")).exists()


@pytest.mark.promise("S16")
def test_what_a_purpose_may_not_see_is_withheld_with_the_reason_and_who_may(signed_in, wrote):
    person = wrote()
    came = signed_in("finance").post(page(person), {"purpose": "credit-checks"})
    said = text_of(came)
    assert "Nothing was opened for “Checking credit”." in said
    assert "Withheld." in said
    assert "Support may open it for “Answering what you ask”." in said
    assert "Asha" not in said
    assert last("person:refused")["purpose"] == "credit-checks"


def test_after_a_stop_marketing_opens_nothing(signed_in, wrote):
    person = wrote(ticked=True)
    came = signed_in("marketing").post(page(person), {"purpose": "marketing"})
    assert "Nothing was opened" in text_of(came)
    assert "asha.patel" not in text_of(came)
    assert "Send marketing No. Said so 3 December 2026, on a form." in text_of(came)


def test_a_role_without_any_purpose_is_told_so(signed_in, wrote):
    person = wrote()
    Grant.objects.all().delete()
    came = signed_in("support").get(page(person))
    assert "acts for no purpose" in text_of(came)
    assert "<select" not in came.content.decode()


def test_the_page_tells_what_happened_and_what_the_data_were_used_for(signed_in, wrote, clock):
    person = wrote()
    client = signed_in("support")
    client.post(page(person), {"purpose": "enquiries"})
    client.post(page(person), {"purpose": "enquiries"})
    decide(person, Permission.Kind.MARKETING_STOP, at=clock.now, how="telephone", recorded_by="staff-1")
    said = text_of(client.get(page(person)))
    assert "Answering what you ask December 2026 Used 2" in said
    assert "Filled in the form “Get in touch”." in said
    assert "Tom Ashworth opened data for “Answering what you ask”." in said
    assert "Said stop to marketing. Told us by telephone." in said


def test_a_message_that_did_not_arrive_is_told_with_its_purpose_and_why(signed_in, wrote, clock):
    person = wrote()
    said = {"purpose": "enquiries", "reason": "answer-550"}
    with transaction.atomic():
        append("message:failed", said, at=clock.now, subject=Subject.objects.get(public_id=person).pk)
    told = text_of(signed_in("support").get(page(person)))
    assert "A message could not be sent and is not tried again. For “Answering what you ask”." in told
    assert "The receiver’s server refused it for good (550)." in told


def test_an_unknown_or_erased_person_is_not_there(signed_in, wrote, clock):
    from honour.register.erasing import erase_person

    person = wrote()
    client = signed_in("support")
    assert client.get(page("a" * 20)).status_code == 404
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now)
    assert client.get(page(person)).status_code == 404
    assert client.post(page(person), {"purpose": "enquiries"}).status_code == 404


def test_a_stop_is_recorded_with_how_they_said_it_and_holds_at_once(signed_in, wrote):
    person = wrote()
    client = signed_in("support")
    came = client.post(page(person, "stop"), {"what": "marketing-stop", "how": "telephone"}, follow=True)
    assert "Marketing to this person has stopped." in text_of(came)
    assert Subject.objects.get().marketing_objection
    decision = Permission.objects.get(kind="marketing-stop")
    assert decision.how == "telephone"
    assert decision.recorded_by.startswith("staff-")


def test_a_stop_without_its_source_is_asked_for_again(signed_in, wrote):
    person = wrote()
    came = signed_in("support").post(page(person, "stop"), {"what": "marketing-stop"})
    assert came.status_code == 400
    assert "Choose how they told us." in text_of(came)
    assert not Permission.objects.exclude(kind="informed").exists()


def test_an_objection_stops_the_one_purpose(signed_in, wrote):
    person = wrote()
    client = signed_in("support")
    client.post(page(person, "stop"), {"what": "objection:enquiries", "how": "letter"})
    came = client.post(page(person), {"purpose": "enquiries"})
    assert "Nothing was opened" in text_of(came)
    assert "Asha" not in text_of(came)


def test_a_restriction_holds_everything(signed_in, wrote):
    person = wrote()
    client = signed_in("support")
    client.post(page(person, "stop"), {"what": "restriction", "how": "email"})
    said = text_of(client.get(page(person)))
    assert "Their data are restricted: kept, and used for nothing." in said
    assert "Nothing was opened" in text_of(client.post(page(person), {"purpose": "enquiries"}))


@pytest.mark.parametrize("what", ["objection:unheard-of", "consent:marketing", "restriction-lifted", "nonsense"])
def test_only_the_stops_listed_can_be_recorded(signed_in, wrote, what):
    came = signed_in("support").post(page(wrote(), "stop"), {"what": what, "how": "letter"})
    assert came.status_code == 400


def test_the_erasure_page_says_what_goes_and_what_stays_and_get_erases_nothing(signed_in, wrote):
    person = wrote()
    said = text_of(signed_in("privacy-lead").get(page(person, "erase")))
    assert "This erases 2 records of one person" in said
    assert "It can be undone for 24 hours; then it is final." in said
    assert "Contact details" in said
    assert "the trail of what was done, which names nobody" in said
    assert Subject.objects.get().status == Subject.Status.LIVE


def test_the_erasure_page_says_that_a_stop_of_a_part_goes_too_and_one_of_all_marketing_stays(signed_in, wrote, clock):
    person, lead = wrote(), signed_in("privacy-lead")
    erasing = page(person, "erase")
    assert "they did not say stop" in text_of(lead.get(erasing))
    how = {"at": clock.now, "how": "telephone", "recorded_by": "staff-1"}
    decide(person, Permission.Kind.STOP, about="*/email", **how)
    told = text_of(lead.get(erasing))
    assert "they did not say stop" not in told
    assert "they stopped a part of our messages, and that goes with the rest" in told
    decide(person, Permission.Kind.MARKETING_STOP, **how)
    assert "on the do-not-contact list, so that their stop holds" in text_of(lead.get(erasing))


def test_erasing_takes_a_reason_and_is_done(signed_in, wrote, settings):
    settings.HONOUR_COOLING_OFF = 0
    person = wrote()
    client = signed_in("privacy-lead")
    assert client.post(page(person, "erase"), {}).status_code == 400
    came = client.post(page(person, "erase"), {"reason": "request"}, follow=True)
    assert "Nobody can read their 2 records any more; what may go goes now." in text_of(came)
    assert Subject.objects.get().status == Subject.Status.ERASED


def test_only_the_privacy_lead_erases(signed_in, wrote):
    person = wrote()
    came = signed_in("support").post(page(person, "erase"), {"reason": "request"})
    assert came.status_code == 403
    assert "Erasing a person’s data is open to the privacy lead" in text_of(came)
    assert Subject.objects.get().status == Subject.Status.LIVE


def test_the_search_box_stands_on_every_page_of_whoever_may_search(signed_in, wrote):
    came = signed_in("support").get("/console/promises/")
    assert f'action="{reverse("console:people-find")}"' in came.content.decode()


# -- putting right by telephone, letter or in person ------------------------------------------------------------------


def contact_of(person):
    return Record.objects.get(subject__public_id=person, identifiers__kind="email", superseded_by=None)


@pytest.mark.promise("S24")
def test_staff_put_details_right_with_how_the_person_told_them(signed_in, wrote):
    person, client = wrote(), signed_in("support")
    opened = client.post(page(person), {"purpose": "enquiries"})
    path = page(person, "records", str(contact_of(person).pk), "correct")
    assert path in opened.content.decode()
    assert 'value="Asha Patel-Canary"' in client.get(path).content.decode()
    given = {"name": "Asha Shah-Canary", "email": ASHA, "telephone": "01632 960 111"}
    without = client.post(path, given)
    assert without.status_code == 400  # the source is asked for
    assert "Choose how they told us." in text_of(without)
    assert client.post(path, {**given, "email": "no address", "told-how": "letter"}).status_code == 400
    assert client.post(path, {**given, "told-how": "letter"}).status_code == 302
    assert last("record:corrected") | {"how": "letter", "categories": ["contact"]} == last("record:corrected")
    assert "Asha Shah-Canary" in text_of(client.post(page(person), {"purpose": "enquiries"}))
    assert client.post(path, {**given, "told-how": "letter"}).status_code == 404  # it was replaced


@pytest.mark.parametrize(("role", "status"), [("finance", 404), ("auditor", 403)])
def test_what_a_role_may_not_use_it_cannot_put_right(signed_in, wrote, role, status):
    person = wrote()
    path = page(person, "records", str(contact_of(person).pk), "correct")
    answer = signed_in(role).get(path)
    assert answer.status_code == status
    assert "Patel" not in answer.content.decode()


def test_the_timeline_of_a_process_that_sends_nothing_knows_what_was_sent():
    """What a page tells of the ledger does not hang on which modules a process happened to load."""
    told = "import django; django.setup(); from honour.web.console.entries import says; print(says('message:sent'))"
    around = {**os.environ, "DJANGO_SETTINGS_MODULE": "honour.config.settings"}
    ran = subprocess.run([sys.executable, "-c", told], env=around, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "A message was handed to the mail server."


@pytest.mark.parametrize("role", ["support", "finance", "marketing", "privacy-lead"])
def test_somebody_who_ordered_is_recorded_as_a_customer(signed_in, wrote, role):
    person = wrote()
    client, page = signed_in(role), f"/console/people/{person}"
    assert f'href="{page}/kind"' in client.get(page).content.decode()
    assert "Choose what they are" in client.post(f"{page}/kind", {"kind": ""}).content.decode()
    assert client.post(f"{page}/kind", {"kind": "emperor"}).status_code == 400

    came = client.post(f"{page}/kind", {"kind": "customer"}, follow=True).content.decode()

    assert "Recorded: Customers." in came
    assert Subject.objects.get(public_id=person).kind == versions().clauses.number("kinds", "customer")


def test_the_auditor_neither_sees_nor_says_what_somebody_is(signed_in, wrote):
    person = wrote()
    client, before = signed_in("auditor"), Subject.objects.get().kind
    assert client.get(f"/console/people/{person}/kind").status_code == 403
    assert client.post(f"/console/people/{person}/kind", {"kind": "customer"}).status_code == 403
    assert Subject.objects.get().kind == before


def test_saying_what_somebody_is_asks_first_where_their_data_would_go_by_that(signed_in, wrote, clock, monkeypatch):
    person = wrote()
    notice = versions().current(clock.now).notice
    rules = {
        short: RetentionRule(categories="all", purposes="all", subjects=[kind], trigger="collected", period=period)
        for short, kind, period in (("asking", "enquirer", "P1Y"), ("visiting", "visitor", "P0D"))
    }
    published = versions().current(clock.now)
    monkeypatch.setitem(published.__dict__, "notice", notice.model_copy(update={"retention": rules}))
    monkeypatch.setitem(published.__dict__, "_plans", {})
    client, page = signed_in("support"), f"/console/people/{person}/kind"
    before = set(Record.objects.values_list("due_at", flat=True))

    came = client.post(page, {"kind": "visitor"})

    assert came.status_code == 400
    assert "records are past their date then" in came.content.decode()
    assert set(Record.objects.values_list("due_at", flat=True)) == before
    assert client.post(page, {"kind": "visitor", "sure": "on"}).status_code == 302
    assert set(Record.objects.values_list("due_at", flat=True)) != before
