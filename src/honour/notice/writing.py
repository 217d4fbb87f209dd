"""Writing a notice as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from honour.notice.model import Clause, Notice
from honour.notice.source import write_source


def write_notice(notice: Notice, name: str = "notice.yaml") -> bytes:
    """Write a notice as YAML: what it says, without what it leaves at its default; reading it gives the same notice.

    Errors: ``UnwritableError`` for control characters, or for unknown keys with values that YAML cannot hold.
    """
    return write_source(as_data(notice), name).save()


def as_data(model: BaseModel) -> dict[str, Any]:
    """Give a model as plain data under the file's own keys, in the order in which a person would write them."""
    said: dict[str, Any] = {}
    for name in keys_in_order(type(model)):
        field = type(model).model_fields[name]
        value = getattr(model, name)
        if field.is_required() or value != field.get_default(call_default_factory=True):
            said[field.alias or name] = _plain(value)
    return {**said, **(model.model_extra or {})}


def keys_in_order(kind: type[BaseModel]) -> list[str]:
    """Give a model's keys: its own, with what every clause has behind its name, or at the end where it has none."""
    common = [name for name in Clause.model_fields if kind is not Clause]
    own = [name for name in kind.model_fields if name not in common]
    after = own.index("name") + 1 if "name" in own else len(own)
    return [*own[:after], *common, *own[after:]]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return as_data(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
