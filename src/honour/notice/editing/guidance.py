"""What stands beside each question of a form: labels and guidance in plain words, from ``guidance.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml


class Guidance(NamedTuple):
    """What a question is called and what helps to answer it; either is empty where the model's own words do."""

    label: str = ""
    help: str = ""
    long: bool = False
    rare: bool = False


def about(model: str) -> str:
    """Give what a kind of clause is for, in a sentence or two; empty where nothing is written."""
    return str(_read().get(model, {}).get("about", ""))


def guidance(model: str, key: str) -> Guidance:
    """Give the guidance for a key of a model: its own, else what every clause has under that key."""
    for name in (model, "Clause"):
        found = _read().get(name, {}).get(key)
        if found:
            return Guidance(**found)
    return Guidance()


@cache
def _read() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(files(__package__).joinpath("guidance.yaml").read_bytes())
    return loaded
