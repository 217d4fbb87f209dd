"""Paths through plain data, changes to plain data, and which bytes a change had to leave alone."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from honour.notice.source import Path, Source


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every path, in the order of the file."""
    yield path
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in steps:
        yield from paths(inner, (*path, step))


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def edited(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    data = copy.deepcopy(data)
    at(data, path[:-1])[path[-1]] = value
    return data


def inserted(data: Any, path: Path, key: Any, value: Any) -> Any:
    data = copy.deepcopy(data)
    collection = at(data, path)
    if isinstance(collection, dict):
        collection[key] = value
    else:
        collection.insert(key, value)
    return data


def removed(data: Any, path: Path) -> Any:
    data = copy.deepcopy(data)
    del at(data, path[:-1])[path[-1]]
    return data


def same(one: Any, other: Any) -> bool:
    """Equal in kind and order too: 1 is not True, and keys keep their places."""
    return repr(one) == repr(other)


def index_of(source: Source, path: Path) -> int:
    line, column = source.position(path, key=True)
    return sum(len(part) for part in source.text.split("\n")[: line - 1]) + line - 1 + column - 1


def assert_the_rest_stays(source: Source, path: Path, changed: Source) -> None:
    """Up to the part before a changed one, and from the part behind it, every character is the same."""
    in_order = list(paths(source.data))
    place = in_order.index(path)
    before = index_of(source, in_order[place - 1]) if place > 1 else 0
    # The part before begins where the changed one does, when that is its first: the indentation goes with it.
    assert changed.text.startswith(source.text[:before].rstrip(" "))
    behind = [other for other in in_order[place + 1 :] if other[: len(path)] != path]
    if behind:
        assert changed.text.endswith(source.text[index_of(source, behind[0]) :])
    assert changed.marked == source.marked


def assert_only_added(source: Source, changed: Source) -> None:
    """What was there is there, with one piece put in between."""
    old, new = source.text, changed.text
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    assert new.endswith(old[start:])
