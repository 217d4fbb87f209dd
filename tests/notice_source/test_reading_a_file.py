"""What a file says, and where it says it."""

from __future__ import annotations

import time

import pytest
import yaml

from honour.notice.source import (
    DuplicateKeyError,
    Limits,
    NoSuchPathError,
    Position,
    TooLargeError,
    read_source,
    show_path,
    write_source,
)

NOTICE = b"""\
# A notice
honour: 1
contact: &contact
  email: enquiries@example.test
purposes:
  enquiries:
    name: Answer enquiries
    bases:
      - kind: contract
      - kind: consent
        why: you asked
support: *contact
"""


def read(text: str):
    return read_source(text.encode(), "notice.yaml").data


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "On", "off", "y", "1:30", "0755", "0o17", "0x1F", "1_000", "+44", ".5", ".inf", ".nan", "2026-12-01",
     "00000000", "08036689", "1234567890123456789", "1e999", "=", "1.", "--1", "TRue", "nULL"],
)  # fmt: skip
def test_a_word_that_tools_take_differently_is_text_as_written(word):
    assert read(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("true", True), ("False", False), ("TRUE", True), ("null", None), ("~", None), ("", None), ("0", 0), ("-7", -7),
     ("999999999999999999", 999999999999999999), ("1.50", 1.5), ("-0.5", -0.5), ("1e3", 1000.0), ("2E-2", 0.02)],
)  # fmt: skip
def test_truth_numbers_and_nothing_are_what_json_says(word, meaning):
    value = read(f"a: {word}")["a"]
    assert value == meaning
    assert type(value) is type(meaning)


def test_quotes_make_text_of_anything():
    assert read("a: '12'\nb: \"true\"\nc: |-\n  null\n") == {"a": "12", "b": "true", "c": "null"}


def test_core_tags_are_obeyed():
    assert read('a: !!str 12\nb: !!int "12"\nc: !!float 3\nd: ! 7\ne: !!null ""\nf: !!map {x: !!seq [1]}') == {
        "a": "12", "b": 12, "c": 3.0, "d": "7", "e": None, "f": {"x": [1]},
    }  # fmt: skip


def test_an_alias_repeats_its_anchor_as_a_copy():
    source = read_source(NOTICE, "notice.yaml")
    assert source.data["support"] == {"email": "enquiries@example.test"}
    assert source.data["support"] is not source.data["contact"]


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (2, 1), (2, 1)),
        (("honour",), (2, 9), (2, 1)),
        (("purposes",), (6, 3), (5, 1)),
        (("purposes", "enquiries"), (7, 5), (6, 3)),
        (("purposes", "enquiries", "bases"), (9, 7), (8, 5)),
        (("purposes", "enquiries", "bases", 1), (10, 9), (10, 9)),
        (("purposes", "enquiries", "bases", 1, "why"), (11, 14), (11, 9)),
        (("support",), (12, 10), (12, 1)),
        (("support", "email"), (12, 10), (12, 10)),
    ],
)
def test_every_value_and_key_has_its_place(path, value, key):
    source = read_source(NOTICE, "notice.yaml")
    assert source.position(path) == Position(*value)
    assert source.position(path, key=True) == Position(*key)


def test_a_path_that_is_not_there_is_named_with_the_place_where_it_ends():
    source = read_source(NOTICE, "notice.yaml")
    with pytest.raises(NoSuchPathError, match=r"notice\.yaml, line 9, .*there is no `purposes\.enquiries\.bases\[2\]`"):
        source.position(("purposes", "enquiries", "bases", 2, "kind"))
    with pytest.raises(NoSuchPathError):
        source.position(("honour", "x"))
    with pytest.raises(NoSuchPathError):
        source.position(("purposes", 0))


def test_the_nearest_place_is_that_of_the_last_part_that_exists():
    source = read_source(NOTICE, "notice.yaml")
    assert source.nearest(("purposes", "enquiries", "categories")) == Position(6, 3)
    assert source.nearest(("recipients",)) == Position(2, 1)
    assert source.nearest(("support", "telephone")) == Position(12, 1)


def test_columns_count_characters_and_a_byte_order_mark_is_none():
    source = read_source("\ufeffé🎉: {b: 1}\n".encode(), "notice.yaml")
    assert source.position(("é🎉", "b")) == Position(1, 9)


def test_paths_are_shown_as_people_write_them():
    assert show_path(("purposes", "credit-checks", "bases", 0, "kind")) == "purposes.credit-checks.bases[0].kind"
    assert show_path(()) == ""


def test_a_fault_names_the_path_that_leads_to_it():
    with pytest.raises(DuplicateKeyError) as caught:
        read_source(b"purposes:\n  one:\n    bases:\n    - {kind: a, kind: b}\n", "notice.yaml")
    assert caught.value.path == ("purposes", "one", "bases", 0)
    assert "purposes.one.bases[0]" in str(caught.value)


def test_the_limits_can_be_set_and_hold_to_the_unit():
    exact = Limits(size=9, depth=2, nodes=5, characters=4)
    assert read_source(b"a: [b, c]", "f", exact).data == {"a": ["b", "c"]}
    for smaller in (Limits(size=8), Limits(depth=1), Limits(nodes=4), Limits(characters=2)):
        with pytest.raises(TooLargeError):
            read_source(b"a: [b, c]", "f", smaller)


def test_reading_a_notice_of_500_clauses_costs_no_more_than_twice_a_plain_load():
    clause = {"name": "Answer enquiries", "text": "We answer what you ask. " * 20, "categories": ["a", "b", "c"],
              "bases": [{"kind": "contract", "why": "because " * 20}], "subjects": "all"}  # fmt: skip
    data = write_source({"purposes": {f"clause-{number}": clause for number in range(500)}}, "f").save()
    assert len(data) > 350_000

    def seconds(act):
        took = []
        for _ in range(3):
            started = time.process_time()
            act()
            took.append(time.process_time() - started)
        return min(took)

    ours = seconds(lambda: read_source(data, "notice.yaml").data)
    plain = seconds(lambda: yaml.load(data, Loader=yaml.CSafeLoader))
    assert ours < 2 * plain
