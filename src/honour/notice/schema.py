"""The JSON Schema of a notice file, for editors."""

from __future__ import annotations

from typing import Any

from honour.notice.model import Notice

SCHEMA_ID = "urn:honour:notice:1"
"""What a notice may name under ``$schema``; the number is that of the file's format."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def notice_schema() -> dict[str, Any]:
    """Give the schema (JSON Schema, draft 2020-12): the same at every call, with a title and words for each part."""
    made = Notice.model_json_schema(by_alias=True)
    parts = made.pop("$defs")
    schema = {"$schema": _DIALECT, "$id": SCHEMA_ID, **_worded(made, parts), "title": "Privacy notice"}
    return {**schema, "$defs": {name: _worded(part, parts) for name, part in parts.items()}}


def _worded(model: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Give a model's schema with titles that people read."""
    fields = {name: _field(name, field, parts) for name, field in model.get("properties", {}).items()}
    return {**model, "title": _title(model["title"]), "description": _prose(model["description"]), "properties": fields}


def _field(name: str, field: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    titled = {**field, "title": _title(name)}
    mapped = titled.pop("patternProperties", None)
    if mapped:
        # Pydantic refuses other keys; a bare pattern would let them pass unread.
        (pattern, value), *_ = mapped.items()
        titled["propertyNames"] = {"pattern": pattern, **titled.get("propertyNames", {})}
        titled["additionalProperties"] = value
        part = parts.get(str(value.get("$ref", "")).rpartition("/")[2])
        if part:
            titled.setdefault("description", _prose(part["description"]))
    return titled


def _title(name: str) -> str:
    """Write a key or a class name as a title: ``but_not`` is *But not*, ``RetentionRule`` *Retention rule*."""
    if name.startswith("$") or name.islower():
        words = name.replace("_", " ")
    else:
        words = "".join(f" {letter}" if letter.isupper() else letter for letter in name).strip().lower()
    return words[:1].upper() + words[1:]


def _prose(docstring: str) -> str:
    """Write a docstring as text: its lines joined, its code marks as editors show them."""
    return "\n\n".join(" ".join(part.split()) for part in docstring.split("\n\n")).replace("``", "`")
