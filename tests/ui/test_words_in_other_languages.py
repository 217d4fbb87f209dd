"""The fixed words of public pages and letters: each is there in every language, with the same places to be filled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from honour.notice.model import Notice
from honour.notice.wording import CODES, label, tongue, tongues

SRC = Path(__file__).parents[2] / "src" / "honour"
OF_STAFF = ("web/console/", "cli/")


def _in_templates() -> dict[str, str]:
    files = [*SRC.rglob("*.html"), *SRC.rglob("*.txt")]
    return {words: str(file) for file in files for words in re.findall(r'\{% say "([^"]+)"', file.read_text("utf-8"))}


def _in_code() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in SRC.rglob("*.py"):
        if file.relative_to(SRC).as_posix().startswith(OF_STAFF) or "say(" not in file.read_text("utf-8"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in {"say", "_say"} or not node.args:
                continue
            said = node.args[0]
            for each in [said] if not isinstance(said, ast.IfExp) else [said.body, said.orelse]:
                if isinstance(each, ast.Constant):
                    found[each.value] = str(file)
    return found


def _by_name() -> dict[str, str]:
    """Words that are said by what they are listed under, not where they stand."""
    from honour.intake.models import Asset
    from honour.outreach.preferences.standing import WAYS
    from honour.web import changes, errors
    from honour.web.site import preferences, preferences_words, receipts, taking

    listed = [
        *WAYS.values(),
        *Asset.Kind.labels,
        *(missing for _, missing in preferences_words.REACHED_BY.values()),
        *preferences_words.HOW_THEY_SAID_IT.values(),
        *preferences._PAUSES.values(),
        *receipts._CHOICES.values(),
        taking._NOT_OURS,
        taking._TOO_QUICK,
        taking._ELSEWHERE,
        errors._SMALLER,
        *changes.HEADINGS.values(),
        *changes.WORDS.values(),
        "You said yes on {day}, {how}.",
        "You said no on {day}, {how}.",
    ]
    return dict.fromkeys(listed, "a list of words")


@pytest.fixture(scope="module")
def said():
    return _in_templates() | _in_code() | _by_name()


@pytest.mark.parametrize("tag", tongues())
def test_every_phrase_is_there_in_every_language(said, tag):
    known = tongue(tag).phrases
    assert {words: place for words, place in said.items() if words not in known} == {}
    assert len(said) > 250


def _labels(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    """What the keys of a clause, and of what stands in it, are called."""
    seen.add(model)
    for name, field in model.model_fields.items():
        yield label(field.alias or name)
        within = [field.annotation]
        while within:
            kind = within.pop()
            within += [*get_args(kind), getattr(kind, "__value__", None)] if kind else []
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
                yield from _labels(kind, seen)


@pytest.mark.parametrize("tag", tongues())
def test_everything_that_a_comparison_of_versions_names_is_there_in_every_language(tag):
    named = {*_labels(Notice, set()), *(words for codes in CODES.values() for words in codes.values())}
    assert {words for words in named if words not in tongue(tag).phrases} == set()
    assert len(named) > 250


@pytest.mark.parametrize("tag", tongues())
def test_what_is_filled_in_and_what_is_a_link_is_the_same_in_every_language(tag):
    def places(words: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}|</?\w+>", words))

    assert {english for english, put in tongue(tag).phrases.items() if places(english) != places(put)} == set()
