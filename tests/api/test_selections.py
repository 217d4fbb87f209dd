"""A system that works through many takes whom the gate lets it, and that is on the ledger."""

from __future__ import annotations

import json

import pytest

from honour.evidence.models import Entry, Payload
from honour.register.collecting import collect
from honour.register.deciding import decide
from honour.register.erasing import erase_person
from honour.register.keeping import correct
from honour.register.models import Permission, Record, Subject
from tests.register.conftest import NEW, SUPPORT, answers

ADDRESS = "/api/v1/selections"


def call(client, secret, **wanted):
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    came = client.post(ADDRESS, json.dumps({"action": "use", **wanted}), "application/json", **headers)
    lines = [json.loads(line) for line in b"".join(came.streaming_content).splitlines()] if came.streaming else []
    return came, lines


@pytest.fixture
def others(person, now):
    """Four more who wrote; gives everybody's ids, the first who wrote first."""
    for number in range(4):
        collect("get-in-touch", answers(f"p{number}@canary.example"), version=NEW, submission=f"s{number}", at=now)
    return list(Subject.objects.order_by("pk").values_list("public_id", flat=True))


def share_address(now, contact):
    """Write somebody down with an address and correct it to one that another has: gives their id."""
    collect("get-in-touch", answers("alone@canary.example"), version=NEW, submission="alone", at=now)
    other = Subject.objects.order_by("pk").last().public_id
    record = Record.objects.get(subject__public_id=other, identifiers__kind="email")
    correct(SUPPORT, other, record.pk, contact, at=now)
    return other


def test_it_says_how_many_then_each_record_then_that_this_was_all(client, others, token):
    came, (first, *records, last) = call(client, token("selections", enquiries={"use"}), purpose="enquiries")
    assert (came.status_code, came["Content-Type"]) == (200, "application/x-ndjson")
    assert (first["people"], first["records"], first["purpose"]) == (5, len(records), "enquiries")
    assert last == {"end": True, "unreadable": []}
    assert {each["person"] for each in records} == set(others)
    contact = next(each for each in records if each["person"] == others[0] and each["category"] == "contact")
    assert contact["value"]["email"] == answers()["email"]


def test_one_entry_names_everybody_and_no_value(client, others, token):
    _, (first, *_) = call(client, token("selections", enquiries={"use"}), purpose="enquiries", categories=["contact"])
    entry = Entry.objects.get(pk=first["entry"])
    said = Payload.objects.get(entry=entry).content
    assert entry.kind == "person:selected"
    assert (json.loads(said)["people"], json.loads(said)["categories"]) == (5, ["contact"])
    assert json.loads(said)["by"].startswith("token-")
    assert "canary" not in said


def test_who_stopped_who_was_erased_and_whose_record_does_not_open_is_not_in_it(client, others, token, now):
    decide(others[1], Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    erase_person(others[2], reason="request", asked_by="staff-1", at=now)
    broken = Record.objects.filter(subject__public_id=others[3]).order_by("pk").first()
    Record.objects.filter(pk=broken.pk).update(value=b"\0" * 60)
    secret = token("selections", marketing={"contact"}, enquiries={"use"})
    _, marketing = call(client, secret, purpose="marketing", action="contact", channel="telephone")
    assert {others[1], others[2]}.isdisjoint(each.get("person") for each in marketing)
    _, enquiries = call(client, secret, purpose="enquiries")
    people = {each["person"] for each in enquiries if "person" in each}
    assert others[1] in people
    assert others[2] not in people
    assert enquiries[-1]["unreadable"] == [str(broken.pk)]


@pytest.mark.promise("S21")
def test_an_address_that_one_of_two_who_share_it_stopped_is_given_out_for_marketing_no_more(client, person, token, now):
    """The other did not stop: a letter reaches them alone, and services go on."""
    shared = {"name": "Ravi Patel-Canary", "email": answers()["email"]}
    other = share_address(now, shared)
    decide(person, Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    secret = token("selections", marketing={"contact"}, enquiries={"use"})

    def given(**wanted):
        _, (_, *records, _) = call(client, secret, categories=["contact"], **wanted)
        return {each["person"] for each in records}

    assert other not in given(purpose="marketing", action="contact", channel="email")
    assert other in given(purpose="marketing", action="contact", channel="post")
    assert other in given(purpose="enquiries")
    asked = {"action": "contact", "purpose": "marketing", "categories": ["contact"], "person": other}
    for channel, refused in (("email", True), ("post", False)):
        body = json.dumps(asked | {"channel": channel})
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        said = client.post("/api/v1/decisions", body, "application/json", **headers).json()
        assert (said["outcome"] == "refused") == refused


def test_who_stops_while_the_lines_are_written_is_left_out(client, others, token, monkeypatch, now):
    from honour.register import selection_rows

    monkeypatch.setattr(selection_rows, "BATCH", 1)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token('selections', marketing={'contact'})}"}
    body = {"action": "contact", "purpose": "marketing", "channel": "telephone"}
    came = client.post(ADDRESS, json.dumps(body), "application/json", **headers)
    lines = iter(came.streaming_content)
    people = json.loads(next(lines))["people"]
    assert people > 1
    first = json.loads(next(lines))["person"]
    for each in set(others) - {first}:
        decide(each, Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    assert {json.loads(line).get("person", first) for line in lines} == {first}


@pytest.mark.parametrize(
    ("scope", "grants", "words"),
    [
        ("people", {"enquiries": {"use"}}, "--scope selections"),
        ("selections", {"enquiries": {"contact"}}, "not granted to use for enquiries"),
        ("selections", {"marketing": {"use"}}, "not granted to use for enquiries"),
    ],
)
@pytest.mark.usefixtures("others")
def test_it_needs_the_scope_and_the_purpose_with_the_action(client, token, scope, grants, words):
    came, _ = call(client, token(scope, **grants), purpose="enquiries")
    assert came.status_code == 403
    assert words in came.json()["error"]
    assert not Entry.objects.filter(kind="person:selected").exists()


def test_without_a_token_nothing_is_selected(client, others):
    came, _ = call(client, "hon_nothing", purpose="enquiries")
    assert came.status_code == 401
