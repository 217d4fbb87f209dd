from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.ledger.commitment import canonical, commitment, content_text, entry_text, time_text
from honour.ledger.errors import NotCanonical

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class Word(StrEnum):
    ONE = "one"


@given(st.dictionaries(st.text(), plain))
def test_a_payload_has_one_form_whatever_the_order_of_its_keys(payload):
    backwards = dict(reversed(payload.items()))
    assert canonical(payload) == canonical(backwards)
    assert canonical(payload).isascii()
    assert "\n" not in canonical(payload)


def test_words_of_a_fixed_set_are_written_as_text():
    assert canonical({"b": Word.ONE, "a": True}) == '{"a":true,"b":"one"}'


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), b"bytes", {1}, datetime(2026, 1, 1, tzinfo=UTC), {1: "key"}, [0.1]]
)
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical({"value": value})


def test_a_commitment_changes_with_payload_salt_person_and_people():
    salts = "0" * 32, "1" * 32
    contents = [
        content_text('{"a":1}'),
        content_text('{"a":2}'),
        content_text('{"a":1}', subject=4),
        content_text('{"a":1}', subjects=b"bits"),
        content_text('{"a":1}', subject=4, subjects=b"bits"),
    ]
    assert len({commitment(salt, content) for salt in salts for content in contents}) == 10


def test_instants_are_written_in_utc_with_all_their_digits():
    summer = timezone(timedelta(hours=1))
    assert time_text(datetime(2026, 6, 1, 0, 30, tzinfo=summer)) == "2026-05-31T23:30:00.000000Z"


def test_a_time_without_zone_is_refused():
    with pytest.raises(NotCanonical, match="time zone"):
        time_text(datetime(2026, 6, 1))  # noqa: DTZ001 - the naive time is the point


def test_an_entry_is_its_own_canonical_form():
    text = entry_text(7, "2026-05-31T23:30:00.000000Z", "person:read", "c" * 64, "2032-06-01")
    assert text == canonical(
        {
            "id": 7,
            "at": "2026-05-31T23:30:00.000000Z",
            "kind": "person:read",
            "commitment": "c" * 64,
            "until": "2032-06-01",
        }
    )
