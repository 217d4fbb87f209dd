"""The way to the part that a change is about, and what forbids the change on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from honour.notice.source.errors import EditRefusedError, NoSuchPathError
from honour.notice.source.nodes import Alias, Mapping, Node, Scalar, Sequence
from honour.notice.source.paths import Path, Position, show_path


@dataclass(frozen=True)
class Spot:
    """A part with what it stands in.

    ``key`` is its key's part in a mapping, ``place`` its place among its neighbours, ``flow`` whether it stands within
    brackets.
    """

    node: Node
    parent: Mapping | Sequence | None
    key: Scalar | None
    place: int
    flow: bool


def find(root: Node, path: Path, file: str) -> Node:
    """Give the part at a path; behind an alias, the place of the alias.

    Errors: ``NoSuchPathError``.
    """
    return trail(root, path, file)[-1]


def trail(root: Node, path: Path, file: str) -> list[Node]:
    """Give the parts on the way to a path, from the whole file to the part itself; none lies behind an alias.

    Errors: ``NoSuchPathError`` at the last part that exists.
    """
    parts = [root]
    here = root
    for done, step in enumerate(path):
        child = child_of(here, step)
        if child is None:
            last = parts[-1]
            raise NoSuchPathError(
                f"there is no `{show_path(path[: done + 1])}`", "Name a key or a list place that the file has",
                file=file, at=last.place, path=path[:done],
            )  # fmt: skip
        here = child
        if not isinstance(parts[-1], Alias):
            parts.append(child)
    return parts


def child_of(node: Node, step: str | int) -> Node | None:
    """Give the part that a key or a list index leads to, through an alias if need be."""
    while isinstance(node, Alias):
        node = node.target
    if isinstance(node, Mapping) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry[1] if entry else None
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def key_place(root: Node, path: Path, file: str) -> Position:
    """Give where the key of the part at a path stands; the part itself where it has none.

    Errors: ``NoSuchPathError``.
    """
    place = find(root, path, file).place
    parent = find(root, path[:-1], file)
    return parent.entries[str(path[-1])][0].place if path and isinstance(parent, Mapping) else place


def nearest(root: Node, path: Path) -> Position:
    """Give where the key of the last part that exists on the way to a path stands."""
    node = root
    for done, step in enumerate(path):
        child = child_of(node, step)
        if child is None:
            return key_place(root, path[:done], "")
        node = child
    return key_place(root, path, "")


def spot_for_change(root: Node, path: Path, file: str, *, keeps_parts: bool = False) -> Spot:
    """Find the part that is to be changed; ``keeps_parts``, when what it consists of stays.

    Errors: ``NoSuchPathError``; ``EditRefusedError`` where the part lies behind an alias, or within a part that
    aliases elsewhere repeat.
    """
    parts = trail(root, path, file)
    for depth, part in enumerate(parts):
        if part.aliases:
            _refuse_repeated(part, part, file, path[:depth])
        if isinstance(part, Alias) and depth < len(path):
            raise EditRefusedError(
                f"`{show_path(path[:depth])}` repeats what stands on line {part.target.place.line}",
                "Change it there, or write the value out here first",
                file=file, at=part.place, path=path[:depth],
            )  # fmt: skip
    if not keeps_parts:
        _refuse_repeats_within(parts[-1], file, path)
    flow = any(isinstance(part, (Mapping, Sequence)) and part.flow for part in parts[:-1])
    if not path:
        return Spot(parts[0], None, None, 0, flow=False)
    parent = parts[-2]
    if isinstance(parent, Mapping):
        name = str(path[-1])
        return Spot(parts[-1], parent, parent.entries[name][0], list(parent.entries).index(name), flow)
    if isinstance(parent, Sequence):
        return Spot(parts[-1], parent, None, int(path[-1]), flow)
    raise TypeError(parent)


def _refuse_repeated(part: Node, within: Node, file: str, path: Path) -> NoReturn:
    line = part.aliases[0].place.line
    raise EditRefusedError(
        f"`&{part.anchored}` on line {part.place.line} is repeated by `*{part.anchored}` on line {line}",
        "Write the value out at its alias first, so that this change cannot alter both",
        file=file, at=within.place, path=path,
    )  # fmt: skip


def _refuse_repeats_within(part: Node, file: str, path: Path) -> None:
    waiting = [part]
    first, last = part.start.index, part.end.index
    while waiting:
        node = waiting.pop()
        if any(not first <= alias.start.index < last for alias in node.aliases):
            _refuse_repeated(node, part, file, path)
        if isinstance(node, Mapping):
            for key, value in node.entries.values():
                waiting += (key, value)
        elif isinstance(node, Sequence):
            waiting += node.items
