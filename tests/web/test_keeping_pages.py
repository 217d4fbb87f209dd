"""The retention calendar, holds and erasures in the console, each behind its role."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from honour.dealings.companies.keeping import Said, keep_company
from honour.dealings.companies.tying import tie
from honour.dealings.matters import involve, start_matter
from honour.dealings.models import Matter, Tie
from honour.evidence.tombstones import installed_journal
from honour.register.erasing import erase_person
from honour.register.finishing import finish_erasures
from honour.register.holding import Named, end_hold, place_hold
from honour.register.models import Erasure, HeldThing, Hold, Record, Subject
from honour.register.replaying import replay
from honour.register.undoing import undo_erasure
from honour.register.versions import versions
from honour.retention.sweeps.running import run_sweep
from honour.staff.roles import ROLES, Part
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.promise("S23")
CALENDAR, HOLDS, ERASURES = (f"/console/notice/{each}/" for each in ("keeping", "holds", "erasures"))
GOING = "/console/notice/keeping/going"


def text_of(came):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", came.content.decode()))


def held(person, now, **more):
    given = {"owner": "staff-1", "by": "staff-1", "review_on": now.date() + dt.timedelta(days=30), "at": now, **more}
    return place_hold(Hold.Kind.LITIGATION, "Claim 2026/17", [Named(person)], **given)


def test_the_calendar_draws_what_goes_and_each_number_leads_to_its_list(signed_in, wrote, clock):
    person = wrote()
    clock.go_on(days=30)
    client = signed_in("privacy-lead")

    came = client.get(CALENDAR)

    assert "One record goes in the next twelve months" in text_of(came)
    link = r'<a href="(/console/notice/keeping/2027-12/enquiries)" aria-label="([^"]+)"'
    found = re.search(link, came.content.decode())
    assert found is not None
    assert found[2] == "Enquiries, Dec 2027: 1 record"
    listed = text_of(client.get(found[1]))
    assert person in listed
    assert "3 December 2027" in listed
    assert "People come back to what they asked within a year" in listed


def test_a_list_outside_the_calendar_is_not_there(signed_in, wrote):
    wrote()
    client = signed_in("privacy-lead")
    for month in ("2031-01", "2026-13", "soon"):
        assert client.get(f"{CALENDAR}{month}/enquiries").status_code == 404


def test_whoever_may_not_see_people_gets_no_links_to_them(signed_in, wrote, clock):
    person = wrote()
    clock.go_on(days=30)
    came = signed_in("auditor").get(f"{CALENDAR}2027-12/enquiries")
    assert person in text_of(came)
    assert f"/console/people/{person}" not in came.content.decode()


def test_what_goes_tonight_is_said_before_and_is_gone_after(signed_in, wrote, clock):
    wrote()
    clock.go_on(days=366)
    client = signed_in("privacy-lead")
    said = text_of(client.get(GOING))
    assert "One record goes tonight" in said
    assert "Correspondence" in said or "Enquiries" in said

    run_sweep(clock.now, pause=0, force=True)

    assert "No record goes tonight" in text_of(client.get(GOING))
    assert "deleted 1" in text_of(client.get(CALENDAR))


def test_a_hold_is_placed_on_a_persons_page_and_stands_in_the_list(signed_in, wrote, clock):
    person = wrote()
    client = signed_in("privacy-lead")
    page = f"/console/people/{person}/hold"
    record = Record.objects.first().pk
    given = {"what": f"record:{record}", "kind": "litigation", "matter": "Claim 9", "review_on": "2027-03-01"}
    owner = re.search(r'<option value="(staff-\d+)"', client.get(page).content.decode())[1]

    assert client.post(page, {**given, "owner": owner, "review_on": "2026-01-01"}).status_code == 400
    came = client.post(page, {**given, "owner": owner}, follow=True)

    assert "Held. It is not deleted until the hold ends." in text_of(came)
    assert Hold.objects.get().things.get().record == record
    assert "Claim 9" in text_of(client.get(HOLDS))
    assert "A claim in court, Claim 9" in text_of(client.get(f"/console/people/{person}"))


def test_a_hold_is_kept_and_ended_on_pages_of_their_own(signed_in, wrote, clock):
    hold = held(wrote(), clock.now)
    client = signed_in("privacy-lead")
    page = f"{HOLDS}{hold.pk}"

    assert "goes on" in text_of(client.post(page, {"review_on": "2028-01-01"}, follow=True))
    hold.refresh_from_db()
    assert hold.review_on == dt.date(2028, 1, 1)
    assert "cannot be brought back" in text_of(client.get(f"{page}/end"))
    assert Hold.objects.get().ended_at is None
    assert "The hold has ended" in text_of(client.post(f"{page}/end", follow=True))
    assert Hold.objects.get().ended_at is not None


def test_a_hold_whose_day_has_come_waits_on_today(signed_in, wrote, clock):
    held(wrote(), clock.now)
    clock.go_on(days=31)
    assert "One hold should be looked at again." in text_of(signed_in("privacy-lead").get("/console/"))


@pytest.mark.parametrize("role", ["support", "marketing", "finance", "auditor"])
def test_holds_are_for_the_role_that_has_them(signed_in, wrote, clock, role):
    person = wrote()
    hold = held(person, clock.now)
    client = signed_in(role)
    for path in (HOLDS, f"{HOLDS}{hold.pk}", f"{HOLDS}{hold.pk}/end", f"/console/people/{person}/hold", ERASURES):
        assert client.get(path).status_code == 403
    assert client.post(f"{HOLDS}{hold.pk}/end").status_code == 403
    assert Hold.objects.get().ended_at is None


def test_a_sealed_hold_is_on_no_page_of_whoever_is_outside_its_role(signed_in, wrote, clock, monkeypatch):
    person = wrote()
    hold = held(person, clock.now, sealed=True)
    client = signed_in("privacy-lead")
    assert "Claim 2026/17" in text_of(client.get(HOLDS))

    lead = ROLES["privacy-lead"]
    monkeypatch.setitem(ROLES, "privacy-lead", replace(lead, parts=lead.parts - {Part.SEALED}))
    assert "Nothing is held" in text_of(client.get(HOLDS))
    assert client.get(f"{HOLDS}{hold.pk}").status_code == 404
    said = text_of(client.get(f"/console/people/{person}"))
    assert "Claim 2026/17" not in said
    assert "Nothing of theirs is held." in said
    assert "sealed" not in client.get(f"/console/people/{person}/hold").content.decode()


@pytest.fixture
def looked_up(signed_in, monkeypatch):
    """Give what the pages that list and count say to the privacy lead, outside the role for sealed holds."""
    lead = ROLES["privacy-lead"]
    monkeypatch.setitem(ROLES, "privacy-lead", replace(lead, parts=lead.parts - {Part.SEALED}))
    reasons = ("past-due", "subject-erased", "purpose-over", "kind-unknown")
    pages = [
        "/console/",
        "/console/notice/flow",
        "/console/people/",
        "/console/companies/",
        "/console/matters/",
        CALENDAR,
    ]
    pages += ["/console/notice/enforcing/enquiries", *(f"/console/notice/enforcing/enquiries/{one}" for one in reasons)]

    client = signed_in("privacy-lead")

    def look(*more):
        client.logout()  # days have passed since
        client.post("/console/sign-in", {"email": "privacy-lead@fellside.example", "password": PASSWORD})
        came = {page: client.get(page) for page in (*pages, *more)}
        assert {one.status_code for one in came.values()} <= {200, 404}
        return {page: text_of(one) for page, one in came.items()}

    return look


@pytest.mark.parametrize("erased", [False, True])
def test_what_only_a_sealed_hold_keeps_is_in_no_list_and_no_count(wrote, clock, looked_up, erased):
    """Whatever else happens to somebody, pages say of them what they would say if nothing was held."""
    person, now = wrote(), clock.now
    company = keep_company(Said("Harrow Mills"), by="staff-1", at=now)
    tie(person, company, Tie.Kind.WORKS_FOR, by="staff-1", at=now)
    matter = start_matter(Matter.Kind.PROJECT, "P-1", by="staff-1", at=now)
    involve(matter, [person], by="staff-1", at=now)
    places = (f"/console/companies/{company.public_id}", f"/console/matters/{matter.pk}")
    Record.objects.update(due_at=now + dt.timedelta(days=20))
    held(person, now, sealed=True)
    if erased:
        erase_person(person, reason="request", asked_by="staff-1", at=now)
    clock.go_on(days=20)
    run_sweep(clock.now, pause=0, force=True)

    kept = looked_up(*places)
    assert Record.objects.count() == 2
    end_hold(Hold.objects.get().pk, by="staff-1", at=clock.now)
    run_sweep(clock.now, pause=0, force=True)
    finish_erasures(clock.now)

    assert Record.objects.count() == 0
    gone = looked_up(*places)
    assert not any(person in said for said in kept.values())
    assert {page for page in kept if kept[page] != gone[page]} <= {
        "/console/",
        CALENDAR,
    }  # the last sweep, what it took


def test_a_purpose_that_is_over_is_named_no_more_though_a_sealed_hold_keeps_it(signed_in, wrote, clock, monkeypatch):
    person = wrote()
    held(person, clock.now, sealed=True)
    clock.go_on(days=366)
    run_sweep(clock.now, pause=0, force=True)
    lead = ROLES["privacy-lead"]
    monkeypatch.setitem(ROLES, "privacy-lead", replace(lead, parts=lead.parts - {Part.SEALED}))

    said = text_of(signed_in("privacy-lead").get(f"/console/people/{person}"))

    assert "for: Telling you about similar services of ours" in said
    assert "Answering what you ask" not in said.split("Goes on")[0].split("for: ")[1]


def test_an_erasure_can_be_undone_until_it_is_final(signed_in, wrote, clock):
    person = wrote()
    client = signed_in("privacy-lead")
    came = client.post(f"/console/people/{person}/erase", {"reason": "mistake"}, follow=True)
    assert "Nobody can read their data any more. Until 4 December, 10:00 it can be undone." in text_of(came)
    assert client.get(f"/console/people/{person}").status_code == 404
    assert Record.objects.count() == 2

    assert "brings a person’s data back" in text_of(client.get(f"{ERASURES}{person}/undo"))
    assert Subject.objects.get().status == Subject.Status.ERASED
    assert "Undone." in text_of(client.post(f"{ERASURES}{person}/undo", follow=True))
    assert Subject.objects.get().status == Subject.Status.LIVE


def test_the_erasure_of_somebody_held_can_be_undone_until_it_is_final_and_goes_on_when_the_hold_ends(
    signed_in, wrote, clock
):
    person = wrote()
    hold = held(person, clock.now)
    HeldThing.objects.update(category=versions().clauses.number("categories", "interactions"))
    client = signed_in("privacy-lead")
    assert "Claim 2026/17" in text_of(client.get(f"/console/people/{person}/erase"))
    erase = [f"/console/people/{person}/erase", {"reason": "request"}]

    came = text_of(client.post(*erase, follow=True))

    assert "Nobody can read one record of theirs any more. Until 4 December, 10:00 it can be undone." in came
    assert "A hold keeps one record more, until it ends." in came
    assert "One erasure can still be undone" in came
    assert "Everything; what a hold keeps, when it ends" in came
    page = client.get(f"/console/people/{person}").content.decode()
    assert "/data/interactions/erase" in page
    assert "/data/contact/erase" not in page
    assert "Undone. Everything is as it was." in text_of(client.post(f"{ERASURES}{person}/undo", follow=True))
    assert not Subject.objects.get().restricted
    assert finish_erasures(clock.now + dt.timedelta(hours=25)) == 0

    client.post(*erase)
    clock.go_on(hours=25)
    assert finish_erasures(clock.now) == 1
    assert Record.objects.count() == 1
    end_hold(hold.pk, by="staff-1", at=clock.now)
    assert finish_erasures(clock.now) == 1
    assert Subject.objects.get().status == Subject.Status.ERASED
    client = signed_in_again(client)
    assert client.get(f"/console/people/{person}").status_code == 404


def test_what_a_restore_has_begun_again_can_be_undone_as_before(signed_in, wrote, clock):
    person = wrote()
    given = {"reason": "mistake", "asked_by": "staff-1", "at": clock.now, "cooling_off": dt.timedelta(hours=24)}
    erase_person(person, **given)
    lines = list(installed_journal().read())
    undo_erasure(person, by="staff-1", at=clock.now)
    assert replay(lines, clock.now).erased == 1  # as on a database from before it

    said = text_of(signed_in("privacy-lead").get(ERASURES))

    assert "One erasure can still be undone" in said
    assert "Begun again after a restore" in said


def test_a_category_is_erased_on_a_page_of_its_own_and_can_be_undone(signed_in, wrote, clock):
    person = wrote()
    client = signed_in("privacy-lead")
    page = f"/console/people/{person}/data/interactions/erase"
    dates = dict(Record.objects.values_list("pk", "due_at"))
    assert page in client.get(f"/console/people/{person}").content.decode()
    said = text_of(client.get(page))
    assert "This erases all of “Correspondence” of one person" in said or "of one person" in said
    assert "One other record of this person" in said
    assert client.post(page, {}).status_code == 400
    assert not Erasure.objects.exists()

    came = client.post(page, {"reason": "mistake"}, follow=True)

    assert "Nobody can read it any more. Until 4 December, 10:00 it can be undone." in text_of(came)
    undo = f"{ERASURES}{person}/undo/interactions"
    assert undo in came.content.decode()
    assert "One erasure can still be undone" in text_of(came)
    assert page not in client.get(f"/console/people/{person}").content.decode()
    assert client.get(page).status_code == 404
    assert run_sweep(clock.now, pause=0, force=True).records == 0

    assert "back" in text_of(client.get(undo))
    assert "Undone. Everything is as it was." in text_of(client.post(undo, follow=True))
    assert dict(Record.objects.values_list("pk", "due_at")) == dates
    assert client.get(undo).status_code == 404


def test_a_category_that_nobody_brings_back_is_gone(signed_in, wrote, clock, settings):
    from honour.register.finishing import finish_erasures

    person = wrote()
    client = signed_in("privacy-lead")
    client.post(f"/console/people/{person}/data/contact/erase", {"reason": "request"})
    assert finish_erasures(clock.now + dt.timedelta(hours=25)) == 1
    assert Record.objects.count() == 1
    assert Erasure.objects.get().step == Erasure.Step.CONFIRMED

    settings.HONOUR_COOLING_OFF = 0
    came = client.post(f"/console/people/{person}/data/interactions/erase", {"reason": "request"}, follow=True)
    assert "it goes now" in text_of(came)


def test_a_page_that_erases_names_the_hold_that_keeps_it_and_erases_nothing(signed_in, wrote, clock):
    person = wrote()
    held(person, clock.now)
    client = signed_in("privacy-lead")
    number = Record.objects.first().pk
    for page in (f"/console/people/{person}/data/contact/erase", f"/console/people/{person}/records/{number}/erase"):
        assert "Claim 2026/17" in text_of(client.get(page))
        client.post(page, {"reason": "request"})
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("role", ["support", "auditor"])
def test_only_the_role_for_it_erases_a_category(signed_in, wrote, role):
    person = wrote()
    client = signed_in(role)
    assert client.post(f"/console/people/{person}/data/contact/erase", {"reason": "request"}).status_code == 403
    assert client.post(f"{ERASURES}{person}/undo/contact").status_code == 403
    assert not Erasure.objects.exists()


def test_when_its_time_is_over_it_cannot(signed_in, wrote, clock):
    from honour.register.finishing import finish_erasures

    person = wrote()
    client = signed_in("privacy-lead")
    client.post(f"/console/people/{person}/erase", {"reason": "mistake"})
    assert finish_erasures(clock.now) == 0
    clock.go_on(hours=4)
    assert finish_erasures(clock.now + dt.timedelta(hours=20)) == 1
    clock.go_on(hours=20.1)
    assert not Record.objects.exists()
    client = signed_in_again(client)
    assert client.post(f"{ERASURES}{person}/undo").status_code == 404


def signed_in_again(client):
    from tests.web.conftest import PASSWORD

    client.post("/console/sign-in", {"email": "privacy-lead@fellside.example", "password": PASSWORD})
    return client


def test_the_lead_sees_what_waits_for_nothing_recorded_whose_it_is_and_how_to_record_it(signed_in, wrote, now):
    person = wrote()
    bits = versions().clauses.bits("purposes", ["registrations"])
    Record.objects.update(purposes=bits, due_at=None, lapse_at=None, ends=None)
    client, page = signed_in("privacy-lead"), f"{CALENDAR}waiting"

    said = text_of(client.get(CALENDAR))
    assert "wait for something that has not happened" in said or "waits for something" in said
    assert "of 1 nobody has recorded what that is" in said
    came = client.get(page)
    assert "Nobody can know when one record goes" in text_of(came)
    assert "The day of the event" in text_of(came)
    assert '<a href="/console/matters/new/event">Record an event</a>' in came.content.decode()
    assert person in text_of(client.get(f"{page}/event-held/contact"))
    assert client.get(f"{page}/collected/contact").status_code == 404

    event = start_matter(Matter.Kind.EVENT, "E-1", by="staff-1", at=now)
    involve(event, [person], by="staff-1", at=now)
    assert "Every record has a day on which it goes, or the event it waits for" in text_of(client.get(page))


def test_the_auditor_sees_what_waits_and_is_offered_nothing_to_do(signed_in, wrote):
    person = wrote()
    bits = versions().clauses.bits("purposes", ["registrations"])
    Record.objects.update(purposes=bits, due_at=None, lapse_at=None, ends=None)
    client, page = signed_in("auditor"), f"{CALENDAR}waiting"
    assert "matters/new" not in client.get(page).content.decode()
    assert f"/console/people/{person}" not in client.get(f"{page}/event-held/contact").content.decode()
