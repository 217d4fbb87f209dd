"""Other systems find people, see what they want, and pass on that they said stop; each with a token that may."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from honour.evidence.models import Entry, Payload
from honour.register.erasing import erase_person
from honour.register.models import Permission, Subject, Suppression
from honour.register.overview import overview
from honour.register.undoing import undo_erasure
from tests.register.conftest import answers

EMAIL = answers()["email"]


def call(client, secret, path, body=None):
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    if body is None:
        return client.get(f"/api/v1/{path}", **headers)
    return client.post(f"/api/v1/{path}", json.dumps(body), "application/json", **headers)


def test_people_are_found_by_what_they_are_known_by_and_the_search_is_on_the_ledger(client, person, token):
    came = call(client, token("people"), "people/find", {"values": [EMAIL.upper(), "nobody@canary.example"]})
    assert (came.status_code, came.json()) == (200, {"people": [[person], []]})
    said = [json.loads(row.content) for row in Payload.objects.filter(entry__kind="person:found")]
    assert [each["found"] for each in said] == [1, 0]
    assert "canary" not in json.dumps(said)


def test_preferences_are_told_by_topic_and_way_and_that_is_on_the_ledger(client, person, token):
    said = call(client, token("preferences"), f"people/{person}/preferences").json()
    assert (said["person"], said["marketing_stopped"], "paused_until" in said) == (person, False, False)
    assert {(each["topic"], each["way"]) for each in said["topics"]} >= {("similar-services", "telephone")}
    assert Entry.objects.order_by("pk").last().kind == "preferences:told"


def test_a_stop_from_another_system_holds_at_once_and_twice_is_once(client, person, token):
    secret = token("stops")
    said = [call(client, secret, f"people/{person}/stops", {"way": "email", "how": "telephone"}) for _ in range(2)]
    assert [came.status_code for came in said] == [200, 200]
    assert not [each for each in said[1].json()["topics"] if each["way"] == "email" and each["allowed"]]
    stop = Permission.objects.get(kind="stop")
    assert (stop.how, stop.recorded_by[:6]) == ("telephone", "token-")
    assert call(client, secret, f"people/{person}/stops", {}).json()["marketing_stopped"]
    assert Subject.objects.get().marketing_objection
    call(client, secret, f"people/{person}/stops", {"way": "post"})
    assert Permission.objects.filter(kind__in=["stop", "marketing-stop"]).count() == 2


@pytest.mark.parametrize("body", [{"topic": "no-such-topic"}, {"way": "pigeon"}, {"kind": "consent"}, {"how": "guess"}])
def test_nothing_else_can_be_recorded_least_of_all_a_yes(client, person, token, body):
    came = call(client, token("stops"), f"people/{person}/stops", body)
    assert came.status_code == 422
    assert not Permission.objects.exists()


WANTED = [
    ("people", "people/find", {"values": [EMAIL]}),
    ("preferences", "people/{person}/preferences", None),
    ("stops", "people/{person}/stops", {}),
]


@pytest.mark.parametrize("wanted", WANTED)
def test_each_part_needs_its_own_scope(client, person, token, wanted):
    scope, path, body = wanted
    others = [each for each, *_ in WANTED if each != scope]
    came = call(client, token(*others, enquiries={"use"}), path.format(person=person), body)
    assert came.status_code == 403
    assert f"--scope {scope}" in came.json()["error"]
    assert call(client, "hon_nothing", path.format(person=person), body).status_code == 401
    assert call(client, token(scope), path.format(person=person), body).status_code == 200


@pytest.mark.parametrize("wanted", WANTED[1:])
def test_somebody_erased_is_nobody(client, person, token, now, wanted):
    scope, path, body = wanted
    erase_person(person, reason="request", asked_by="staff-1", at=now)
    came = call(client, token(scope), path.format(person=person), body)
    assert (came.status_code, came.json()["error"][:14]) == (404, "Nobody is here")


@pytest.mark.parametrize("body", [{}, {"way": "email"}])
def test_a_stop_is_kept_while_an_erasure_can_be_undone_and_stands_when_it_is(client, person, token, now, body):
    erase_person(person, reason="request", asked_by="staff-1", at=now, cooling_off=dt.timedelta(days=9_999))
    said = [call(client, token("stops"), f"people/{person}/stops", body) for _ in range(2)]
    assert [(came.status_code, came.json()) for came in said] == [(202, {"person": person, "kept": True})] * 2
    assert call(client, token("preferences"), f"people/{person}/preferences").status_code == 404
    assert Permission.objects.get().how == "other-system"
    undo_erasure(person, by="staff-1", at=now)
    if body:
        assert overview(person).stops == {"*/email"}
    else:
        assert overview(person).marketing_objection
        assert {row.kind for row in Suppression.objects.all()} == {"email", "telephone"}


def test_the_field_that_is_wrong_is_named_and_its_value_is_not_repeated(client, person, token):
    came = call(client, token("people"), "people/find", {"values": [EMAIL, "x" * 400]})
    assert (came.status_code, came.json()["field"]) == (422, "values.1")
    assert "xxx" not in came.content.decode()


def test_the_notice_is_public_and_each_version_has_its_address(client, person):
    said = client.get("/api/v1/notice").json()
    assert said == client.get("/.well-known/privacy-notice.json").json()
    assert client.get(f"/api/v1/notice/versions/{said['version']}").json() == said
    assert client.get("/api/v1/notice/versions/never").status_code == 404


def test_no_answer_is_kept_on_the_way(client, person, token):
    secret = token("people", "preferences")
    for came in (call(client, secret, f"people/{person}/preferences"), client.get("/api/v1/notice")):
        assert came.status_code == 200
        assert came["Cache-Control"] == "no-store"
