"""Whoever asks by HEAD is answered as whoever asks by GET, and is told where it may."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("address", ["notice", "openapi.json", "people/{person}/preferences", "receipts/none"])
def test_head_is_answered_where_get_is(client, person, token, address):
    way = f"/api/v1/{address.format(person=person)}"
    headers = {"Authorization": f"Bearer {token('preferences')}"}
    got, asked = (ask(way, headers=headers) for ask in (client.get, client.head))
    assert got.status_code in {200, 404}
    assert (asked.status_code, asked["Content-Type"]) == (got.status_code, got["Content-Type"])
    assert asked.content == b""


def test_where_nothing_is_read_head_is_refused_and_told_how_to_ask(client):
    came = client.head("/api/v1/decisions")
    assert (came.status_code, came["Allow"]) == (405, "POST")
    assert client.delete("/api/v1/notice")["Allow"] == "GET, HEAD"
