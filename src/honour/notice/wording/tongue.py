"""The fixed words of a notice's page in another language: a phrase in English is looked up in that language's list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml


class Tongue(NamedTuple):
    """A language: phrases by their English, months, units of time by number, and the clauses that Honour adds."""

    tag: str
    name: str
    phrases: dict[str, str]
    months: tuple[str, ...]
    periods: dict[str, dict[Any, str]]
    builtin: dict[str, dict[str, str]]


ENGLISH = "en-GB"
"""The language of the fixed words as they are written here."""
_speaking: ContextVar[Tongue | None] = ContextVar("speaking", default=None)


def tongues() -> tuple[str, ...]:
    """Give the tags of the languages whose fixed words are known, beside English."""
    here = files("honour.notice.wording").joinpath("tongues")
    return tuple(sorted(each.name.removesuffix(".yaml") for each in here.iterdir() if each.name.endswith(".yaml")))


@cache
def tongue(tag: str) -> Tongue | None:
    """Give a language by its tag, or by the first part of it; ``None`` for one whose fixed words are not known."""
    short = tag.partition("-")[0]
    if short not in tongues():
        return None
    read = yaml.safe_load(files("honour.notice.wording").joinpath("tongues", f"{short}.yaml").read_bytes())
    return Tongue(short, read["name"], read["phrases"], tuple(read["months"]), read["periods"], read["builtin"])


def named(tag: str) -> str:
    """Give what a language calls itself; its tag where that is not known."""
    known = tongue(tag)
    return known.name if known else "English" if tag.partition("-")[0] == "en" else tag


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Say fixed words in a language while this lasts; one that is not known leaves them in English."""
    before = _speaking.set(tongue(tag))
    try:
        yield
    finally:
        _speaking.reset(before)


def spoken() -> Tongue | None:
    """Give the language that is spoken, ``None`` for English."""
    return _speaking.get()


def language_spoken() -> str:
    """Give the tag of the language that is spoken."""
    said = _speaking.get()
    return said.tag if said else ENGLISH


def say(english: str, **values: object) -> str:
    """Say a phrase in the language that is spoken, its places filled; in English where it is not known there."""
    said = _speaking.get()
    phrase = said.phrases.get(english, english) if said else english
    return phrase.format(**values) if values else phrase
