"""The link in every message: it stops with one press, at once, whoever is still here, and nothing else changes."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.db import transaction

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.gate.question import Actor
from honour.keyring.installed import installed_keyring
from honour.keyring.rotation import begin_rotation
from honour.mailroom.addressing import address_of
from honour.mailroom.messages import stop_link_of
from honour.mailroom.models import Outgoing
from honour.mailroom.queued import Queued
from honour.outreach.masking import masked
from honour.outreach.sealed_links import seal_link
from honour.outreach.stop_links import STOP, read_stop_link, stop_token
from honour.register.collecting import collect
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.models import Collection, Identifier, Permission, Subject, Suppression
from honour.register.reading import read
from honour.register.stopping import address_stopped, stop_address
from honour.register.undoing import undo_erasure
from tests.web.conftest import FORM, NEW, answers

EMAIL = "asha.patel@canary.example"
MAIL = Actor("mailroom", "service", {p: frozenset({"contact"}) for p in ("marketing", "enquiries")})


def link(person, topic="similar-services"):
    return f"/u/{stop_token(person, EMAIL, topic)}"


def may(person, at, purpose="marketing", topic=None):
    asked = read(
        MAIL, person, purpose, at, action="contact", channel="email", topic=topic, categories=frozenset({"contact"})
    )
    return asked.outcome != "refused"


def decided(person):
    rows = Permission.objects.filter(subject__public_id=person).order_by("pk")
    return [(row.kind, row.how) for row in rows]


def undo_from(page):
    return re.search(r'name="undo" value="([^"]+)"', page.content.decode()).group(1)


@pytest.mark.promise("S21")
def test_the_page_shows_a_masked_address_and_both_ways_to_stop_alike(wrote, client):
    page = client.get(link(wrote())).content.decode()
    assert "a…l@c….example" in page
    assert "asha" not in page.lower()
    assert "canary" not in page.lower()
    buttons = re.findall(r'<button class="([^"]+)" name="what" value="(\w+)">', page)
    assert buttons == [("button", "topic"), ("button", "all")]
    assert "You’ll still get messages about services you use, such as invoices." in page


@pytest.mark.parametrize("address", [EMAIL, "a@b.example", "bo@x.co.uk", "ann@mail.fellside.example", "x@localhost"])
def test_a_masked_address_gives_little_away(address):
    shown = masked(address)
    assert "@" in shown
    local, _, host = address.partition("@")
    assert len(local) < 2 or local not in shown
    assert host.split(".")[0] not in shown or len(host.split(".")[0]) == 1


@pytest.mark.promise("S21")
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(wrote, client, method):
    person = wrote()
    assert getattr(client, method)(link(person)).status_code == 200
    assert decided(person) == []
    assert not list(installed_journal().read())


@pytest.mark.promise("S21")
def test_stopping_holds_at_once_and_can_be_undone(wrote, client, clock):
    person = wrote()
    page = client.post(link(person), {"what": "all"})
    assert "Done" in page.content.decode()
    assert "You’ll still get messages about services you use, such as invoices." in page.content.decode()
    assert not may(person, clock.now)
    assert may(person, clock.now, "enquiries")
    assert not client.cookies
    undone = client.post(f"{link(person)}/undo", {"undo": undo_from(page)})
    assert "as it was before" in undone.content.decode()
    assert may(person, clock.now)
    assert decided(person) == [("marketing-stop", "link"), ("marketing-stop-lifted", "undo")]
    assert not Suppression.objects.exists()


def test_one_topic_stops_and_the_others_do_not(wrote, client, clock):
    person = wrote()
    page = client.post(link(person), {"what": "topic"})
    assert "Stop all marketing" in page.content.decode()
    assert not may(person, clock.now, topic="similar-services")
    assert not Subject.objects.get(public_id=person).marketing_objection
    client.post(f"{link(person)}/undo", {"undo": undo_from(page)})
    assert may(person, clock.now, topic="similar-services")


def test_undoing_never_lifts_what_was_stopped_before(wrote, client, clock):
    person = wrote()
    first = client.post(link(person), {"what": "all"})
    again = client.post(link(person), {"what": "all"})
    assert 'name="undo"' not in again.content.decode()
    clock.go_on(hours=1)
    decide(person, Kind.MARKETING_STOP, at=clock.now, how="telephone", recorded_by="staff-1")
    late = client.post(f"{link(person)}/undo", {"undo": undo_from(first)})
    assert "can no longer be undone" in late.content.decode()
    assert not may(person, clock.now)


@pytest.mark.parametrize("somebody_else", ["before, and was erased since", "meanwhile"])
def test_undoing_leaves_what_somebody_else_stopped_for_the_same_address(wrote, client, clock, somebody_else):
    person = wrote()
    other = wrote("old@canary.example")
    old = f"/u/{stop_token(person, 'old@canary.example')}"  # of a message to an address that was theirs once
    if somebody_else != "meanwhile":
        decide(other, Kind.MARKETING_STOP, at=clock.now, how="telephone", recorded_by="staff-1")
        erase_person(other, reason="request", asked_by="staff-1", at=clock.now)
    token = undo_from(client.post(old, {"what": "all"}))
    if somebody_else == "meanwhile":
        decide(other, Kind.MARKETING_STOP, at=clock.now, how="telephone", recorded_by="staff-1")
    assert "as it was before" in client.post(f"{old}/undo", {"undo": token}).content.decode()
    assert may(person, clock.now)
    assert address_stopped(installed_keyring().suppression.current("email", "old@canary.example"))


def test_undoing_ends_after_a_day_and_belongs_to_its_link(wrote, client, clock):
    person, other = wrote(), wrote("second@canary.example")
    token = undo_from(client.post(link(person), {"what": "all"}))
    client.post(link(other), {"what": "all"})
    for path, given in ((link(other), token), (link(person), "x" * 40), (link(person), "")):
        assert "no longer be undone" in client.post(f"{path}/undo", {"undo": given}).content.decode()
    clock.go_on(days=1, seconds=1)
    client.post(f"{link(person)}/undo", {"undo": token})
    assert not may(person, clock.now)
    assert client.get(f"{link(person)}/undo").status_code == 302


@pytest.mark.promise("S21")
def test_one_click_needs_no_cookie_and_may_come_twice(wrote, client, clock):
    person = wrote()
    for _ in range(2):
        answer = client.post(
            link(person), {"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"}
        )
        assert answer.status_code == 200
        assert not answer.cookies
    raw = client.post(link(person), b"List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert raw.status_code == 200
    assert decided(person) == [("marketing-stop", "one-click")]
    assert not may(person, clock.now)


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded; charset=ISO-8859-1",
        "application/x-www-form-urlencoded; charset=US-ASCII",
        "text/plain",
        "",
    ],
)
@pytest.mark.promise("S21")
def test_one_click_counts_whatever_the_mail_program_calls_what_it_posts(wrote, client, kind):
    person = wrote()
    assert client.post(link(person), b"List-Unsubscribe=One-Click\r\n", content_type=kind).status_code == 200
    assert decided(person) == [("marketing-stop", "one-click")]


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("post", {"List-Unsubscribe": "One-click, please"}, 400),
        ("post", {}, 400),
        ("post", {"what": "nothing"}, 400),
        ("put", {}, 405),
        ("delete", {}, 405),
    ],
)
def test_what_is_no_one_click_stops_nothing(wrote, client, method, body, status):
    person = wrote()
    assert getattr(client, method)(link(person), body).status_code == status
    assert decided(person) == []


@pytest.mark.parametrize(
    "cut",
    [lambda t: t[:-1], lambda t: ("y" if t[0] == "x" else "x") + t[1:], lambda _: "", lambda t: t + "A", lambda _: "é"],
)
def test_an_altered_link_opens_nothing(wrote, client, cut):
    person = wrote()
    path = "/u/" + (cut(stop_token(person, EMAIL)) or "-")
    assert client.get(path).status_code == 404
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert decided(person) == []


@pytest.mark.promise("S21")
def test_the_link_works_after_the_person_was_erased_and_the_stop_meets_whoever_comes_back(wrote, client, clock):
    person = wrote()
    path = link(person)
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now)
    assert "a…l@c….example" in client.get(path).content.decode()
    assert client.post(path, {"what": "all"}).status_code == 200
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    (stopped,) = [each for each in installed_journal().read() if each.kind == "person:stopped"]
    assert stopped.body["person"] == person
    clock.go_on(days=3)
    receipt = collect(FORM, answers(), version=NEW, submission="back", at=clock.now)
    back = Collection.objects.get(entry=receipt.entry).subject
    assert back.public_id != person
    assert back.marketing_objection
    assert not may(back.public_id, clock.now)


@pytest.mark.promise("S21")
def test_the_link_works_after_its_keys_were_rotated(wrote, client, clock, home):
    person = wrote()
    path = link(person)
    for purpose in ("tokens", "suppression"):
        begin_rotation(home / "keys", purpose, clock.now)
    assert installed_keyring().suppression.version == 2
    assert client.post(path, {"what": "all"}).status_code == 200
    assert not may(person, clock.now)


@pytest.mark.promise("S21")
def test_a_stop_while_an_erasure_can_be_undone_holds_when_it_is_undone(wrote, client, clock):
    person = wrote()
    path = link(person)
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now, cooling_off=dt.timedelta(days=1))
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert {row.kind for row in Suppression.objects.all()} == {"email", "telephone"}
    clock.go_on(hours=3)
    undo_erasure(person, by="staff-1", at=clock.now)
    assert decided(person) == [("marketing-stop", "one-click")]
    assert not may(person, clock.now)


@pytest.mark.promise("S21")
def test_an_address_that_came_on_the_list_while_an_erasure_can_be_undone_is_heeded_when_it_is_undone(wrote, clock):
    person = wrote()
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now, cooling_off=dt.timedelta(days=1))
    with transaction.atomic():
        stop_address(person, installed_keyring().suppression.current("email", EMAIL), clock.now)
    undo_erasure(person, by="staff-1", at=clock.now)
    assert decided(person) == [("marketing-stop", "do-not-contact list")]


@pytest.mark.promise("S21")
def test_the_page_of_a_stop_tells_nothing_of_somebody_whose_erasure_can_be_undone(wrote, client, clock):
    person = wrote()
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now, cooling_off=dt.timedelta(days=1))
    back = wrote()
    page = client.post(link(person), {"what": "topic"}).content.decode()
    assert "Done" in page
    assert "undo" not in page
    assert (decided(person), decided(back)) == ([("marketing-stop", "link")],) * 2


def test_an_address_put_right_since_is_stopped_as_well(wrote, client, clock):
    person = wrote()
    other = f"/u/{stop_token(person, 'earlier@canary.example')}"
    client.post(other, {"what": "all"})
    digests = {bytes(row.digest) for row in Suppression.objects.filter(kind="email")}
    assert read_stop_link(other[3:]).hashed.digest in digests
    assert not may(person, clock.now)


def test_a_stop_that_stands_still_reaches_the_address_of_an_older_message(wrote, client, clock):
    person = wrote()
    decide(person, Kind.MARKETING_STOP, at=clock.now, how="telephone", recorded_by="staff-1")
    other = stop_token(person, "earlier@canary.example")
    client.post(f"/u/{other}", {"what": "all"})
    assert address_stopped(read_stop_link(other).hashed)


@pytest.mark.promise("S21")
def test_whoever_came_back_before_their_old_link_was_used_gets_nothing_either(wrote, client, clock):
    person = wrote()
    path = link(person)
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now)
    back = wrote()
    Identifier.objects.filter(subject__public_id=back).update(verified_at=clock.now)
    assert may(back, clock.now)
    client.post(path, {"what": "all"})
    assert decided(back) == [("marketing-stop", "link")]
    assert not may(back, clock.now)
    row = Outgoing(kind="k", person=back, context={"topic": "similar-services"}, queued_at=clock.now)
    assert address_of(row, "enquiries", clock.now).address == EMAIL


@pytest.mark.promise("S21")
def test_a_link_made_before_links_could_find_people_keeps_the_mail_away_all_the_same(wrote, client, clock):
    person = wrote()
    hashed = installed_keyring().suppression.current("email", EMAIL)
    path = f"/u/{seal_link(STOP, [person, masked(EMAIL), hashed.version, hashed.digest.hex(), ''])}"
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now)
    back = wrote()
    Identifier.objects.filter(subject__public_id=back).update(verified_at=clock.now)
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row = Outgoing(kind="k", person=back, context={"topic": "similar-services"}, queued_at=clock.now)
    assert address_of(row, "marketing", clock.now).reason == "on-do-not-contact-list"


def test_a_post_from_another_site_stops_nothing_unless_it_is_a_mail_program(wrote, client):
    person = wrote()
    client.post(link(person), {"what": "all"}, headers={"Origin": "https://elsewhere.example"})
    assert decided(person) == []


def test_the_evidence_says_what_stood_there_and_the_ledger_names_no_address(wrote, client):
    person = wrote()
    client.post(link(person), {"what": "all"})
    kept = Permission.objects.get(subject__public_id=person)
    assert json.loads(kept.wording.text)["chosen"] == "all"
    assert "canary" not in "".join(Payload.objects.values_list("content", flat=True))


def test_every_marketing_message_gets_a_link_of_its_receiver(wrote, clock, db):
    person = wrote()
    queued = Queued("m", "k", "marketing", clock.now, {"topic": "similar-services"}, EMAIL, person=person)
    made = stop_link_of(queued)
    assert made.startswith("http://127.0.0.1:8000/u/")
    meant = read_stop_link(made.rpartition("/")[2])
    assert (meant.person, meant.topic) == (person, "similar-services")
    assert len(made) < 500


def test_no_page_of_it_is_kept_or_indexed(wrote, client):
    answer = client.get(link(wrote()))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert "Disallow: /u/" in client.get("/robots.txt").content.decode()
