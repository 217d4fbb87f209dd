"""What is held about a person can be seen without a single value."""

import datetime as dt
import json

import pytest

from honour.evidence.models import Entry, Payload
from honour.register.deciding import decide
from honour.register.errors import UnknownPersonError
from honour.register.finding import find_anywhere, find_people
from honour.register.models import Permission, Record
from honour.register.overview import overview
from tests.register.conftest import NEW, SUPPORT


def test_an_overview_says_what_is_held_on_which_terms_and_shows_no_value(wrote, now):
    person = wrote()
    decide(person, Permission.Kind.OBJECTION, at=now, about="enquiries", how="mail", recorded_by="staff-1")
    seen = overview(person)
    assert "canary" not in repr(seen).lower()
    contact, interaction = seen.records
    assert (contact.category, contact.source, contact.version) == ("contact", "website-forms", NEW)
    assert contact.purposes == ("enquiries", "marketing")
    assert (contact.point, contact.collected_at, contact.origin) == ("get-in-touch", now, "provided")
    assert interaction.category == "interactions"
    assert seen.kind == "enquirer"
    assert seen.objections == {"enquiries"}
    assert seen.informed == {NEW}
    assert seen.identifiers == {"email": 1, "telephone": 1}
    assert [(each.kind, each.about, each.how) for each in seen.decisions] == [("objection", "enquiries", "mail")]


def test_somebody_unknown_has_no_overview(published):
    with pytest.raises(UnknownPersonError):
        overview("c" * 20)


def test_a_search_is_on_the_ledger_without_what_was_searched_for(wrote, now):
    wrote()
    found = find_people("email", "asha.patel@canary.example", actor=SUPPORT, at=now)
    payload = Payload.objects.get(entry_id=found.entry)
    assert Entry.objects.get(pk=found.entry).kind == "person:found"
    assert json.loads(payload.content) == {"by": "staff-1", "kind": "email", "found": 1}
    assert "canary" not in payload.content


def test_a_search_needs_no_kind(wrote, now):
    person = wrote()
    for value in ("asha.patel@canary.example", "01632 960111", " +441632960111 "):
        assert find_anywhere(value, actor=SUPPORT, at=now).people == (person,)
    assert find_anywhere("Asha", actor=SUPPORT, at=now).people == ()


def test_a_record_says_when_it_is_due_where_that_is_known(wrote, now, clauses):
    person = wrote()
    Record.objects.filter(subject__public_id=person).update(due_at=None)
    assert {record.due_at for record in overview(person).records} == {None}
    Record.objects.filter(subject__public_id=person).update(due_at=now + dt.timedelta(days=1))
    assert {record.due_at for record in overview(person).records} == {now + dt.timedelta(days=1)}
