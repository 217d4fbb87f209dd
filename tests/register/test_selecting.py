"""Many people's data are used by one question, decided by the database, named on the ledger by one entry."""

import datetime as dt
import json

import pytest
from pyroaring import BitMap

from honour.evidence.models import Entry, Payload
from honour.gate import Ask
from honour.register.counting import count_uses
from honour.register.deciding import decide
from honour.register.erasing import erase_person
from honour.register.models import Permission, Record, Subject
from honour.register.modes import set_mode
from honour.register.reading import read
from honour.register.selecting import select
from tests.register.conftest import OLD, SUPPORT

CONTACT = frozenset({"contact"})


@pytest.fixture
def crowd(wrote, now):
    """Seven people: one of them stopped marketing, one is restricted, one wrote under the old notice.

    The last is a prospect, to whom the notice in force sends no marketing.
    """
    people = [wrote(f"p{n}@canary.example", telephone=f"01632 960 20{n}") for n in range(6)]
    people.append(wrote("old@canary.example", telephone="01632 960 209", version=OLD))
    decide(people[1], Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    decide(people[2], Permission.Kind.RESTRICTION, at=now, how="mail", recorded_by="staff-1")
    return people


def test_everybody_allowed_is_selected_and_nobody_else(crowd, now):
    chosen = select(SUPPORT, "marketing", now, categories=CONTACT)
    opened = list(chosen.values())
    assert {person for person, _ in opened} == set(crowd) - {crowd[1], crowd[2], crowd[6]}
    assert (chosen.people, chosen.records) == (4, 4)
    assert {record.category for _, record in opened} == CONTACT
    assert {record.value["company"] for _, record in opened} == {"Canary Mills"}
    assert chosen.obligations == ()


def test_one_entry_names_everybody_in_a_bitmap(crowd, now):
    chosen = select(SUPPORT, "marketing", now, categories=CONTACT)
    payload = Payload.objects.get(entry_id=chosen.entry)
    numbers = Subject.objects.filter(public_id__in={person for person, _ in chosen.values()}).values_list(
        "pk", flat=True
    )
    assert BitMap.deserialize(bytes(payload.subjects)) == BitMap(numbers)
    assert json.loads(payload.content)["people"] == 4
    assert Entry.objects.filter(kind="person:selected").count() == 1
    assert "canary" not in payload.content


def test_selecting_and_reading_agree_about_each_person(crowd, now):
    for purpose in ("enquiries", "marketing", "services"):
        chosen = {(person, record.id) for person, record in select(SUPPORT, purpose, now).values()}
        one_by_one = {(person, record.id) for person in crowd for record in read(SUPPORT, person, purpose, now).records}
        assert chosen == one_by_one


def test_a_stop_made_after_the_entry_still_counts(crowd, now):
    chosen = select(SUPPORT, "marketing", now, categories=CONTACT)
    decide(crowd[0], Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="")
    erase_person(crowd[3], reason="request", asked_by="staff-1", at=now)
    assert {person for person, _ in chosen.values()} == {crowd[4], crowd[5]}


def test_nobody_is_handed_out_whom_the_entry_does_not_name(crowd, wrote, now):
    chosen = select(SUPPORT, "marketing", now, categories=CONTACT)
    decide(crowd[1], Permission.Kind.MARKETING_STOP_LIFTED, at=now, how="mail", recorded_by="staff-1")
    wrote("late@canary.example", telephone="01632 960 208")
    assert len(list(chosen.values())) == 4


def test_batches_leave_nobody_out(crowd, now, monkeypatch):
    from honour.register import selection_rows

    whole = list(select(SUPPORT, "enquiries", now).values())
    for size in (1, 2, 3):
        monkeypatch.setattr(selection_rows, "BATCH", size)
        assert list(select(SUPPORT, "enquiries", now).values()) == whole


def test_a_broken_seal_costs_one_record_and_is_named(crowd, now):
    record = Record.objects.filter(subject__public_id=crowd[4]).first()
    Record.objects.filter(pk=record.pk).update(value=b"x" * 60)
    chosen = select(SUPPORT, "enquiries", now)
    assert record.pk not in {opened.id for _, opened in chosen.values()}
    assert chosen.unreadable == [record.pk]


def test_a_purpose_not_granted_selects_nobody_and_says_so_on_the_ledger(crowd, now):
    chosen = select(SUPPORT, "payments", now)
    assert (chosen.people, list(chosen.values())) == (0, [])
    assert json.loads(Payload.objects.get(entry_id=chosen.entry).content)["people"] == 0


def test_an_observed_purpose_marks_what_enforcement_would_withhold(crowd, now):
    set_mode("enquiries", observed=True, actor="lead", at=now)
    observed = {person for person, record in select(SUPPORT, "enquiries", now).values() if record.observed}
    assert observed == {crowd[6]}


def test_what_would_be_refused_is_counted_by_reason_without_reading_anything(crowd, now):
    before = Entry.objects.count()
    counted = count_uses(Ask(SUPPORT, "use", "marketing", now))
    assert counted.allowed == len(list(select(SUPPORT, "marketing", now).values()))
    assert counted.allowed + counted.withheld == Record.objects.count()
    assert counted.refused["marketing-objected"] == 2
    assert counted.refused["restricted"] == 2
    assert Entry.objects.count() == before + 1


def test_replaced_records_are_neither_counted_nor_selected(crowd, wrote, now):
    wrote("p0@canary.example", telephone="01632 960 200", at=now + dt.timedelta(hours=1))
    first, second = Record.objects.filter(subject__public_id=crowd[0], category=category("contact")).order_by("pk")
    counted = count_uses(Ask(SUPPORT, "use", "enquiries", now))
    Record.objects.filter(pk=first.pk).update(superseded_by=second)
    assert count_uses(Ask(SUPPORT, "use", "enquiries", now)).allowed == counted.allowed - 1
    assert first.pk not in {record.id for _, record in select(SUPPORT, "enquiries", now).values()}


def category(name):
    from honour.register.versions import versions

    return versions().clauses.number("categories", name)
