"""A notice file in hand: its data, the places in it, and changes to it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from honour.notice.source.changes import Change, Changing
from honour.notice.source.errors import SourceError, TooLargeError, UnwritableError
from honour.notice.source.layout import mapping_lines
from honour.notice.source.limits import LIMITS, Limits
from honour.notice.source.nodes import Mapping, Sequence, data_of
from honour.notice.source.parse import parse
from honour.notice.source.paths import Path, Position
from honour.notice.source.spots import find, key_place, nearest
from honour.notice.source.style import Style
from honour.notice.source.text import decode
from honour.notice.source.values import same, writable


@dataclass(frozen=True, eq=False)
class Source:
    """A file as it was read; a change gives another ``Source`` and leaves this one alone.

    Two promises hold for every change: no byte outside the part that changes is touched, and the file read anew gives
    the old data with exactly that change. Where both cannot be kept the change is refused.
    """

    name: str
    text: str
    root: Mapping | Sequence
    marked: bool
    limits: Limits = LIMITS

    @cached_property
    def data(self) -> Any:
        """The file's content as dictionaries and lists; treat it as read-only."""
        return data_of(self.root)

    def save(self) -> bytes:
        """Give the file's bytes: those that were read, where nothing was changed."""
        return _encoded(self.text, self.marked)

    def position(self, path: Path, *, key: bool = False) -> Position:
        """Give where the value at a path stands, or with ``key`` where its key stands.

        A value that an alias repeats stands at the alias; so does everything within it. A list's item has no key.

        Errors: ``NoSuchPathError``.
        """
        return key_place(self.root, path, self.name) if key else find(self.root, path, self.name).place

    def nearest(self, path: Path) -> Position:
        """Give where the key of the last part that exists on the way to a path stands."""
        return nearest(self.root, path)

    def edit(self, path: Path, value: Any) -> Source:
        """Put a value in place of the one at a path.

        Errors: ``NoSuchPathError``; ``UnwritableError`` for a value that a file cannot hold; ``EditRefusedError``
        behind an alias, within an anchor that is repeated elsewhere, or where the rest would not stay as it is.
        """
        change = self._changing.edit(path, value)
        return self._changed(change) if change else self

    def insert(self, path: Path, key: str | int, value: Any) -> Source:
        """Add an entry to the mapping at ``path``, behind its last, or an item to the list, at the place ``key``.

        An empty place (``cookies:`` with nothing behind it) becomes a mapping.

        Errors: as ``edit``; ``EditRefusedError`` also for a key that is there, or a place past the list's end.
        """
        return self._changed(self._changing.insert(path, key, value))

    def remove(self, path: Path) -> Source:
        """Take the entry or item at a path out, with a comment on its line; the last of all leaves ``{}`` or ``[]``.

        Errors: as ``edit``; ``EditRefusedError`` also for the whole file.
        """
        return self._changed(self._changing.remove(path))

    @cached_property
    def _changing(self) -> Changing:
        return Changing(self.text, self.root, self.name, self.limits)

    def _changed(self, change: Change) -> Source:
        """Take the first way that leaves everything else as it is."""
        expected = _with(data_of(self.root), change.path, change.value)
        for splices in change.ways:
            text = self.text
            for start, end, new in sorted(splices, reverse=True):
                text = text[:start] + new + text[end:]
            try:
                changed = read_source(_encoded(text, self.marked), self.name, self.limits)
            except TooLargeError as error:
                self._changing.refuse(change.path, f"with this change {error.problem}", "Make the value smaller")
            except SourceError:
                continue
            if same(changed.data, expected):
                return changed
        return self._changing.refuse(
            change.path, "the file is written here in a way that this change would spoil", "Make the change by hand"
        )


def read_source(data: bytes, name: str, limits: Limits = LIMITS) -> Source:
    """Read a file's bytes.

    Arguments: ``data``, the bytes, UTF-8 with or without a byte order mark; ``name``, what the person calls the file,
    for messages; ``limits``, the caps.

    Errors: a ``SourceError`` of the kind that fits, at the place of the first fault.
    """
    text, marked = decode(data, name, limits)
    return Source(name, text, parse(text, name, limits), marked, limits)


def write_source(data: dict[str, Any], name: str, style: Style | None = None) -> Source:
    """Write data as a new file.

    Errors: ``UnwritableError`` for what a file cannot hold; ``TooLargeError``.
    """

    def refuse(where: Path, problem: str, fix: str) -> NoReturn:
        raise UnwritableError(f"the value has {problem}", fix, file=name, at=Position(1, 1), path=where)

    plain = writable(data, (), LIMITS, refuse)
    style = style or Style()
    lines = mapping_lines(plain, 0, style) if plain else ["{}"]
    written = read_source("".join(line + style.eol for line in lines).encode("utf-8"), name)
    if not same(written.data, plain):
        refuse((), "a part that does not come back as it was written", "Report this together with the value")
    return written


def _encoded(text: str, marked: bool) -> bytes:
    return (codecs.BOM_UTF8 if marked else b"") + text.encode("utf-8")


def _with(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    here = data
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return data
