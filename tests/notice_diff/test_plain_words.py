"""Every code of the format has words, and periods and days read as people say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from honour.notice import model
from honour.notice.reading import load_notice
from honour.notice.wording import CODES, Names, day_in_words, label, listed, period_in_words
from tests.conftest import EXAMPLES


def literals(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    for inner in get_args(annotation):
        yield from literals(inner)


def codes() -> dict[str, set[str]]:
    found = {}
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    for kind in kinds:
        for name, field in kind.model_fields.items():
            values = {str(value) for value in literals(field.annotation)} - {"all"}
            if values:
                found[f"{kind.__name__}.{field.alias or name}"] = values
    return found


def test_every_code_of_the_format_has_words_and_no_words_are_left_over():
    assert {key: set(words) for key, words in CODES.items()} == codes()


@pytest.mark.parametrize(
    ("period", "words"),
    [("P6Y", "6 years"), ("P1M", "1 month"), ("P1Y6M", "1 year and 6 months"),
     ("P1Y2M3D", "1 year, 2 months and 3 days"),
     ("P2W", "2 weeks"), ("P0D", "no time")],
)  # fmt: skip
def test_a_period_in_words(period, words):
    assert period_in_words(period) == words


def test_a_day_in_words():
    assert day_in_words(dt.date(2026, 12, 1)) == "1 December 2026"


def test_lists_and_labels():
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert [label(key) for key in ("bases", "short_notice", "credit-checks", "class")] == [
        "Lawful basis", "Short notice", "Credit checks", "Kind of recipient",
    ]  # fmt: skip


def test_a_name_that_nobody_declared_is_the_id_itself():
    names = Names(load_notice(EXAMPLES / "fellside" / "2026-12-01.yaml").notice)
    assert names.of("purposes", "credit-checks") == "Checking credit"
    assert names.of("purposes", "gone") == names.of("retention", "gone") == "gone"
    assert names.selection("subjects", "all") == ["everybody this notice is for"]
