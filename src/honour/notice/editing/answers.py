"""A clause in the fields of a form, and the fields read back.

A field's name is the way to its value: ``bases.0.kind``, ``fields.email.type``. A list or a map of parts names its rows
in ``bases.rows``: the place in the list or the id that a row had in the file, ``+1`` for one that is new.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from honour.notice.editing.periods import shown_period, typed_period
from honour.notice.editing.shapes import Item, Shape

Fields = dict[str, list[str]]
"""A form's fields as they are sent: each name with its values."""

NEW = "+"
"""How the name of a row begins that the file does not have yet."""

ALL = "all"
_YES, _NO = "yes", "no"


def fields_of(shape: Shape, data: Mapping[str, Any], lead: str = "") -> Fields:
    """Put a clause's data, as the file has them, into the fields of its form."""
    fields: Fields = {}
    for item in shape.items:
        value = data.get(item.key, item.default)
        name = f"{lead}{item.key}"
        if item.kind == "part":
            fields |= fields_of(_within(item), value if isinstance(value, Mapping) else {}, f"{name}.")
        elif item.kind in ("rows", "named"):
            rows = _rows(value)
            fields[f"{name}.rows"] = [row for row, _ in rows]
            for row, part in rows:
                fields |= fields_of(_within(item), part, f"{name}.{row}.")
        elif item.kind == "selection":
            fields[f"{name}.every"] = [ALL] if value == ALL else ["chosen"]
            fields[name] = [] if value == ALL else [str(each) for each in value or ()]
        else:
            fields[name] = _shown(item, value)
    return fields


def read_fields(
    shape: Shape, fields: Mapping[str, list[str]], was: Mapping[str, Any], lead: str = ""
) -> dict[str, Any]:
    """Read a clause's data back out of a form's fields; what is left empty is left out.

    Arguments: ``was``, the data before, whose words are kept where a form can only show them on other lines.
    """
    said: dict[str, Any] = {}
    for item in shape.items:
        name = f"{lead}{item.key}"
        value = _read(item, name, fields, was.get(item.key, item.default))
        if value is not None:
            said[item.key] = value
    return said


def row_names(fields: Mapping[str, list[str]], name: str) -> list[str]:
    """Give the rows that a form has of a list or map, in its order."""
    return list(fields.get(f"{name}.rows", ()))


def with_row(fields: Mapping[str, list[str]], name: str) -> Fields:
    """Give the fields with one more, empty row."""
    rows = row_names(fields, name)
    taken = {row for row in rows if row.startswith(NEW)}
    row = next(f"{NEW}{number}" for number in range(1, len(taken) + 2) if f"{NEW}{number}" not in taken)
    return {**fields, f"{name}.rows": [*rows, row]}


def without_row(fields: Mapping[str, list[str]], name: str, row: str) -> Fields:
    """Give the fields without one row and all that was said in it."""
    left = {key: list(values) for key, values in fields.items() if not key.startswith(f"{name}.{row}.")}
    left[f"{name}.rows"] = [each for each in row_names(fields, name) if each != row]
    return left


def id_from(words: str, taken: Iterable[str] = ()) -> str:
    """Make a short id out of a name: lower case words and hyphens, numbered where it is taken."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "clause"
    known = set(taken)
    return next(each for each in (short, *(f"{short}-{n}" for n in range(2, len(known) + 3))) if each not in known)


def named_rows(fields: Mapping[str, list[str]], name: str) -> dict[str, str]:
    """Give the ids under which a map's rows are written.

    Those they had; for a new one the id typed, else one made from its name.
    """
    ids: dict[str, str] = {}
    for row in row_names(fields, name):
        if not row.startswith(NEW):
            ids[row] = row
            continue
        typed = _one(fields, f"{name}.{row}.id").strip()
        called = (
            _one(fields, f"{name}.{row}.name")
            or _one(fields, f"{name}.{row}.label")
            or _one(fields, f"{name}.{row}.field")
        )
        ids[row] = typed or id_from(called, ids.values())
    return ids


def _read(item: Item, name: str, fields: Mapping[str, list[str]], was: Any) -> Any:
    if item.shape:
        return _read_parts(item, item.shape, name, fields, was)
    if item.kind == "selection" and _one(fields, f"{name}.every") == ALL:
        return ALL
    if item.kind in ("selection", "some", "several"):
        chosen = in_order(fields.get(name, []), was if isinstance(was, list) else [])
        return None if not chosen and item.default is None and not item.required else chosen
    return _typed(item, fields.get(name, []), was)


def _read_parts(item: Item, shape: Shape, name: str, fields: Mapping[str, list[str]], was: Any) -> Any:
    if item.kind == "part":
        part = read_fields(shape, fields, was if isinstance(was, Mapping) else {}, f"{name}.")
        return part if _says_something(shape, part) else None
    old = dict(_rows(was))
    if item.kind == "rows":
        return [read_fields(shape, fields, old.get(row, {}), f"{name}.{row}.") for row in row_names(fields, name)]
    ids = named_rows(fields, name)
    return {ids[row]: read_fields(shape, fields, old.get(row, {}), f"{name}.{row}.") for row in ids}


def _typed(item: Item, values: list[str], was: Any) -> Any:
    typed = values[-1].replace("\r\n", "\n").strip() if values else ""
    if item.kind in ("tick", "whether"):
        return {_YES: True, _NO: False}.get(typed, False if item.kind == "tick" else None)
    if item.kind == "lines":
        return _lines(typed, was if isinstance(was, list) else [])
    if item.kind == "number" and re.fullmatch(r"-?\d{1,9}", typed):
        return int(typed)
    if item.kind == "period" and typed:
        return typed_period(typed)
    return was if isinstance(was, str) and was.strip() == typed else typed or None


def in_order(chosen: Iterable[str], was: list[str]) -> list[str]:
    """Put what is chosen in the order in which it stood, the new behind it."""
    picked = list(dict.fromkeys(chosen))
    return [each for each in was if each in picked] + [each for each in picked if each not in was]


def _lines(typed: str, was: list[str]) -> list[str]:
    folded = {" ".join(str(each).split()): each for each in was}
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    return [folded.get(" ".join(line.split()), line) for line in lines]


def _shown(item: Item, value: Any) -> list[str]:
    if item.kind in ("some", "several"):
        return [str(each) for each in value or ()]
    if value is None:
        return [""]
    if item.kind == "lines":
        return ["\n".join(" ".join(str(each).split()) for each in value)]
    if item.kind in ("tick", "whether"):
        return [_YES if value else _NO]
    return [shown_period(value)] if item.kind == "period" else [str(value).strip()]


def _says_something(shape: Shape, part: Mapping[str, Any]) -> bool:
    """Whether a part says anything beyond what it would mean unsaid."""
    return any(item.key in part and part[item.key] not in (item.default, None, [], {}, False) for item in shape.items)


def _rows(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return [(str(short), part if isinstance(part, Mapping) else {}) for short, part in value.items()]
    return [(str(place), part) for place, part in enumerate(value or ())]


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    return (fields.get(name) or [""])[-1]


def _within(item: Item) -> Shape:
    if item.shape is None:
        raise TypeError(item.key)
    return item.shape
