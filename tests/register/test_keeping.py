"""What staff write down about people: added on the notice's terms, put right without losing what stood there."""

import datetime as dt

import pytest

from honour.evidence.models import Payload
from honour.gate.question import Actor
from honour.register.browsing import MOST, browse
from honour.register.deciding import Kind, decide
from honour.register.due.moving import wrongly_dated
from honour.register.erasing import erase_person, erase_record
from honour.register.errors import AnswersRefusedError, CollectingRefusedError, UnknownRecordError
from honour.register.finding import find_people
from honour.register.keeping import correct, keep, keep_from_newcomer
from honour.register.models import Permission, Record, Subject
from honour.register.overview import overview
from honour.register.reading import read
from tests.register.conftest import SUPPORT

pytestmark = pytest.mark.django_db(transaction=True)
CALL = {"interactions": {"telephone-call": "Rang about canaries."}}


def calls(person, now, purpose="enquiries"):
    reading = read(SUPPORT, person, purpose, now, categories=frozenset({"interactions"}))
    return [record.value["telephone-call"] for record in reading.records if "telephone-call" in record.value]


@pytest.mark.promise("S10")
def test_a_call_is_kept_under_its_purpose_and_opens_for_it(wrote, now):
    person = wrote()
    kept = keep(SUPPORT, person, "enquiries", CALL, source="directly", at=now)
    assert calls(person, now) == ["Rang about canaries."]
    row = Record.objects.get(pk=kept.records["interactions"])
    assert b"canaries" not in bytes(row.value)
    said = Payload.objects.get(pk=kept.entry).content
    assert '"purpose":"enquiries"' in said
    assert "canaries" not in said


def test_nobody_writes_down_for_a_purpose_that_is_not_theirs(wrote, now):
    person = wrote()
    for actor in (Actor("staff-2", "staff", {}), Actor("staff-2", "staff", {"marketing": frozenset({"use"})})):
        with pytest.raises(CollectingRefusedError) as refused:
            keep(actor, person, "enquiries", CALL, source="directly", at=now)
        assert refused.value.reasons
    assert calls(person, now) == []


def test_what_the_notice_does_not_list_for_the_purpose_is_not_written_down(wrote, now):
    person = wrote()
    with pytest.raises(CollectingRefusedError):
        keep(SUPPORT, person, "enquiries", {"payment": {"bank-account": "12345678"}}, source="directly", at=now)
    with pytest.raises(AnswersRefusedError):
        keep(SUPPORT, person, "enquiries", {"interactions": {"nothing-like-it": "x"}}, source="directly", at=now)
    with pytest.raises(AnswersRefusedError):
        keep(SUPPORT, person, "enquiries", {"interactions": {"telephone-call": "\x00"}}, source="directly", at=now)


@pytest.mark.promise("S10")
def test_a_correction_leaves_the_old_superseded(wrote, now):
    person = wrote()
    first = keep(SUPPORT, person, "enquiries", CALL, source="directly", at=now).records["interactions"]
    second = correct(SUPPORT, person, first, {"telephone-call": "Rang about herons."}, at=now).records["interactions"]
    assert calls(person, now) == ["Rang about herons."]
    old, new = Record.objects.get(pk=first), Record.objects.get(pk=second)
    assert old.superseded_by_id == second
    assert (old.purposes, old.source, old.version, old.due_at) == (new.purposes, new.source, new.version, new.due_at)
    with pytest.raises(UnknownRecordError, match="since you opened it"):
        correct(SUPPORT, person, first, {"telephone-call": "Too late."}, at=now)
    erase_record(person, second, reason="mistake", asked_by="staff-1", at=now)
    assert not Record.objects.filter(pk__in=(first, second)).exists()


@pytest.mark.promise("S08")
def test_who_rings_is_found_by_address_or_made_and_found_again(wrote, now):
    person = wrote("asha.patel@canary.example")
    known = {"contact": {"email": "Asha.Patel@canary.example", "name": "Asha Patel"}, **CALL}
    kept, new = keep_from_newcomer(SUPPORT, "enquirer", "enquiries", known, source="directly", at=now)
    assert (kept.person, new) == (person, False)
    fresh = {"contact": {"email": "newcomer@canary.example", "telephone": "01632 960 222"}, **CALL}
    kept, new = keep_from_newcomer(SUPPORT, "enquirer", "enquiries", fresh, source="directly", at=now)
    assert new
    assert find_people("telephone", "01632960222", actor=SUPPORT, at=now).people == (kept.person,)
    assert Subject.objects.get(public_id=kept.person).informed == 0


@pytest.mark.promise("S21")
def test_who_rings_after_a_stop_and_an_erasure_is_still_on_the_do_not_contact_list(wrote, now):
    gone = wrote()
    decide(gone, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    erase_person(gone, reason="request", asked_by="staff-1", at=now)
    fresh = {"contact": {"email": "asha.patel@canary.example", "name": "Asha Patel"}, **CALL}
    kept, new = keep_from_newcomer(SUPPORT, "enquirer", "enquiries", fresh, source="directly", at=now)
    assert new
    back = overview(kept.person)
    assert back.marketing_objection
    assert [(each.how, each.recorded_by) for each in back.decisions] == [("do-not-contact list", "staff-1")]


@pytest.mark.promise("S21")
def test_an_address_on_the_do_not_contact_list_stops_whoever_puts_theirs_right_to_it(wrote, now):
    gone = wrote("first@canary.example", telephone="01632 960 333")
    decide(gone, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    person = wrote("second@canary.example")
    (record,) = Record.objects.filter(identifiers__kind="email", subject__public_id=person)
    right = {"name": "Asha", "email": "third@canary.example", "telephone": "01632 960 111"}
    kept = correct(SUPPORT, person, record.pk, right, at=now)
    assert not overview(person).marketing_objection
    correct(SUPPORT, person, kept.records["contact"], {**right, "email": "First@canary.example"}, at=now)
    assert overview(person).marketing_objection


def test_who_puts_their_name_right_is_not_stopped_by_a_colleague_with_the_same_number(wrote, now):
    person, colleague = wrote("first@canary.example"), wrote("second@canary.example")
    decide(colleague, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    (record,) = Record.objects.filter(identifiers__kind="email", subject__public_id=person)
    right = {"name": "Asha Patel", "email": "first@canary.example", "telephone": "01632 960 111"}
    correct(SUPPORT, person, record.pk, right, at=now)
    assert not overview(person).marketing_objection


@pytest.mark.promise("S23")
def test_what_was_given_before_is_kept_from_a_call_that_staff_write_down_too(wrote, now):
    wrote("asha.patel@canary.example")
    before = list(Record.objects.order_by("pk").values_list("due_at", flat=True))
    rang = now + dt.timedelta(days=100)
    known = {"contact": {"email": "asha.patel@canary.example"}, **CALL}

    keep_from_newcomer(
        SUPPORT, "enquirer", "enquiries", known, source="directly", at=rang + dt.timedelta(days=3), taken_at=rang
    )

    assert wrongly_dated(rang) == []
    after = list(Record.objects.order_by("pk").values_list("due_at", flat=True)[: len(before)])
    assert any(before)
    assert all(new > old for new, old in zip(after, before, strict=True) if old)


def test_a_page_of_people_opens_under_a_purpose_with_one_entry(wrote, now):
    people = [wrote(f"person{n}@canary.example") for n in range(3)]
    decide(people[2], Kind.RESTRICTION, at=now, how="letter", recorded_by="staff-1")
    seen = browse(SUPPORT, people, "enquiries", now, categories=frozenset({"contact"}))
    assert {person: [record.value["email"] for record in records] for person, records in seen.records.items()} == {
        people[0]: ["person0@canary.example"],
        people[1]: ["person1@canary.example"],
    }
    assert seen.withheld == {people[2]}
    said = Payload.objects.get(pk=seen.entry).content
    assert '"people":2' in said
    assert '"categories":["contact"]' in said
    nothing = browse(Actor("staff-9", "staff", {}), people, "enquiries", now)
    assert nothing.records == {}
    with pytest.raises(ValueError, match="at most"):
        browse(SUPPORT, ["x"] * (MOST + 1), "enquiries", now)


@pytest.mark.parametrize("source", ["directly", "our-work"])
@pytest.mark.parametrize("days", [-3, 0, 3])
def test_what_is_written_down_is_dated_as_the_notice_says_whoever_it_came_from(wrote, now, source, days):
    person, later = wrote(), now + dt.timedelta(days=5)
    taken = now + dt.timedelta(days=days)
    keep(SUPPORT, person, "enquiries", CALL, source=source, at=later, taken_at=taken)
    assert wrongly_dated(later) == []
