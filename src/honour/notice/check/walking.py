"""Going through a notice: every model within it, and every text, with the path to it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from honour.notice.check.finding import Path

UNPUBLISHED = frozenset({"missing", "schema_", "version", "id"})
"""Texts that are notes on the notice, not part of what people read."""


def models_within(model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Give a model and all models within it, each with its path."""
    yield path, model
    for name, field in type(model).model_fields.items():
        yield from _models_in(getattr(model, name), (*path, field.alias or name))


def _models_in(value: object, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield from models_within(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _models_in(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _models_in(item, (*path, index))


def texts_of(model: BaseModel, path: Path) -> Iterator[tuple[Path, str]]:
    """Give the texts that stand in a model itself, each with its path."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        here = (*path, field.alias or name)
        if name in UNPUBLISHED:
            continue
        if isinstance(value, str):
            yield here, value
        elif isinstance(value, list):
            yield from (((*here, index), item) for index, item in enumerate(value) if isinstance(item, str))
