"""A new entry of a mapping, or a new item of a list."""

from __future__ import annotations

from typing import Any

from honour.notice.source.extents import column_of, dash_of, entry_span, header_end, inner_start, last_text, span_of
from honour.notice.source.layout import beside_dash, in_flow, mapping_lines
from honour.notice.source.nodes import Mapping, Sequence
from honour.notice.source.quoting import scalar
from honour.notice.source.replace import Splice, Splices, lines_at
from honour.notice.source.style import Style
from honour.notice.source.text import next_line

_CHOMPED = str.maketrans("", "", "+-")
"""Takes from a block's header the sign that says what becomes of its last line breaks."""


def new_entries(text: str, mapping: Mapping, key: str, value: Any, style: Style) -> list[Splices]:
    """Give the ways to add an entry behind the last one of a mapping that has some, the best first."""
    one_line = f"{scalar(key, flow=True, quote=style.quote)}: {in_flow(value, style.quote)}"
    end = entry_span(text, mapping, len(mapping.entries) - 1).end
    if mapping.flow:
        start = inner_start(text, mapping)
        if text[start] == "{":
            return [[Splice(end, end, f", {one_line}")]]
        # A pair that stands in a list without braces of its own.
        return [[Splice(start, start, "{"), Splice(end, end, f", {one_line}}}")]]
    column = column_of(text, inner_start(text, mapping))
    below = next_line(text, end)
    return [
        [lines_at(text, below, lines, style.eol), *_breaks_kept_out(text, mapping, below)]
        for lines in (mapping_lines({key: value}, column, style), [" " * column + one_line])
    ]


def new_items(text: str, sequence: Sequence, place: int, value: Any, style: Style) -> list[Splices]:
    """Give the ways to add an item at a place of a list that has some, the best first."""
    one_line = in_flow(value, style.quote)
    last = place == len(sequence.items)
    if sequence.flow:
        if last:
            end = span_of(text, sequence.items[-1]).end
            return [[Splice(end, end, f", {one_line}")]]
        start = sequence.items[place].start.index
        return [[Splice(start, start, f"{one_line}, ")]]
    column = column_of(text, dash_of(text, sequence, 0))
    head, body = beside_dash(value, dash=column, style=style)
    ways: list[Splices] = []
    for lines in ([f"- {head}", *body], [f"- {one_line}"]):
        if last:
            below = next_line(text, span_of(text, sequence.items[-1]).end)
            new = lines_at(text, below, [" " * column + lines[0], *lines[1:]], style.eol)
            ways.append([new, *_breaks_kept_out(text, sequence, below)])
        else:
            dash = dash_of(text, sequence, place)
            added = style.eol.join(lines) + style.eol + " " * column
            ways.append([Splice(dash, dash, added)])
    return ways


def _breaks_kept_out(text: str, before: Mapping | Sequence, index: int) -> Splices:
    """Let a block that ends the file without a line break go on having none where lines follow it at ``index``."""
    last = last_text(before)
    if last is None or not last.is_block or index < len(text) or text.endswith("\n"):
        return []
    start, end = inner_start(text, last), header_end(text, last)
    return [Splice(start, end, text[start:end].translate(_CHOMPED) + "-")]


def into_empty(text: str, node: Mapping | Sequence, key: str | int, value: Any, style: Style) -> Splices:
    """Give the way to put a first part between the brackets of an empty collection."""
    inside = inner_start(text, node) + 1
    new = in_flow(value, style.quote)
    if isinstance(key, str):
        new = f"{scalar(key, flow=True, quote=style.quote)}: {new}"
    return [Splice(inside, inside, new)]
