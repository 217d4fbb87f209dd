"""The questions of a clause's form, read off the typed model."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from honour.notice.editing.guidance import guidance
from honour.notice.model import SECTIONS, Notice
from honour.notice.model.clause import Day, Duration
from honour.notice.model.notice import SINGLE
from honour.notice.wording import label, words_for
from honour.notice.wording.names import section_meant
from honour.notice.writing import as_data, keys_in_order

Kind = Literal[
    "line", "long", "lines", "tick", "whether", "choice", "several", "day", "period", "number", "one", "some",
    "selection", "part", "rows", "named",
]  # fmt: skip

_NOT_ASKED = frozenset({"$schema", "honour", "in", "translations"})
_EVERY = "“All” means every one that the notice declares."
_MENTIONS_NOTHING = frozenset({"BalancingTest"})
"""Models whose keys are words, though some are called like a section."""


@dataclass(frozen=True)
class Item:
    """One question.

    ``key`` is the file's; ``kind`` how it is asked; ``choices`` codes with their words; ``section`` the section whose
    clauses it refers to; ``shape`` the questions within it; ``default`` what the file means when it says nothing;
    ``rare`` whether few need it.
    """

    key: str
    kind: Kind
    label: str
    help: str
    required: bool
    default: Any = None
    choices: tuple[tuple[str, str], ...] = ()
    section: str = ""
    shape: Shape | None = None
    rare: bool = False


@dataclass(frozen=True)
class Shape:
    """The questions of one kind of clause, in the order in which a person would answer them."""

    model: str
    items: tuple[Item, ...]


@cache
def shape_of(section: str) -> Shape:
    """Give the questions for a clause of a section (``purposes``) or for one that stands alone (``controller``).

    ``notice`` gives those for what belongs to no clause.

    Errors: ``KeyError`` for what is none of them.
    """
    if section == "notice":
        items = tuple(item for item in _items(Notice) if item.key not in {*SECTIONS, *SINGLE})
        return Shape("Notice", items)
    if section not in {*SECTIONS, *SINGLE}:
        raise KeyError(section)
    return _shape(_model_in(Notice.model_fields[section].annotation))


def _shape(model: type[BaseModel]) -> Shape:
    return Shape(model.__name__, tuple(_items(model)))


def _items(model: type[BaseModel]) -> Iterator[Item]:
    for name in keys_in_order(model):
        field = model.model_fields[name]
        key = field.alias or name
        if key not in _NOT_ASKED:
            yield _item(model.__name__, key, field)


def _item(model: str, key: str, field: FieldInfo) -> Item:
    words = guidance(model, key)
    kind, more = _kind(model, key, field)
    if kind == "line" and words.long:
        kind = "long"
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return Item(
        key,
        kind,
        words.label or label(key),
        words.help or (_EVERY if kind == "selection" else (field.description or "").replace("`", "")),
        field.is_required(),
        as_data(default) if isinstance(default, BaseModel) else default,
        rare=words.rare,
        **more,
    )


def _kind(model: str, key: str, field: FieldInfo) -> tuple[Kind, dict[str, Any]]:
    within, section = _bare(field.annotation), "" if model in _MENTIONS_NOTHING else section_meant(key) or ""
    part = _model_in(within)
    if part is not None:
        kinds: dict[Any, Kind] = {dict: "named", list: "rows"}
        return kinds.get(get_origin(within), "part"), {"shape": _shape(part)}
    if _is_selection(field.annotation):
        return "selection", {"section": section}
    if get_origin(within) is Literal:
        return "choice", {"choices": _choices(model, key, within)}
    if get_origin(within) is list:
        inner = _bare(get_args(within)[0])
        if get_origin(inner) is Literal:
            return "several", {"choices": _choices(model, key, inner)}
        return ("some", {"section": section}) if section else ("lines", {})
    if key == "field":
        section = "fields"
    return _simple(within, field, section), {"section": section}


def _simple(within: Any, field: FieldInfo, section: str) -> Kind:
    if section:
        return "one"
    if within is bool:
        return "whether" if _is_optional(field.annotation) else "tick"
    if within is int:
        return "number"
    if _has(field, Duration):
        return "period"
    return "day" if _has(field, Day) else "line"


def _choices(model: str, key: str, literal: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), words_for(model, key, code) or str(code)) for code in get_args(literal))


def _bare(annotation: Any) -> Any:
    """Take a type out of ``Annotated`` and of its union with ``None``."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation


def _is_optional(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def _is_selection(annotation: Any) -> bool:
    parts = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else ()
    return any(get_origin(each) is list for each in parts) and any(get_origin(each) is Literal for each in parts)


def _metadata(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    for each in get_args(field.annotation):
        yield from getattr(each, "__metadata__", ())


def _has(field: FieldInfo, annotated: Any) -> bool:
    """Whether a field is of an annotated type, by itself or or-nothing."""
    return any(each in list(_metadata(field)) for each in annotated.__metadata__)


def _model_in(annotation: Any) -> Any:
    """Give the model that a type holds, by itself or within a list or a map; ``None`` for none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each)) is not None), None)
