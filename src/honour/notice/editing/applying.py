"""A clause's answers as changes of the file: nothing is rewritten that stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from honour.notice.editing.shapes import Item, Shape
from honour.notice.source import Path, Source, same


def apply_answers(source: Source, path: Path, shape: Shape, said: Mapping[str, Any], rows: Rows) -> Source:
    """Change the clause at a path into what its form says.

    Arguments: ``said``, as ``read_fields`` gives it; ``rows``, for each list of parts (by its path within the clause)
    the places that its rows had in the file, ``None`` for a new one.
    Errors: those of changing a file.
    """
    return _Applying(rows, len(path)).mapping(source, path, shape, said)


Rows = Mapping[Path, list[int | None]]
"""Where the rows of a list came from, by the list's path within the clause."""


class _Applying:
    def __init__(self, rows: Rows, lead: int) -> None:
        self.rows = rows
        self.lead = lead

    def mapping(self, source: Source, path: Path, shape: Shape, said: Mapping[str, Any]) -> Source:
        for item in shape.items:
            source = self._item(source, path, item, said)
        return source

    def _item(self, source: Source, path: Path, item: Item, said: Mapping[str, Any]) -> Source:
        there = _at(source, path) or {}
        here = (*path, item.key)
        if item.key not in said:
            return source.remove(here) if item.key in there else source
        new = said[item.key]
        if item.key not in there:
            cut = _cut(item, new)
            return source if _unsaid(item, cut) else source.insert(path, item.key, cut)
        return source if same(there[item.key], new) else self._other(source, here, item, there[item.key], new)

    def _other(self, source: Source, path: Path, item: Item, old: Any, new: Any) -> Source:
        """Put something else in place of what stands there, part by part where both have parts."""
        if item.shape and isinstance(old, dict) and item.kind == "part":
            return self.mapping(source, path, item.shape, new)
        if item.shape and isinstance(old, dict):
            return self._map(source, path, item.shape, new)
        if isinstance(old, list) and isinstance(new, list) and old and new:
            return self._list(source, path, item.shape, new) if item.shape else _words(source, path, old, new)
        return source.edit(path, _cut(item, new))

    def _list(self, source: Source, path: Path, shape: Shape, new: list[dict[str, Any]]) -> Source:
        came = self.rows.get(path[self.lead :], [None] * len(new))
        count = len(_at(source, path))
        for place, part in zip(came, new, strict=True):
            if place is not None and place < count:
                source = self.mapping(source, (*path, place), shape, part)
        added = [part for place, part in zip(came, new, strict=True) if place is None or place >= count]
        for offset, part in enumerate(added):
            source = source.insert(path, count + offset, _said(shape, part))
        for place in sorted(set(range(count)) - {place for place in came if place is not None}, reverse=True):
            source = source.remove((*path, place))
        return source

    def _map(self, source: Source, path: Path, shape: Shape, new: dict[str, dict[str, Any]]) -> Source:
        for short, part in new.items():
            if short in _at(source, path):
                source = self.mapping(source, (*path, short), shape, part)
            else:
                source = source.insert(path, short, _said(shape, part))
        for short in [each for each in _at(source, path) if each not in new]:
            source = source.remove((*path, short))
        return source


def clause_data(shape: Shape, said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a new clause says, without what goes unsaid."""
    return _said(shape, said)


def _said(shape: Shape, part: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a part leaves at its default, within it too."""
    said: dict[str, Any] = {}
    for item in shape.items:
        value = part.get(item.key)
        cut = None if value is None else _cut(item, value)
        if cut is not None and not _unsaid(item, cut):
            said[item.key] = cut
    return said


def _unsaid(item: Item, value: Any) -> bool:
    """Whether a value means what the file means when it says nothing."""
    return not item.required and (same(value, item.default) or value in ([], {}))


def _cut(item: Item, value: Any) -> Any:
    """Leave out of what is new what its parts leave at their defaults."""
    if item.shape is None:
        return value
    if item.kind == "part":
        return _said(item.shape, value)
    if isinstance(value, dict):
        return {short: _said(item.shape, part) for short, part in value.items()}
    return [_said(item.shape, part) for part in value]


def _words(source: Source, path: Path, old: list[Any], new: list[Any]) -> Source:
    """Change a list of words item by item, from its end, so that what stays keeps its line."""
    matched = SequenceMatcher(a=[repr(each) for each in old], b=[repr(each) for each in new], autojunk=False)
    for tag, start, end, first, last in reversed(matched.get_opcodes()):
        if tag == "equal":
            continue
        kept = min(end - start, last - first)
        for place in reversed(range(start + kept, end)):
            source = source.remove((*path, place))
        for offset in range(last - first - kept):
            source = source.insert(path, start + kept + offset, new[first + kept + offset])
        for offset in range(kept):
            source = source.edit((*path, start + offset), new[first + offset])
    return source


def _at(source: Source, path: Path) -> Any:
    here = source.data
    for step in path:
        here = here[step]
    return here
