"""How a file is written, so that what is added to it looks like the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from honour.notice.source.nodes import Mapping, Node, Scalar, Sequence

_DEEPEST = 8
Habit = TypeVar("Habit", int, str, bool)


@dataclass(frozen=True)
class Style:
    """A file's habits.

    ``step`` is the indentation of a mapping within another, ``dash`` that of a list's dashes below their key, both in
    spaces; ``flow_lists`` whether short lists stand between brackets; ``width`` the length at which a text is
    wrapped, in characters.
    """

    eol: str = "\n"
    step: int = 2
    dash: int = 2
    quote: str = "'"
    flow_lists: bool = True
    width: int = 100


def style_of(text: str, root: Node) -> Style:
    """Find a file's habits by what it does most often; Honour's own where it shows none."""
    counted: dict[str, Counter[Any]] = {
        "step": Counter(), "dash": Counter(), "quote": Counter(), "flow": Counter(),
    }  # fmt: skip
    for parent, node in _pairs(root):
        if isinstance(node, Scalar):
            if node.style in ("'", '"'):
                counted["quote"][node.style] += 1
            continue
        if isinstance(node, Sequence) and node.items and all(isinstance(item, Scalar) for item in node.items):
            counted["flow"][node.flow] += 1
        if isinstance(parent, Mapping) and not parent.flow and not getattr(node, "flow", True):
            deeper = _column(node) - _column(parent)
            kind = "dash" if isinstance(node, Sequence) else "step"
            if node.anchored is None and 0 <= deeper <= _DEEPEST:
                counted[kind][deeper] += 1
    crlf = text.count("\r\n")
    step = _most(counted["step"], 2)
    return Style(
        eol="\r\n" if crlf * 2 > text.count("\n") else "\n",
        step=max(1, step),
        dash=_most(counted["dash"], step),
        quote=_most(counted["quote"], "'"),
        flow_lists=_most(counted["flow"], True),
    )


def _most(counter: Counter[Any], otherwise: Habit) -> Habit:
    if not counter:
        return otherwise
    habit: Habit = counter.most_common(1)[0][0]
    return habit


def _pairs(root: Node) -> Iterator[tuple[Node, Node]]:
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        if isinstance(parent, Mapping):
            children = [value for _, value in parent.entries.values()]
        elif isinstance(parent, Sequence):
            children = parent.items
        else:
            continue
        for child in children:
            yield parent, child
            waiting.append(child)


def _column(node: Node) -> int:
    if isinstance(node, Mapping) and node.entries:
        return next(iter(node.entries.values()))[0].start.column
    return node.start.column
