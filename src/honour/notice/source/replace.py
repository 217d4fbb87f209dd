"""A value in place of another."""

from __future__ import annotations

from typing import Any, NamedTuple

from honour.notice.source.extents import (
    Span,
    colon_after,
    column_of,
    dash_of,
    header_end,
    inner_start,
    is_empty,
    span_of,
)
from honour.notice.source.layout import BLOCK, FLOW, Written, below_key, beside_dash, in_flow, mapping_lines
from honour.notice.source.nodes import Mapping, Node, Scalar, Sequence, data_of
from honour.notice.source.spots import Spot
from honour.notice.source.style import Style
from honour.notice.source.text import line_end, line_start, next_line


class Splice(NamedTuple):
    """Characters of the text, and what takes their place."""

    start: int
    end: int
    new: str


Splices = list[Splice]


def replacements(text: str, spot: Spot, value: Any, style: Style) -> list[Splices]:
    """Give the ways to put a value in place of a part, the best first."""
    if spot.flow:
        return [_within_brackets(text, spot, in_flow(value, style.quote))]
    if spot.parent is None:
        return [_whole(text, spot.node, value, style)]
    one_line = Written(in_flow(value, style.quote), [])
    anchor = _anchor(text, spot)
    if anchor is None:
        return [_without_colon(text, spot, one_line.head, style)]
    like = _layout(spot.node)
    if isinstance(spot.parent, Sequence):
        written = beside_dash(value, dash=column_of(text, anchor - 1), style=style, like=like)
    else:
        column = _key_column(text, spot)
        at = anchor + 1 - line_start(text, anchor)
        written = below_key(value, column=column, at=at, style=style, like=like)
    return [_beside(text, spot.node, anchor, way, style) for way in (written, one_line)]


def lines_at(text: str, index: int, lines: list[str], eol: str) -> Splice:
    """Put lines at ``index``, where a line begins or the text ends."""
    if index and index == len(text) and text[index - 1] != "\n":
        return Splice(index, index, "".join(eol + line for line in lines))
    return Splice(index, index, "".join(line + eol for line in lines))


def _layout(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.style
    if isinstance(node, (Mapping, Sequence)) and data_of(node):
        return FLOW if node.flow else BLOCK
    return ""


def _anchor(text: str, spot: Spot) -> int | None:
    if spot.key is not None:
        return colon_after(text, spot.key)
    if isinstance(spot.parent, Sequence):
        return dash_of(text, spot.parent, spot.place) + 1
    return None


def _key_column(text: str, spot: Spot) -> int:
    if not isinstance(spot.parent, Mapping):
        raise TypeError(spot.parent)
    return column_of(text, inner_start(text, spot.parent))


def _within_brackets(text: str, spot: Spot, new: str) -> Splices:
    if spot.key is None or not is_empty(spot.node):
        return [Splice(*span_of(text, spot.node), new)]
    colon = colon_after(text, spot.key)
    if colon is None:
        end = span_of(text, spot.key).end
        return [Splice(end, end, f": {new}")]
    return [Splice(colon, colon, f" {new}")]


def _without_colon(text: str, spot: Spot, new: str, style: Style) -> Splices:
    if spot.key is None:
        raise TypeError(spot.key)
    end = line_end(text, span_of(text, spot.key).end)
    return [Splice(end, end, f"{style.eol}{' ' * _key_column(text, spot)}: {new}")]


def _whole(text: str, root: Node, value: Any, style: Style) -> Splices:
    span = span_of(text, root)
    if _layout(root) != BLOCK or not value or not isinstance(value, dict):
        return [Splice(*span, in_flow(value, style.quote))]
    return [Splice(*span, style.eol.join(mapping_lines(value, 0, style)))]


def _beside(text: str, node: Node, anchor: int, written: Written, style: Style) -> Splices:
    """Put the head behind the colon or dash at ``anchor``, and the body on the lines below."""
    span = span_of(text, node)
    same_line = line_start(text, span.start) == line_start(text, anchor)
    if is_empty(node):
        inline = Span(anchor, anchor)
        below = next_line(text, anchor)
        body = Span(below, below)
    elif isinstance(node, Scalar) and node.is_block:
        header = header_end(text, node)
        inline = Span(span.start, header)
        below = next_line(text, header)
        body = Span(below, max(below, next_line(text, span.end)))
    elif isinstance(node, (Mapping, Sequence)) and not node.flow and not same_line:
        inline = Span(anchor, anchor)
        body = Span(line_start(text, span.start), next_line(text, span.end))
    else:
        inline = span
        below = next_line(text, span.end)
        body = Span(below, below)
    if inline.start > anchor and not text[anchor : inline.start].strip(" \t\r\n"):
        inline = Span(anchor, inline.end)
    head = f" {written.head}" if written.head and inline.start == anchor else written.head
    return [Splice(*inline, head), _lines_for(text, body, written.body, style.eol)]


def _lines_for(text: str, span: Span, lines: list[str], eol: str) -> Splice:
    if span.start == span.end:
        return lines_at(text, span.start, lines, eol)
    if lines and text[span.end - 1] != "\n":
        return Splice(*span, eol.join(lines))
    return Splice(*span, "".join(line + eol for line in lines))
