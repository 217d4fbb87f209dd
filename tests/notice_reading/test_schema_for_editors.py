"""The JSON Schema says what the model says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from honour.notice.schema import SCHEMA_ID, notice_schema
from honour.notice.source import read_source
from honour.notice.writing import as_data
from tests.conftest import EXAMPLES
from tests.notice_reading.generated import notices

SCHEMA = notice_schema()
TYPES = {"string": str, "object": dict, "array": list, "boolean": bool, "integer": int, "null": type(None)}


def accepts(schema: dict[str, Any], value: Any) -> bool:  # noqa: PLR0911 - one return for each keyword
    """As much of JSON Schema as the notice's own uses; a keyword it does not know fails the test."""
    known = {
        "$schema", "$id", "$defs", "$ref", "title", "description", "default", "type", "enum", "const", "anyOf", "items",
        "properties", "required", "additionalProperties", "propertyNames", "pattern", "maxLength", "format", "minimum",
        "maximum", "minItems", "minLength",
    }  # fmt: skip
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema:
        return accepts(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], value)
    if "anyOf" in schema:
        return any(accepts(each, value) for each in schema["anyOf"])
    if "type" in schema and type(value) is not TYPES[schema["type"]]:
        return False
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        return False
    if isinstance(value, str):
        if schema.get("format") == "date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return False
        length = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        return length and bool(re.search(schema.get("pattern", ""), value))
    if isinstance(value, list):
        enough = len(value) >= schema.get("minItems", 0)
        return enough and all(accepts(schema["items"], item) for item in value)
    if isinstance(value, dict):
        return accepts_keys(schema, value)
    return not isinstance(value, int) or schema.get("minimum", value) <= value <= schema.get("maximum", value)


def accepts_keys(schema: dict[str, Any], value: dict[str, Any]) -> bool:
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    if any(name not in value for name in schema.get("required", [])):
        return False
    if not all(accepts({"type": "string", **schema.get("propertyNames", {})}, name) for name in value):
        return False
    return all(
        accepts(known[name], item) if name in known else other is True or accepts(other, item)
        for name, item in value.items()
    )


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_example_keeps_to_the_schema(path):
    assert accepts(SCHEMA, read_source(path.read_bytes(), path.name).data)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(notices())
def test_whatever_the_model_holds_keeps_to_the_schema(notice):
    assert accepts(SCHEMA, as_data(notice))


@pytest.mark.parametrize(
    "added",
    [
        {"purposes": {"Bad Id": {"name": "x"}}},
        {"purposes": {"x": {}}},
        {"purposes": {"x": {"name": "x", "role": "owner"}}},
        {"purposes": {"x": {"name": "x", "categories": "some"}}},
        {"retention": {"x": {"categories": "all", "purposes": "all", "period": "6 years"}}},
        {"effective": "soon"},
        {"honour": 2},
        {"cookies": None},
        {"title": 12},
        {"title": ""},
        {"purposes": {"x": {"name": ""}}},
    ],
)
def test_what_the_model_refuses_breaks_the_schema(added):
    right = {
        "honour": 1,
        "id": "x",
        "title": "x",
        "version": "1",
        "effective": "2026-12-01",
        "controller": {"name": "x"},
    }
    assert accepts(SCHEMA, right)
    assert not accepts(SCHEMA, {**right, **added})


def test_the_schema_is_always_the_same_and_says_which_it_is():
    assert json.dumps(notice_schema()) == json.dumps(SCHEMA)
    assert SCHEMA["$id"] == SCHEMA_ID == "urn:honour:notice:1"
    assert SCHEMA["title"] == "Privacy notice"


def test_everything_has_a_title_that_people_read_and_every_section_a_description():
    for part in [SCHEMA, *SCHEMA["$defs"].values()]:
        assert part["description"]
        for name, field in part["properties"].items():
            assert name.startswith("$") or re.fullmatch(r"[A-Z][a-z]*( [a-z0-9]+)*", field["title"]), field["title"]
    assert SCHEMA["properties"]["purposes"]["description"].startswith("Something data are used for")
    assert SCHEMA["$defs"]["RetentionRule"]["title"] == "Retention rule"
    assert "``" not in json.dumps(SCHEMA)
