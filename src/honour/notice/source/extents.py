"""Where the parts of a file really begin and end: between them lie only spaces, comments, dashes, colons, commas."""

from __future__ import annotations

import re
from typing import NamedTuple

from honour.notice.source.nodes import Mapping, Node, Scalar, Sequence
from honour.notice.source.text import line_end, skip_gap

_PROPERTY = re.compile(r"[&!][^ \t\r\n]*")
_HEADER = re.compile(r"[|>][-+0-9]*")


class Span(NamedTuple):
    """The characters from ``start`` to before ``end``."""

    start: int
    end: int


def span_of(text: str, node: Node) -> Span:
    """Give a part's own characters: its anchor and tag with it, the comments after it not.

    A block text ends at the end of its last line; an empty place has no characters.
    """
    if isinstance(node, Scalar) and node.is_block:
        return Span(node.start.index, _block_end(text, node))
    if isinstance(node, Mapping) and not node.flow and node.entries:
        return Span(node.start.index, entry_span(text, node, len(node.entries) - 1).end)
    if isinstance(node, Sequence) and not node.flow and node.items:
        return Span(node.start.index, span_of(text, node.items[-1]).end)
    return Span(node.start.index, node.end.index)


def is_empty(node: Node) -> bool:
    """Whether nothing at all stands in a part's place."""
    return node.start.index == node.end.index and isinstance(node, Scalar)


def inner_start(text: str, node: Node) -> int:
    """Give where a part begins behind its anchor and tag."""
    index = node.start.index
    while found := _PROPERTY.match(text, index):
        index = skip_gap(text, found.end())
    return index


def header_end(text: str, node: Scalar) -> int:
    """Give where the header of a block text ends: behind ``|`` or ``>`` and its signs."""
    found = _HEADER.match(text, inner_start(text, node))
    return found.end() if found else node.start.index


def last_text(node: Node) -> Scalar | None:
    """Give the text, number or nothing that stands last in a part; ``None`` where it ends otherwise."""
    while isinstance(node, (Mapping, Sequence)):
        within = [value for _, value in node.entries.values()] if isinstance(node, Mapping) else node.items
        if node.flow or not within:
            return None
        node = within[-1]
    return node if isinstance(node, Scalar) else None


def colon_after(text: str, key: Scalar) -> int | None:
    """Give what follows the colon of a key, or ``None`` where it has no colon."""
    index = skip_gap(text, span_of(text, key).end)
    return index + 1 if text[index : index + 1] == ":" else None


def entry_span(text: str, mapping: Mapping, place: int) -> Span:
    """Give the characters of a mapping's entry, from its key (or question mark) to the end of its value."""
    entries = list(mapping.entries.values())
    key, value = entries[place]
    start = key.start.index
    before = text[:start].rstrip(" \t")
    if before.endswith("?") and before[-2:-1] in ("", " ", "\n", ",", "{", "\t"):
        start = len(before) - 1
    if is_empty(value):
        return Span(start, colon_after(text, key) or span_of(text, key).end)
    return Span(start, span_of(text, value).end)


def dash_of(text: str, sequence: Sequence, place: int) -> int:
    """Give where the dash of a block list's item stands."""
    if place == 0:
        return inner_start(text, sequence)
    return skip_gap(text, span_of(text, sequence.items[place - 1]).end)


def column_of(text: str, index: int) -> int:
    """Give the column, from 0, of a character."""
    return index - text.rfind("\n", 0, index) - 1


def _block_end(text: str, node: Scalar) -> int:
    header = header_end(text, node)
    end = node.end.index
    if "+" in text[node.start.index : header]:
        if text[end - 1 : end] == "\n":
            end -= 2 if text[end - 2 : end] == "\r\n" else 1
        return max(end, line_end(text, header))
    return max(node.start.index + len(text[node.start.index : end].rstrip(" \t\r\n")), line_end(text, header))
