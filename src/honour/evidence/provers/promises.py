"""The rows of the promise board, from ``evidence/promises.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise in a person's words; ``prove`` says what would prove it; ``group`` is its place on the board."""

    id: str
    group: str
    sentence: str
    prove: str


@cache
def promises() -> dict[str, Promise]:
    """Give every promise by its id, in the order of the rows."""
    read = _read()
    return {key: Promise(key, row["group"], row["sentence"], row["prove"]) for key, row in read["promises"].items()}


@cache
def groups() -> dict[str, str]:
    """Give the board's groups and their headings, in order."""
    return dict(_read()["groups"])


@cache
def _read() -> dict[str, Any]:
    text = (files("honour.evidence") / "promises.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded
