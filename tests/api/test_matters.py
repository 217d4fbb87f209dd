"""Other systems say when things begin and end, with a token that may; the dates of data follow at once."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.dealings.companies.keeping import Said, keep_company
from honour.dealings.companies.tying import tie
from honour.dealings.matters.kinds import last_moment
from honour.dealings.models import Matter, Tie
from honour.evidence.models import Entry
from honour.register.models import Record, TriggerTie
from honour.register.versions import versions
from tests.api.test_people_and_preferences import call

pytestmark = pytest.mark.promise("S23")
SERVICE = {"kind": "service", "reference": "S-1", "what": "Invoices", "began_on": "2026-12-01"}


@pytest.fixture
def customer(person):
    """Somebody whose data we keep for six years after the end of their contract."""
    bits = versions().clauses.bits("purposes", ["services"])
    Record.objects.update(purposes=bits, due_at=None, lapse_at=None, ends=None)
    return person


def dues():
    return set(Record.objects.values_list("due_at", flat=True))


def test_a_service_is_recorded_ended_and_reopened_and_the_dates_follow(client, customer, token):
    secret = token("matters")
    said = call(client, secret, "matters", {**SERVICE, "people": [customer]}).json()
    where = f"matters/{said['id']}"
    assert (said["kind"], said["people"], said["began_on"], "ended_on" in said) == ("service", 1, "2026-12-01", False)
    assert call(client, secret, where).json() == said
    assert call(client, secret, "matters?reference=S-1").json() == said

    ended = [call(client, secret, f"{where}/end", {"ended_on": "2026-12-09"}).json() for _ in range(2)]
    assert ended[0] == said | {"ended_on": "2026-12-09", "moved": Record.objects.count(), "going": 0}
    assert {**ended[1], "moved": 0} == {**ended[0], "moved": 0}
    assert dues() == {last_moment(dt.date(2032, 12, 9))}
    again = call(client, secret, f"{where}/reopen", {}).json()
    assert again == said | {"moved": Record.objects.count(), "going": 0}
    assert dues() == {None}
    kinds = list(Entry.objects.filter(kind__startswith="matter:").order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "matter:started", "matter:involved", "matter:ended", "matter:ended", "matter:reopened"
    ]  # fmt: skip


def test_it_says_how_many_records_go_in_the_night(client, customer, token):
    said = {**SERVICE, "began_on": "2015-01-01", "ended_on": "2019-03-01", "people": [customer]}
    assert call(client, token("matters"), "matters", said).json()["past_their_date"] == Record.objects.count() > 0


def test_it_says_what_an_end_would_move_and_let_go_before_it_is_made(client, customer, token):
    secret = token("matters")
    said = call(client, secret, "matters", {**SERVICE, "began_on": "2015-01-01", "people": [customer]}).json()
    end, records = {"ended_on": "2019-03-01"}, Record.objects.count()

    looked = call(client, secret, f"matters/{said['id']}/end", {**end, "only_look": True}).json()

    assert looked == said | {"moved": records, "going": records}
    assert (Matter.objects.get().ended_at, dues()) == (None, {None})
    assert not Entry.objects.filter(kind="matter:ended").exists()
    ended = call(client, secret, f"matters/{said['id']}/end", end).json()
    assert ended == looked | {"ended_on": "2019-03-01", "past_their_date": records}


def test_a_matter_for_a_company_takes_its_people(client, customer, token, now):
    company = keep_company(Said(name="Holt & Daughters", number="01234567"), by="staff-1", at=now)
    tie(customer, company, Tie.Kind.WORKS_FOR, by="staff-1", at=now)
    said = call(client, token("matters"), "matters", {**SERVICE, "company": "0123 4567"}).json()
    assert (said["company"], said["people"]) == ("01234567", 1)
    came = call(client, token("matters"), "matters", {**SERVICE, "reference": "S-2", "company": "9"})
    assert (came.status_code, "No company" in came.json()["error"]) == (422, True)


def test_one_record_waits_alone_and_with_one_person_only(client, customer, token):
    secret = token("matters")
    matter = call(client, secret, "matters", {**SERVICE, "ended_on": "2026-12-09"}).json()["id"]
    record = Record.objects.order_by("pk").first().pk
    asked = {"people": [customer], "record": record}
    assert call(client, secret, f"matters/{matter}/people", asked).json()["people"] == 1
    assert TriggerTie.objects.get().record == record
    assert [row.pk for row in Record.objects.exclude(due_at=None)] == [record]
    assert call(client, secret, f"matters/{matter}/people", asked | {"record": record + 99}).status_code == 404
    assert call(client, secret, f"matters/{matter}/people", asked | {"people": [customer, "a" * 20]}).status_code == 422


def test_what_cannot_be_is_refused_and_nothing_is_kept(client, customer, token):
    secret = token("matters")
    call(client, secret, "matters", SERVICE)
    refused = [
        (409, SERVICE),
        (404, {**SERVICE, "reference": "S-2", "people": ["a" * 20]}),
        (422, {**SERVICE, "reference": "S-2", "ended_on": "2026-11-01"}),
        (422, {**SERVICE, "reference": "S-2", "ended_on": "9999-12-31"}),
        (422, {**SERVICE, "reference": "S-2", "what": "for asha@canary.example"}),
        (422, {**SERVICE, "reference": "S-2", "kind": "wish"}),
        (422, {**SERVICE, "reference": " "}),
        (422, {**SERVICE, "reference": "S-\u202e2"}),
        (422, {**SERVICE, "reference": "S-2", "what": "a service\u2066 for us"}),
        *((422, {**SERVICE, "reference": "S-2", "ended_on": day}) for day in (0, "0", 86400, "20261209", "2026-02-30")),
    ]
    for status, body in refused:
        assert call(client, secret, "matters", body).status_code == status, body
    assert call(client, secret, "matters/99").status_code == 404
    assert (Matter.objects.count(), TriggerTie.objects.count()) == (1, 0)


@pytest.mark.parametrize("day", [0, "0", False, "1970-01-01T00:00:00"])
def test_a_day_is_written_as_one_and_a_nought_lets_nothing_go(client, customer, token, day):
    secret = token("matters")
    matter = call(client, secret, "matters", SERVICE).json()["id"]
    came = call(client, secret, f"matters/{matter}/end", {"ended_on": day})
    assert came.status_code == 422
    said = {"error": "Write a day as year, month, day, such as 2026-12-01.", "field": "ended_on"}
    assert came.json() == said
    assert Matter.objects.get().ended_at is None


@pytest.mark.parametrize("path", ["matters", "matters/1/end", "matters/1/reopen", "matters/1/people"])
def test_a_token_without_the_scope_is_refused(client, customer, token, path):
    call(client, token("matters"), "matters", SERVICE)
    for secret, status in ((token("people", "stops", "preferences", services={"use"}), 403), ("hon_nothing", 401)):
        came = call(client, secret, path, {"ended_on": "2026-12-09"})
        assert came.status_code == status
    assert call(client, token("people"), "matters?reference=S-1").status_code == 403
    assert call(client, token("people"), "matters/1").status_code == 403
    assert Matter.objects.get().ended_at is None
