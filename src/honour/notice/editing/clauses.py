"""Clauses of a file changed by what their forms say; added, and removed with what refers to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from honour.notice.editing.answers import named_rows, read_fields, row_names
from honour.notice.editing.applying import Rows, apply_answers, clause_data
from honour.notice.editing.shapes import Shape, shape_of
from honour.notice.model import SECTIONS, Notice
from honour.notice.places import WHOLE, Path, path_of
from honour.notice.referring import every_reference
from honour.notice.source import Source


def shape_for(clause: str) -> Shape:
    """Give the questions for the clause with an id (``purpose.services``, ``controller``, ``notice``).

    Errors: ``KeyError`` for what is no clause's id.
    """
    if clause == WHOLE:
        return shape_of(WHOLE)
    path = path_of(clause)
    if not path:
        raise KeyError(clause)
    return shape_of(str(path[0]))


def data_of_clause(source: Source, clause: str) -> dict[str, Any] | None:
    """Give what the file says in a clause; ``None`` where it has none of that id."""
    here: Any = source.data
    for step in path_of(clause):
        here = here.get(step) if isinstance(here, dict) else None
    if clause == WHOLE:
        asked = {item.key for item in shape_of(WHOLE).items}
        return {key: value for key, value in source.data.items() if key in asked}
    return here if isinstance(here, dict) else None


def digest_of_clause(data: Mapping[str, Any] | None) -> str:
    """Give what a clause's words are recognised by; empty for a clause that is not there."""
    if data is None:
        return ""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, default=str).encode()).hexdigest()


def edit_clause(source: Source, clause: str, fields: Mapping[str, list[str]]) -> Source:
    """Change a clause into what its form says, and nothing else.

    Errors: those of changing a file; ``KeyError``.
    """
    shape, was = shape_for(clause), data_of_clause(source, clause) or {}
    said = read_fields(shape, fields, was)
    rows: Rows = {
        (item.key,): [int(row) if row.isdigit() else None for row in row_names(fields, item.key)]
        for item in shape.items
        if item.kind == "rows"
    }
    return apply_answers(source, path_of(clause), shape, said, rows)


def add_clause(source: Source, clause: str, fields: Mapping[str, list[str]]) -> Source:
    """Add a clause with what its form says, behind the last of its section.

    Errors: those of changing a file, such as ``EditRefusedError`` for an id that is taken; ``KeyError``.
    """
    shape, path = shape_for(clause), path_of(clause)
    made = clause_data(shape, read_fields(shape, fields, {}))
    section = str(path[0])
    if len(path) == 1:
        return source.insert((), section, made)
    if not isinstance(source.data.get(section), dict):
        if section in source.data:
            return source.edit((section,), {str(path[1]): made})
        return source.insert((), section, {str(path[1]): made})
    return source.insert((section,), str(path[1]), made)


def referring_to(notice: Notice, clause: str) -> list[Path]:
    """Give the places that refer to a clause."""
    path = path_of(clause)
    if len(path) == 1:
        return []
    section, short = path
    return [place for place, of, named in every_reference(notice) if (of, named) == (section, short)]


def remove_clause(source: Source, notice: Notice, clause: str) -> Source:
    """Take a clause out, and its id out of the lists that name it; a reference that stands alone is left to its clause.

    Errors: those of changing a file; ``KeyError`` where it is not there.
    """
    for place in sorted(referring_to(notice, clause), key=_depth, reverse=True):
        if isinstance(place[-1], int):
            source = source.remove(place)
    for language, words in notice.translations.items():
        if clause in words:
            source = source.remove(("translations", language, clause))
    path = path_of(clause)
    source = source.remove(path)
    if path[0] in SECTIONS and not source.data.get(path[0]):
        source = source.remove(path[:1])
    return source


def standing_alone(notice: Notice, clause: str) -> list[Path]:
    """Give the places that can name nothing else when a clause goes: a topic's purpose, a form's only purpose."""
    places = referring_to(notice, clause)
    return [place for place in places if not isinstance(place[-1], int) or _only_purpose(notice, place)]


def field_at(shape: Shape, fields: Mapping[str, list[str]], path: Path) -> str:
    """Give the name of the field that a path within a clause leads to; empty where it leads to none."""
    name, rest = "", list(path)
    here: Shape | None = shape
    while rest and here is not None:
        step = rest.pop(0)
        item = next((each for each in here.items if each.key == step), None)
        if item is None:
            return name.rstrip(".")
        name, here = f"{name}{item.key}", None
        if item.kind == "part":
            here, name = item.shape, f"{name}."
        elif item.kind in ("rows", "named") and rest:
            row = _row(fields, name, item.kind, rest.pop(0))
            if row is None:
                return name
            here, name = item.shape, f"{name}.{row}."
    return name.rstrip(".")


def _row(fields: Mapping[str, list[str]], name: str, kind: str, step: str | int) -> str | None:
    if kind == "named":
        return next((row for row, short in named_rows(fields, name).items() if short == step), None)
    rows = row_names(fields, name)
    return rows[step] if isinstance(step, int) and step < len(rows) else None


def _only_purpose(notice: Notice, place: Path) -> bool:
    return place[0] == "forms" and place[2] == "purposes" and len(notice.forms[str(place[1])].purposes) == 1


def _depth(place: Path) -> tuple[str, ...]:
    """Sort places so that later items of one list come before earlier ones when reversed."""
    return tuple(f"{step:09}" if isinstance(step, int) else step for step in place)
