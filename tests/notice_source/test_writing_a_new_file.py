"""A file written from nothing reads back as it was meant, here and with other YAML tools."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings

from honour.notice.source import UnwritableError, write_source
from honour.notice.source.style import Style
from tests.notice_source.following import same
from tests.notice_source.writing import DOCUMENTS


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_what_is_written_reads_back_the_same(data):
    assert same(write_source(data, "notice.yaml").data, data)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_a_yaml_1_1_tool_reads_the_same(data):
    text = write_source(data, "notice.yaml").save().decode()

    class Loader(yaml.SafeLoader):
        """Every rule of YAML 1.1, except that a date stays text: here it is left unquoted on purpose."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, rule) for tag, rule in rules if not tag.endswith("timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    assert same(yaml.load(text, Loader=Loader), data)  # noqa: S506 - a safe loader


def test_a_new_file_looks_hand_written():
    data = {
        "honour": 1, "effective": "2026-12-01", "empty": {}, "nothing": None,
        "purposes": {"credit-checks": {"text": "words " * 20 + "end", "categories": ["a", "b"], "bases": [
            {"kind": "contract", "why": "a: b"}]}},
    }  # fmt: skip
    assert write_source(data, "f").text == (
        "honour: 1\n"
        "effective: 2026-12-01\n"
        "empty: {}\n"
        "nothing: null\n"
        "purposes:\n"
        "  credit-checks:\n"
        "    text: >-\n"
        "      words words words words words words words words words words words words words words words\n"
        "      words words words words words end\n"
        "    categories: [a, b]\n"
        "    bases:\n"
        "      - kind: contract\n"
        "        why: 'a: b'\n"
    )


def test_a_style_can_be_asked_for():
    style = Style(eol="\r\n", step=4, dash=0, quote='"', flow_lists=False, width=60)
    assert write_source({"a": {"b": ["no", "x"]}}, "f", style).text == 'a:\r\n    b:\r\n    - "no"\r\n    - x\r\n'


def test_nothing_is_an_empty_mapping():
    assert write_source({}, "f").save() == b"{}\n"


def test_what_a_file_cannot_hold_is_refused():
    with pytest.raises(UnwritableError, match=r"a\[0\]"):
        write_source({"a": ["\x07"]}, "f")
