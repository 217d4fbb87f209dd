"""What stands beside each question of a form: labels and guidance in plain words, from ``guidance.yaml``.

The rule of law that a question is asked for is not in those words: it comes from the packs of law.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from honour.law.pack import PackName, pack


class Guidance(NamedTuple):
    """What a question is called and what helps to answer it; either is empty where the model's own words do."""

    label: str = ""
    help: str = ""
    long: bool = False
    rare: bool = False


def about(model: str, law: PackName) -> str:
    """Give what a kind of clause is for and by which rule of a law; empty where nothing is written."""
    return cited(str(_read().get(model, {}).get("about", "")), law, model)


def cited(words: str, law: PackName, asked: str) -> str:
    """Give words of guidance with the rule of a law that they speak of, where its pack has one.

    Arguments: ``asked``, what is asked for: a kind of clause, or a key of one, such as ``Purpose.consequence``.
    """
    ground = pack(law).grounds.get(f"asks:{asked}")
    if not words or ground is None:
        return words
    end = words[-1] if words[-1] in ".?" else ""
    return f"{words.removesuffix(end)} ({ground.source}){end}"


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
