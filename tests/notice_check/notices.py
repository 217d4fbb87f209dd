"""A clean notice, and changes to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from honour.notice.check import Finding, check
from honour.notice.model import Notice

HERE = Path(__file__).parent
CLEAN: dict[str, Any] = yaml.safe_load((HERE / "clean.yaml").read_text("utf-8"))
DAY = dt.date(2026, 12, 1)


def _apart(value: Any) -> Any:
    """Copy a value so that what YAML's aliases share is shared no more."""
    if isinstance(value, dict):
        return {key: _apart(each) for key, each in value.items()}
    return [_apart(each) for each in value] if isinstance(value, list) else value


def changed(*changes: Mapping[str, Any]) -> Notice:
    """Give the clean notice with changes: a dotted path (list indices are numbers) and a value; null takes out."""
    data = _apart(CLEAN)
    for change in changes:
        for path, value in change.items():
            *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
            place = data
            for step in way:
                place = place[step] if isinstance(step, int) else place.setdefault(step, {})
            if value is None:
                del place[last]
            else:
                place[last] = _apart(value)
    return Notice.model_validate(data)


def found(notice: Notice, *, at: dt.date = DAY, law: str | None = None) -> list[Finding]:
    """Check a notice on the day of the clean one."""
    return check(notice, at=at, law=law)


def codes(notice: Notice, *, at: dt.date = DAY, law: str | None = None) -> list[str]:
    """Give the codes found, each once, in order."""
    return sorted({finding.code for finding in found(notice, at=at, law=law)})
