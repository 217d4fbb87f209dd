"""A person's data are read for a purpose or not at all, and each use is on the ledger before its values leave."""

import datetime as dt
import json

import pytest
from django.db import transaction

from honour.evidence import entries
from honour.evidence.models import Entry, Payload
from honour.gate.question import Actor
from honour.keyring import KeyWrongError, make_keys
from honour.register.deciding import decide
from honour.register.models import DataKey, Permission, Record, Subject
from honour.register.modes import set_mode
from honour.register.reading import read
from tests.register.conftest import NEW, OLD, SUPPORT


def values(reading):
    return {record.category: dict(record.value) for record in reading.records}


def said(reading):
    return json.loads(Payload.objects.get(entry_id=reading.entry).content)


@pytest.mark.promise("S16")
def test_data_are_read_for_the_purpose_they_were_given_for(wrote, now):
    reading = read(SUPPORT, wrote(), "enquiries", now)
    assert reading.outcome == "allowed"
    assert values(reading)["contact"]["name"] == "Asha Patel-Canary"
    assert values(reading)["interactions"] == {"message": "Please send a price for canaries."}
    assert {record.source for record in reading.records} == {"website-forms"}
    assert {record.version for record in reading.records} == {NEW}
    assert {record.collected_at for record in reading.records} == {now}


def test_the_use_is_on_the_ledger_with_who_what_and_what_for_and_no_value(wrote, now):
    person = wrote()
    reading = read(SUPPORT, person, "enquiries", now, categories=frozenset({"contact"}))
    payload = said(reading)
    assert Entry.objects.get(pk=reading.entry).kind == "person:read"
    assert Payload.objects.get(entry_id=reading.entry).subject == Subject.objects.get(public_id=person).pk
    assert (payload["by"], payload["purpose"], payload["version"]) == ("staff-1", "enquiries", NEW)
    assert payload["categories"] == ["contact"]
    assert payload["records"] == [record.id for record in reading.records]
    assert list(payload["refused"]) == ["not-asked-for"]
    assert "canary" not in Payload.objects.get(entry_id=reading.entry).content.lower()


def test_a_purpose_the_reader_was_not_granted_gives_nothing_and_the_refusal_is_on_the_ledger(wrote, now):
    reading = read(SUPPORT, wrote(), "payments", now)
    assert (reading.outcome, reading.records) == ("refused", ())
    assert {reason.code for reason in reading.reasons} == {"purpose-not-granted"}
    assert Entry.objects.get(pk=reading.entry).kind == "person:refused"
    assert "purpose-not-granted" in said(reading)["refused"]


def test_a_purpose_that_does_not_exist_is_refused(wrote, now):
    reading = read(SUPPORT, wrote(), "lottery", now)
    assert reading.outcome == "refused"
    assert reading.reasons[0].code == "purpose-unknown"


def test_nobody_is_read_as_nobody(published, now):
    reading = read(SUPPORT, "a" * 20, "enquiries", now)
    assert (reading.outcome, reading.records, reading.withheld) == ("refused", (), ())
    assert Payload.objects.get(entry_id=reading.entry).subject is None


def test_data_taken_under_a_notice_without_a_basis_stay_closed(wrote, now):
    reading = read(SUPPORT, wrote(version=OLD), "enquiries", now)
    assert reading.outcome == "refused"
    assert {reason.code for record in reading.withheld for reason in record.reasons} >= {"basis-blank"}


def test_an_observed_purpose_lets_pass_and_writes_down_what_it_would_have_refused(wrote, now):
    person = wrote(version=OLD)
    set_mode("enquiries", observed=True, actor="lead", at=now)
    reading = read(SUPPORT, person, "enquiries", now)
    assert reading.outcome == "allowed"
    assert all(record.observed for record in reading.records)
    assert said(reading)["observed"] == [record.id for record in reading.records]
    set_mode("enquiries", observed=False, actor="lead", at=now + dt.timedelta(seconds=1))
    assert read(SUPPORT, person, "enquiries", now).outcome == "refused"


def test_an_objection_closes_marketing_and_nothing_else(wrote, now):
    person = wrote()
    assert read(SUPPORT, person, "marketing", now).outcome != "refused"
    decide(person, Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    reading = read(SUPPORT, person, "marketing", now)
    assert reading.outcome == "refused"
    assert "marketing-objected" in {reason.code for reason in reading.reasons}
    assert read(SUPPORT, person, "enquiries", now).outcome == "allowed"


def test_a_record_past_its_date_is_withheld(wrote, now):
    person = wrote()
    due = now + dt.timedelta(days=30)
    Record.objects.filter(subject__public_id=person).update(due_at=due)
    assert read(SUPPORT, person, "enquiries", due - dt.timedelta(seconds=1)).outcome == "allowed"
    late = read(SUPPORT, person, "enquiries", due)
    assert {reason.code for record in late.withheld for reason in record.reasons} == {"past-due"}


def test_one_record_with_a_broken_seal_is_withheld_and_the_others_are_read(wrote, now):
    person = wrote()
    record = Record.objects.filter(subject__public_id=person).first()
    changed = bytearray(bytes(record.value))
    changed[20] ^= 1
    Record.objects.filter(pk=record.pk).update(value=bytes(changed))
    reading = read(SUPPORT, person, "enquiries", now)
    assert reading.outcome == "partly"
    assert [(w.id, w.reasons[0].code) for w in reading.withheld] == [(record.pk, "value-unreadable")]


def test_a_value_moved_to_another_person_does_not_open(wrote, now):
    one, other = wrote(), wrote("bob@canary.example", telephone="01632 960 112")
    mine = Record.objects.filter(subject__public_id=one).first()
    theirs = Record.objects.get(subject__public_id=other, category=mine.category)
    Record.objects.filter(pk=theirs.pk).update(value=mine.value, key=mine.key)
    assert read(SUPPORT, other, "enquiries", now).outcome == "partly"


def test_a_record_said_to_be_under_another_notice_does_not_open(wrote, now, clauses):
    person = wrote()
    Record.objects.filter(subject__public_id=person).update(version=clauses.number("versions", OLD))
    Subject.objects.filter(public_id=person).update(informed=0)
    set_mode("enquiries", observed=True, actor="lead", at=now)
    reading = read(SUPPORT, person, "enquiries", now)
    assert {reason.code for record in reading.withheld for reason in record.reasons} == {"value-unreadable"}


def test_no_value_leaves_when_the_entry_cannot_be_written(wrote, now, monkeypatch):
    person = wrote()

    def full(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr(entries, "append", full)
    with pytest.raises(OSError, match="full"):
        read(SUPPORT, person, "enquiries", now)


@pytest.mark.django_db(transaction=True)
def test_values_never_leave_before_the_entry_is_committed(published, wrote, now):
    person = wrote()
    with pytest.raises(RuntimeError), transaction.atomic():
        read(SUPPORT, person, "enquiries", now)


def test_under_another_wrapping_key_nothing_is_read_or_written(wrote, now, home):
    person = wrote()
    before = Entry.objects.count()
    for file in (home / "keys").iterdir():
        file.unlink()
    (home / "keys").rmdir()
    make_keys(home / "keys", now)
    with pytest.raises(KeyWrongError):
        read(SUPPORT, person, "enquiries", now)
    with pytest.raises(KeyWrongError):
        wrote("other@canary.example")
    assert Entry.objects.count() == before


def test_a_disclosure_is_decided_and_recorded_as_one(wrote, now):
    actor = Actor("staff-2", "staff", {"enquiries": frozenset({"disclose"})})
    reading = read(actor, wrote(), "enquiries", now, action="disclose", recipient="nobody-declared")
    assert reading.outcome == "refused"
    assert said(reading)["recipient"] == "nobody-declared"


def test_a_restricted_person_is_read_for_a_legal_claim_only(wrote, now):
    person = wrote()
    decide(person, Permission.Kind.RESTRICTION, at=now, how="telephone", recorded_by="staff-1")
    assert read(SUPPORT, person, "enquiries", now).outcome == "refused"
    assert read(SUPPORT, person, "enquiries", now, grounds=frozenset({"legal-claim"})).outcome == "allowed"
    decide(person, Permission.Kind.RESTRICTION_LIFTED, at=now, how="telephone", recorded_by="staff-1")
    assert read(SUPPORT, person, "enquiries", now).outcome == "allowed"


def test_a_record_whose_key_is_being_destroyed_is_not_read(wrote, now):
    person = wrote()
    DataKey.objects.filter(subject__public_id=person).update(state=DataKey.State.DESTROYING)
    assert read(SUPPORT, person, "enquiries", now).records == ()


def test_a_reading_shows_no_values_when_it_is_printed_in_a_traceback(wrote, now):
    reading = read(SUPPORT, wrote(), "enquiries", now)
    assert "canary" not in repr(reading).lower()
