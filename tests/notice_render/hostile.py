"""Texts that would break a page, a terminal or a spreadsheet, in every place of a notice where a text may stand."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from honour.notice.model import Notice

SCRIPT = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' &amp;"
FORMULA = '=HYPERLINK("https://evil.example","x")'
ADDRESS = "javascript:alert(1)"


def poisoned(notice: Notice, words: str) -> Notice:
    """Put words in place of every text that is no id and no code."""
    return Notice.model_validate(_poison(notice, words))


def _poison(value: Any, words: str) -> Any:
    if isinstance(value, BaseModel):
        data = {}
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            free = "max_length=20000" in repr(field) and isinstance(inner, str)
            data[field.alias or name] = words if free else _poison(inner, words)
        return data
    if isinstance(value, dict):
        return {key: _poison(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [words if isinstance(item, str) and " " in item else _poison(item, words) for item in value]
    return value
