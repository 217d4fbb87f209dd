"""The parts of a file, each with the place where it stands.

``start`` and ``end`` are libyaml's marks: ``index`` counts characters of the text, ``line`` and ``column`` from 0. A
part's anchor and tag belong to it. A block collection's ``end`` lies past the comments that follow it; its own end is
found by ``extents``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from honour.notice.source.paths import Position


class Mark(Protocol):
    """A place in the text, as libyaml gives it."""

    @property
    def index(self) -> int:
        """Characters before it."""

    @property
    def line(self) -> int:
        """Lines before it."""

    @property
    def column(self) -> int:
        """Characters before it on its line."""


@dataclass(slots=True, eq=False)
class Node:
    """A part of a file.

    ``anchored`` holds its anchor's name, ``aliases`` those that repeat it; ``nodes`` and ``characters`` say how much
    it is when every alias within is written out, ``height`` how many collections stand inside one another.
    """

    start: Mark
    end: Mark
    anchored: str | None
    aliases: tuple[Alias, ...] = field(init=False, default=())
    nodes: int = field(init=False, default=1)
    characters: int = field(init=False, default=0)
    height: int = field(init=False, default=0)

    @property
    def place(self) -> Position:
        """Where it stands, counted from 1."""
        return Position(self.start.line + 1, self.start.column + 1)


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """A text, number, truth value or nothing; ``style`` is ``'``, ``"``, ``|``, ``>`` or empty for plain."""

    value: str | int | float | bool | None
    style: str

    @property
    def is_block(self) -> bool:
        """Whether it is written on lines of its own below its header."""
        return self.style in ("|", ">")


@dataclass(slots=True, eq=False)
class Mapping(Node):
    """Keys with their values, in the file's order."""

    flow: bool
    entries: dict[str, tuple[Scalar, Node]] = field(init=False, default_factory=dict)


@dataclass(slots=True, eq=False)
class Sequence(Node):
    """A list."""

    flow: bool
    items: list[Node] = field(init=False, default_factory=list)


@dataclass(slots=True, eq=False)
class Alias(Node):
    """A place that repeats an anchored part."""

    target: Node


def data_of(node: Node) -> Any:
    """Give a part as plain data; each alias gives a copy of its own."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {name: data_of(value) for name, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [data_of(item) for item in node.items]
    if isinstance(node, Alias):
        return data_of(node.target)
    raise TypeError(node)
