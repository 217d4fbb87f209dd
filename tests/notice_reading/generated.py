"""Notices of every shape that the model allows, made from its own annotations."""

from __future__ import annotations

import datetime as dt
import re
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from honour.notice.model import Notice

SLUGS = st.sampled_from(
    ["contact", "payment", "services", "credit-checks", "customer", "directly", "email", "b2b", "x"]
)
LANGUAGES = st.sampled_from(["cy", "pl", "en-IE"])
PERIODS = st.sampled_from(["P6Y", "P18M", "P30D", "P2W", "P1Y6M", "P0D", "P1Y2M3D"])
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
TEXTS = st.one_of(
    st.sampled_from(
        ["Answer you", "no", "12", "a: b # c", "two\n\nparagraphs", "<b>&amp;\"'", "=1+1", "é 🎉", "x" * 200]
    ),
    st.text(max_size=15).map(str.strip).filter(lambda text: not _UNWRITABLE.search(text)),
)
EXTRAS = st.dictionaries(
    st.sampled_from(["x-note", "colour", "nmae"]),
    st.one_of(TEXTS, st.booleans(), st.lists(TEXTS, max_size=2)),
    max_size=1,
)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    """Any notice, with a few clauses in some of its sections."""
    return Notice.model_validate(draw(model(Notice, least=4)))


@st.composite
def model(draw: st.DrawFn, kind: type[BaseModel], least: int = 0) -> dict[str, Any]:
    """Data for a model: what it requires, some of the rest, now and then a key that it does not know."""
    optional = [name for name, field in kind.model_fields.items() if not field.is_required()]
    chosen = draw(st.lists(st.sampled_from(optional), unique=True, min_size=least, max_size=5))
    data = {
        field.alias or name: draw(of_field(field))
        for name, field in kind.model_fields.items()
        if field.is_required() or name in chosen
    }
    return {**data, **draw(EXTRAS)}


def of_field(field: FieldInfo) -> st.SearchStrategy[Any]:
    annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return of(annotation)


def of(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one return for each kind of annotation
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        return annotated(inner, notes)
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        return st.one_of(*map(of, get_args(annotation)))
    if get_origin(annotation) is list:
        return st.lists(of(get_args(annotation)[0]), max_size=2)
    if get_origin(annotation) is dict:
        key, value = get_args(annotation)
        return st.dictionaries(of(key), st.deferred(lambda: of(value)), min_size=1, max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return st.deferred(lambda: model(annotation))
    plain = {str: TEXTS, bool: st.booleans(), int: st.integers(1, 500), dt.date: DAYS, type(None): st.none()}
    return plain[annotation]


def annotated(inner: Any, notes: list[Any]) -> st.SearchStrategy[Any]:
    pattern = next((note.pattern for note in notes if getattr(note, "pattern", None)), "")
    if pattern:
        return PERIODS if pattern.startswith("^P") else LANGUAGES if pattern.startswith("^[a-z]{2,3}") else SLUGS
    least = next((note.min_length for note in notes if getattr(note, "min_length", None)), 0)
    made = of(inner)
    return made.filter(lambda value: len(value) >= least) if least else made
