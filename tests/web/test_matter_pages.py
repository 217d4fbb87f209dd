"""Staff record what the notice's periods run from: start it, say whose data wait for it, end it, reopen a wrong end."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from honour.dealings.companies.keeping import Said, keep_company
from honour.dealings.companies.tying import tie
from honour.dealings.matters import involve, start_matter, waiting_people
from honour.dealings.matters.kinds import last_moment
from honour.dealings.models import Company, Matter, Tie
from honour.evidence.models import Entry
from honour.register.models import Record, TriggerTie
from honour.register.versions import versions

pytestmark = pytest.mark.promise("S23")
MATTERS, NEW = "/console/matters/", "/console/matters/new/"
YEAR = dt.timedelta(days=366)


def text_of(came):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", came.content.decode()))


@pytest.fixture
def kept_for(wrote):
    """Somebody whose data we keep for one purpose."""

    def make(purpose, email="asha.patel@canary.example"):
        person = wrote(email)
        bits = versions().clauses.bits("purposes", [purpose])
        Record.objects.filter(subject__public_id=person).update(purposes=bits, due_at=None, lapse_at=None, ends=None)
        return person

    return make


def due(person):
    return set(Record.objects.filter(subject__public_id=person).values_list("due_at", flat=True))


@pytest.mark.parametrize("role", ["support", "finance", "marketing", "privacy-lead"])
def test_a_service_from_its_start_for_a_person_to_its_end_and_back(signed_in, kept_for, role):
    person = kept_for("services")
    client = signed_in(role)
    assert "None recorded." in text_of(client.get(f"/console/people/{person}"))

    kinds = client.get(f"{NEW}?person={person}")
    assert f"{NEW}service?person={person}" in kinds.content.decode()
    form = client.get(f"{NEW}service?person={person}")
    assert f'name="person" value="{person}"' in form.content.decode()
    said = {"reference": "S-1", "what": "Invoices for a year", "began": "2026-12-01", "person": person}
    came = client.post(f"{NEW}service", said, follow=True)

    row = Matter.objects.get()
    assert "Service S-1 runs" in text_of(came)
    assert person in text_of(came)
    assert due(person) == {None}
    came = client.post(f"{MATTERS}{row.pk}/end", {"ended": "2026-12-09"}, follow=True)
    assert "Service S-1 ended 9 December 2026" in text_of(came)
    assert due(person) == {last_moment(dt.date(2032, 12, 9))}
    assert "Service S-1 ended 9 December 2026." in text_of(client.get(f"/console/people/{person}"))
    assert "Ended 9 December 2026" in text_of(client.get(MATTERS))
    assert "cannot end before it began" in text_of(client.post(f"{MATTERS}{row.pk}/end", {"ended": "2026-11-01"}))

    assert "has no date then" in text_of(client.get(f"{MATTERS}{row.pk}/reopen"))
    assert "runs again" in text_of(client.post(f"{MATTERS}{row.pk}/reopen", follow=True))
    assert due(person) == {None}
    kinds = ["matter:started", "matter:involved", "matter:ended", "matter:reopened"]
    assert [each.kind for each in Entry.objects.filter(kind__startswith="matter:").order_by("pk")] == kinds


def test_what_cannot_be_printed_is_no_number_and_no_name(signed_in, fellside, now):
    client = signed_in("privacy-lead")
    for where, field in (("matters/new/service", "reference"), ("companies/new", "name")):
        came = client.post(f"/console/{where}", {field: "FS\x07-1", "began": "2026-12-01"})
        assert came.status_code == 400
        assert "This has characters that cannot be printed" in text_of(came)
    assert not Matter.objects.exists()
    assert not Company.objects.exists()


def test_the_auditor_sees_neither_matters_nor_a_way_to_end_one(signed_in, fellside, now):
    row = start_matter(Matter.Kind.SERVICE, "S-1", by="staff-1", at=now)
    client = signed_in("auditor")
    for page in (MATTERS, NEW, f"{NEW}service", f"{MATTERS}{row.pk}", f"{MATTERS}{row.pk}/end"):
        assert client.get(page).status_code == 403, page
    assert client.post(f"{MATTERS}{row.pk}/end", {"ended": "2026-12-09"}).status_code == 403
    assert Matter.objects.get().ended_at is None


def test_an_end_that_lets_data_go_at_once_is_asked_about_first(signed_in, kept_for, now):
    person = kept_for("services")
    row = start_matter(Matter.Kind.SERVICE, "S-1", by="staff-1", at=now, started_at=now - 12 * YEAR)
    involve(row, [person], by="staff-1", at=now)
    client = signed_in("support")

    came = client.post(f"{MATTERS}{row.pk}/end", {"ended": "2019-03-01"})

    assert came.status_code == 400
    records = Record.objects.count()
    assert f"{records} records are past their date then" in text_of(came)
    assert (due(person), Matter.objects.get().ended_at) == ({None}, None)
    assert client.post(f"{MATTERS}{row.pk}/end", {"ended": "2019-03-01", "sure": "on"}).status_code == 302
    assert due(person) == {last_moment(dt.date(2025, 3, 1))}


def test_a_company_is_chosen_and_its_people_wait(signed_in, kept_for, now):
    person = kept_for("services")
    company = keep_company(Said(name="Holt & Daughters", number="01234567"), by="staff-1", at=now)
    tie(person, company, Tie.Kind.WORKS_FOR, by="staff-1", at=now)
    client = signed_in("support")
    page = f"/console/companies/{company.public_id}"
    assert f"{NEW}?company={company.public_id}" in client.get(page).content.decode()
    assert "Holt &amp; Daughters" in client.get(f"{NEW}project?company={company.public_id}").content.decode()

    client.post(f"{NEW}project", {"reference": "P-1", "began": "2026-12-01", "company": company.pk})

    assert list(waiting_people(Matter.objects.get()).values_list("public_id", flat=True)) == [person]
    assert "Project P-1 : runs" in text_of(client.get(page))


def test_an_event_gets_its_bookings_by_their_days(signed_in, kept_for, clock):
    booked = [kept_for("registrations", f"{name}@canary.example") for name in ("asha", "tom")]
    client = signed_in("marketing")
    client.post(f"{NEW}event", {"reference": "E-1", "what": "Autumn open day", "ended": "2026-12-09"})
    row = Matter.objects.get()

    came = client.post(f"{MATTERS}{row.pk}/waits", {"since": "2026-12-03", "until": "2026-12-02"})
    assert "lies before the first" in text_of(came)
    came = client.post(f"{MATTERS}{row.pk}/waits", {"since": "2026-12-01", "until": "2026-12-31"}, follow=True)

    assert "2 records wait now for it." in text_of(came)
    assert "Event E-1 held 9 December 2026" in text_of(came)
    contact = versions().clauses.number("categories", "contact")
    assert {one.due_at for one in Record.objects.filter(category=contact)} == {last_moment(dt.date(2027, 12, 9))}
    assert len(booked) == waiting_people(row).count()
    assert "No record came then" in text_of(
        client.post(f"{MATTERS}{row.pk}/waits", {"since": "2026-12-01", "until": "2026-12-31"}, follow=True)
    )


def test_an_accounting_period_asks_for_no_person(signed_in, kept_for):
    kept_for("record-keeping")
    client = signed_in("finance")
    assert 'name="person"' not in client.get(f"{NEW}accounting-period").content.decode()
    client.post(f"{NEW}accounting-period", {"reference": "2026/27", "began": "2026-04-01", "ended": "2027-03-31"})
    contact = versions().clauses.number("categories", "contact")
    assert Record.objects.get(category=contact).due_at == last_moment(dt.date(2033, 3, 31))


def test_one_record_of_a_person_is_tied_and_let_go_again(signed_in, kept_for, now):
    person = kept_for("fraud-investigation")
    case = start_matter(Matter.Kind.CASE, "C-1", by="staff-1", at=now)
    record = Record.objects.filter(subject__public_id=person).order_by("pk").first()
    client, page = signed_in("support"), f"/console/people/{person}/matters"

    assert client.post(page, {"matter": case.pk, "record": record.pk + 999}).status_code == 400
    assert client.post(page, {"matter": case.pk, "record": record.pk}).status_code == 302
    assert TriggerTie.objects.get().record == record.pk
    came = client.post(page, {"end": case.pk}, follow=True)
    assert "do not wait for it any more" in text_of(came)
    assert not TriggerTie.objects.exists()


def test_what_is_missing_or_mistaken_is_said_at_the_field(signed_in, fellside, now):
    start_matter(Matter.Kind.SERVICE, "S-1", by="staff-1", at=now)
    client = signed_in("support")
    came = client.post(f"{NEW}service", {"reference": "S-1", "began": "soon"})
    assert "Enter a date as year, month, day" in text_of(came)
    came = client.post(f"{NEW}service", {"reference": "S-1", "began": "2026-12-01"})
    assert (came.status_code, "has this number already" in text_of(came)) == (400, True)
    assert client.get(f"{NEW}wish").status_code == 404
    assert client.get(f"{NEW}service?person=nobody").status_code == 404
    assert Matter.objects.count() == 1


def test_the_list_says_how_many_are_open_and_is_narrowed(signed_in, fellside, now):
    client = signed_in("support")
    assert "No matter is recorded yet" in text_of(client.get(MATTERS))
    start_matter(Matter.Kind.SERVICE, "S-1", what="Invoices", by="staff-1", at=now)
    start_matter(Matter.Kind.PROJECT, "P-1", by="staff-1", at=now, ended_at=now)
    assert "One matter is open, of 2 in all" in text_of(client.get(MATTERS))
    for asked, shown, hidden in (
        ("kind=project", "P-1", "S-1"),
        ("state=open", "S-1", "P-1"),
        ("words=invo", "S-1", "P-1"),
    ):
        said = text_of(client.get(f"{MATTERS}?{asked}"))
        assert (shown in said, hidden in said) == (True, False), asked
