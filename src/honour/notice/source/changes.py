"""What a change to a file comes to: the data that it must give, and the ways to write it."""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn

from honour.notice.source.errors import EditRefusedError, SourceError, UnwritableError
from honour.notice.source.insert import into_empty, new_entries, new_items
from honour.notice.source.limits import Limits
from honour.notice.source.nodes import Mapping, Node, Scalar, Sequence, data_of
from honour.notice.source.paths import Path, show_path
from honour.notice.source.remove import removal
from honour.notice.source.replace import Splices, replacements
from honour.notice.source.spots import Spot, nearest, spot_for_change
from honour.notice.source.style import style_of
from honour.notice.source.values import same, writable


class Change(NamedTuple):
    """A change: the value that then stands at ``path``, and the ways to write it, the best first."""

    path: Path
    value: Any
    ways: list[Splices]


class Changing:
    """The changes that can be made to one file.

    Arguments: ``text`` and its ``root``; ``file``, its name for messages; ``limits``, the caps.
    """

    def __init__(self, text: str, root: Node, file: str, limits: Limits) -> None:
        self.text = text
        self.root = root
        self.file = file
        self.limits = limits
        self.style = style_of(text, root)

    def edit(self, path: Path, value: Any) -> Change | None:
        """Put a value in place of another; ``None`` where it is there already."""
        spot = spot_for_change(self.root, path, self.file)
        plain = self._writable(value, path)
        if not path and not isinstance(plain, (dict, list)):
            self.refuse(path, "the whole file cannot be a single value", "Give a mapping")
        return None if same(data_of(spot.node), plain) else self._replace(spot, path, plain)

    def insert(self, path: Path, key: str | int, value: Any) -> Change:
        """Add an entry behind the last of a mapping, or an item at a place of a list."""
        spot = spot_for_change(self.root, path, self.file, keeps_parts=True)
        plain = self._writable(value, (*path, key))
        if isinstance(key, str):
            return self._insert_entry(spot, path, key, plain)
        node = spot.node
        if not isinstance(node, Sequence):
            self.refuse(path, f"`{show_path(path)}` is no list", "Name the new entry by a key")
        items = data_of(node)
        if not 0 <= key <= len(items):
            self.refuse(path, f"the list has {len(items)} items", f"Name a place from 0 to {len(items)}")
        longer = [*items[:key], plain, *items[key:]]
        if items:
            return Change(path, longer, new_items(self.text, node, key, plain, self.style))
        return self._into_empty(spot, node, path, key, longer)

    def remove(self, path: Path) -> Change:
        """Take an entry or an item out; the last of all leaves an empty collection."""
        spot = spot_for_change(self.root, path, self.file)
        if spot.parent is None:
            self.refuse(path, "the whole file cannot be removed from itself", "Delete the file")
        left = data_of(spot.parent)
        del left[path[-1]]
        if left:
            return Change(path[:-1], left, [removal(self.text, spot.parent, spot.place)])
        return self._replace(spot_for_change(self.root, path[:-1], self.file), path[:-1], left)

    def refuse(self, path: Path, problem: str, fix: str, kind: type[SourceError] = EditRefusedError) -> NoReturn:
        """Say why a change is not made."""
        raise kind(problem, fix, file=self.file, at=nearest(self.root, path), path=path)

    def _insert_entry(self, spot: Spot, path: Path, key: str, value: Any) -> Change:
        self._writable({key: None}, path)
        node = spot.node
        if isinstance(node, Scalar) and node.value is None:
            return self._replace(spot, path, {key: value})
        if not isinstance(node, Mapping):
            self.refuse(path, f"`{show_path(path)}` has no keys", "Name a mapping, or an item of the list by its place")
        if key in node.entries:
            self.refuse((*path, key), f"`{show_path((*path, key))}` is there already", "Edit it instead")
        longer = {**data_of(node), key: value}
        if node.entries:
            return Change(path, longer, new_entries(self.text, node, key, value, self.style))
        return self._into_empty(spot, node, path, key, longer)

    def _into_empty(self, spot: Spot, node: Mapping | Sequence, path: Path, key: str | int, value: Any) -> Change:
        if not spot.flow:
            return self._replace(spot, path, value)
        return Change(path, value, [into_empty(self.text, node, key, value[key], self.style)])

    def _replace(self, spot: Spot, path: Path, value: Any) -> Change:
        return Change(path, value, replacements(self.text, spot, value, self.style))

    def _writable(self, value: Any, path: Path) -> Any:
        def refuse(where: Path, problem: str, fix: str) -> NoReturn:
            self.refuse(where, f"the new value has {problem}", fix, UnwritableError)

        return writable(value, path, self.limits, refuse)
