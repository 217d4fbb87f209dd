"""Other services ask the gate over HTTP, each with a token that opens only what it was granted."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from honour.evidence.models import Entry, Payload
from honour.register.models import Permission
from honour.systems.models import Token
from honour.systems.tokens import TokenError, make_token, revoke_token
from tests.register.conftest import NEW

URL = "/api/v1/decisions"


@pytest.fixture
def secret(person, now):
    return make_token("helpdesk", {"enquiries": frozenset({"use"})}, now=now, days=30, made_by="lead")[1]


def ask(client, secret, body):
    return client.post(
        URL,
        body if isinstance(body, str) else json.dumps(body),
        "application/json",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
    )


def question(person, **more):
    return {"action": "use", "purpose": "enquiries", "person": person, **more}


def test_a_granted_use_is_allowed_and_the_question_is_on_the_ledger(client, person, secret):
    came = ask(client, secret, question(person, id="q1"))
    assert came.status_code == 200
    assert (came.json()["id"], came.json()["outcome"]) == ("q1", "allowed")
    entry = Entry.objects.order_by("pk").last()
    assert entry.kind == "question:answered"


def test_what_the_token_was_not_granted_is_refused_with_the_reason(client, person, secret):
    said = ask(client, secret, question(person, purpose="credit-checks")).json()
    assert said["outcome"] == "refused"
    assert {reason["code"] for reason in said["reasons"]} >= {"purpose-not-granted"}
    assert said["records"] == [], "how much is held of somebody is not told to who may not ask"


def test_a_persons_stop_reaches_other_services_at_once(client, person, now):
    from honour.register.deciding import decide

    _, secret = make_token("mailer", {"marketing": frozenset({"use"})}, now=now, days=1, made_by="lead")
    assert ask(client, secret, question(person, purpose="marketing")).json()["outcome"] != "refused"
    decide(person, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    assert ask(client, secret, question(person, purpose="marketing")).json()["outcome"] == "refused"


def test_a_list_is_answered_in_order(client, person, secret):
    came = ask(client, secret, [question(person, id="1"), question("nobody", id="2"), question(person, id="3")])
    assert [(one["id"], one["outcome"]) for one in came.json()] == [
        ("1", "allowed"),
        ("2", "refused"),
        ("3", "allowed"),
    ]


def test_facts_can_come_with_the_question(client, secret):
    record = {
        "id": "crm-7", "category": "contact", "version": NEW, "purposes": ["enquiries"], "source": "website-forms",
    }  # fmt: skip
    body = {"action": "use", "purpose": "enquiries", "subject": {"kind": "enquirer"}, "records": [record]}
    assert ask(client, secret, body).json()["records"] == [
        {"id": "crm-7", "allowed": True, "observed": False, "reasons": []}
    ]


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("purpose", "world-domination", "purpose-unknown"),
        ("recipient", "a-stranger", "recipient-unknown"),
        ("categories", ["shoe-size"], "category-unknown"),
    ],
)
def test_what_the_notice_does_not_know_is_refused_by_name(  # noqa: PLR0913, PLR0917 - a case in three parts
    client, person, secret, part, value, code
):
    action = "disclose" if part == "recipient" else "use"
    said = ask(client, secret, question(person, action=action, **{part: value})).json()
    assert said["outcome"] == "refused"
    reasons = [*said["reasons"], *(reason for record in said["records"] for reason in record["reasons"])]
    assert code in {reason["code"] for reason in reasons}


def test_without_a_token_nothing_is_answered(client, person):
    assert client.post(URL, "{}", "application/json").status_code == 401


@pytest.mark.parametrize("wrong", ["", "nonsense", "hon_00000000" + "x" * 43])
def test_a_wrong_token_is_refused(client, person, secret, wrong):
    came = ask(client, wrong, question(person))
    assert came.status_code == 401
    assert came.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_with_one_character_changed_is_refused(client, person, secret):
    assert ask(client, secret[:-1] + ("a" if secret[-1] != "a" else "b"), question(person)).status_code == 401


def test_an_expired_token_is_refused(client, person, secret, monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(days=30))
    assert ask(client, secret, question(person)).status_code == 401


def test_a_revoked_token_is_refused_at_once(client, person, secret, now):
    revoke_token(Token.objects.get().prefix, now=now, by="lead")
    assert ask(client, secret, question(person)).status_code == 401


def test_the_secret_is_kept_nowhere(person, secret, database):
    token = Token.objects.get()
    assert secret.encode() not in bytes(token.hashed)
    assert secret not in json.dumps(token.grants) + token.prefix + token.service
    assert len(token.prefix) < len(secret) / 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", ""),
        ("[" * 100_000, ""),
        ("3", ""),
        ({"purpose": "enquiries"}, "action"),
        ({"action": "sell", "purpose": "enquiries"}, "action"),
        ({"action": "use", "purpose": "x" * 300}, "purpose"),
        ({"action": "use", "purpose": "enquiries", "everything": True}, "everything"),
        ({"action": "use", "purpose": "enquiries", "grounds": ["x", "x"]}, "grounds"),
    ],
)
def test_a_question_that_cannot_be_read_names_the_field_and_repeats_no_value(client, secret, body, field):
    came = ask(client, secret, body)
    assert came.status_code == 422
    assert came.json()["field"] == field
    assert came.json()["error"].endswith(".")
    assert "x" * 300 not in came.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"action": "sell", "purpose": "enquiries"}, "1.action"),
        ("enquiries", "1"),
        ({"action": "use", "purpose": "enquiries", "records": [{"id": "1"}]}, "1.records.0.category"),
    ],
)
def test_in_a_list_the_question_that_cannot_be_read_is_named_by_its_place(client, person, secret, wrong, field):
    came = ask(client, secret, [question(person), wrong])
    assert (came.status_code, came.json()["field"]) == (422, field)
    assert "enquiries" not in came.json()["error"]


def test_a_request_that_is_too_long_is_refused_as_such(client, secret):
    came = ask(client, secret, "x" * 1_100_000)
    assert came.status_code == 413
    assert came.json() == {"error": "A request holds at most 1024 KiB. Ask in shorter lists.", "field": ""}


def test_too_many_questions_at_once_are_refused(client, person, secret):
    came = ask(client, secret, [question(person)] * 1001)
    assert (came.status_code, came.json()["error"]) == (
        422,
        "At most 1,000 entries are allowed.",
    )


@pytest.mark.parametrize("part", ["person", "purpose", "id", "recipient"])
def test_a_name_with_a_control_character_is_refused_before_it_reaches_the_database(client, person, secret, part):
    came = ask(client, secret, question(person) | {part: "a\0b"})
    assert (came.status_code, came.json()["field"]) == (422, part)


def test_a_purpose_that_no_notice_declares_is_not_repeated_on_the_ledger(client, person, secret):
    assert ask(client, secret, question(person, purpose="asha@patel.example")).json()["outcome"] == "refused"
    entry = Entry.objects.order_by("pk").last()
    assert entry.kind == "question:answered"
    assert json.loads(Payload.objects.get(entry=entry).content)["purpose"] is None


def test_a_key_that_stands_twice_is_refused_for_readers_differ_in_which_they_take(client, person, secret):
    twice = json.dumps(question(person, purpose="credit-checks"))[:-1] + ', "purpose": "enquiries"}'
    came = ask(client, secret, twice)
    assert came.status_code == 422
    assert came.json() == {"error": "A key stands twice in the same object.", "field": ""}


@pytest.mark.parametrize("moment", ["2026-12-31T00:00:00", 1_800_000_000, "1800000000", "2026-12-31"])
def test_a_time_without_a_zone_or_as_a_number_is_refused(client, secret, moment):
    record = {"id": "1", "category": "contact", "due_at": moment}
    came = ask(client, secret, {"action": "use", "purpose": "enquiries", "records": [record]})
    assert (came.status_code, came.json()["field"]) == (422, "records.0.due_at")


def test_a_yes_is_no_word_and_no_number(client, secret):
    body = {"action": "use", "purpose": "enquiries", "subject": {"marketing_objection": "no"}}
    came = ask(client, secret, body)
    assert (came.status_code, came.json()["field"]) == (422, "subject.marketing_objection")


@pytest.mark.parametrize(
    ("grants", "days"), [({}, 30), ({"enquiries": frozenset({"sell"})}, 30), ({"enquiries": frozenset({"use"})}, 900)]
)
def test_a_token_without_scope_with_an_unknown_action_or_for_ever_is_not_made(person, now, grants, days):
    with pytest.raises(TokenError):
        make_token("helpdesk", grants, now=now, days=days, made_by="lead")
    assert not Token.objects.exists()


def test_the_interface_describes_itself(client, db):
    said = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/decisions" in said["paths"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("post", "/api/v1/decisions/", 404),
        ("get", "/api/", 404),
        ("get", "/api/v1/decisions", 405),
        ("delete", "/api/v1/notice", 405),
    ],
)
def test_what_is_not_there_is_said_as_everything_is_said(client, person, method, path, status):
    came = getattr(client, method)(path)
    assert (came.status_code, came["Content-Type"]) == (status, "application/json")
    assert set(came.json()) == {"error", "field"}
    assert ("Allow" in came) == (status == 405)


def test_a_fault_of_ours_is_said_so_too_and_tells_nothing_of_itself(client, person, secret, monkeypatch):
    def break_down(*_):
        raise RuntimeError("asha.patel@canary.example")

    client.raise_request_exception = False
    monkeypatch.setattr("honour.api.decisions.read_facts", break_down)
    came = ask(client, secret, question(person))
    assert (came.status_code, came["Content-Type"]) == (500, "application/json")
    assert "canary" not in came.content.decode()
    assert "went wrong" in came.json()["error"]
