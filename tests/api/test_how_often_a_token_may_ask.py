"""A token asks as often as it may in a minute; then it is told to wait, and for how long."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
from django.db import connection
from django.utils import timezone

from honour.systems.models import Token
from honour.systems.tokens import TokenError, holder_of, make_token

URL = "/api/v1/decisions"


@pytest.fixture
def made(person, now):
    return make_token("shop", {"enquiries": frozenset({"use"})}, now=now, days=30, made_by="lead", per_minute=3)


def ask(client, secret):
    body = json.dumps({"action": "use", "purpose": "enquiries"})
    return client.post(URL, body, "application/json", HTTP_AUTHORIZATION=f"Bearer {secret}")


def test_the_request_after_the_last_is_told_when_to_ask_again(client, made, now, monkeypatch):
    assert [ask(client, made[1]).status_code for _ in range(3)] == [200, 200, 200]
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(seconds=20))
    came = ask(client, made[1])
    assert (came.status_code, came["Retry-After"]) == (429, "40")
    assert came.json() == {
        "error": "This token has asked as often as it may in a minute. Ask again in 40 seconds.",
        "field": "",
    }


def test_when_the_minute_is_over_it_is_answered_again(client, made, now, monkeypatch):
    assert [ask(client, made[1]).status_code for _ in range(4)][-1] == 429
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(seconds=60))
    assert [ask(client, made[1]).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_one_tokens_haste_delays_no_other(client, made, person, now):
    other = make_token("crm", {"enquiries": frozenset({"use"})}, now=now, days=30, made_by="lead")[1]
    assert [ask(client, made[1]).status_code for _ in range(4)][-1] == 429
    assert ask(client, other).status_code == 200


def test_a_request_that_the_scope_refuses_counts_too(client, made):
    page = f"/api/v1/people/{'a' * 20}/preferences"
    headers = {"Authorization": f"Bearer {made[1]}"}
    assert [client.get(page, headers=headers).status_code for _ in range(4)] == [403, 403, 403, 429]


def test_a_revoked_token_is_unknown_however_often_it_asks(client, made, now):
    Token.objects.update(revoked_at=now)
    assert {ask(client, made[1]).status_code for _ in range(5)} == {401}
    assert Token.objects.get().counted == 0


def test_once_the_minute_is_used_up_nothing_is_written(client, made):
    for _ in range(9):
        ask(client, made[1])
    assert Token.objects.get().counted == 4


@pytest.mark.parametrize("many", [0, 60_001])
def test_a_number_that_could_not_be_counted_is_refused(person, now, many):
    with pytest.raises(TokenError, match="requests a minute"):
        make_token("shop", {}, scopes=["people"], now=now, days=1, made_by="lead", per_minute=many)


def test_the_description_says_so_for_each_operation_that_a_token_opens(client, db):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for operation in (one for each in paths.values() for one in each.values()):
        said = operation["responses"].get("429")
        assert (said is not None) == ("security" in operation)
        if said is not None:
            assert said["headers"]["Retry-After"]["schema"] == {"type": "integer"}
            assert said["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Refusal"}


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_instant_none_is_lost(made, now):
    Token.objects.update(per_minute=10)
    waits: list[int] = []

    def ask_four_times() -> None:
        waits.extend(holder_of(made[1], now).wait for _ in range(4))
        connection.close()

    threads = [threading.Thread(target=ask_four_times) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(wait == 0 for wait in waits) == 10
    assert len(waits) == 24
