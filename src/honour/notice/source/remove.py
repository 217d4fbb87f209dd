"""An entry or an item taken out of a collection that keeps others."""

from __future__ import annotations

from honour.notice.source.extents import Span, dash_of, entry_span, span_of
from honour.notice.source.nodes import Mapping, Sequence
from honour.notice.source.replace import Splice, Splices
from honour.notice.source.text import line_end, line_start, next_line, skip_gap


def removal(text: str, parent: Mapping | Sequence, place: int) -> Splices:
    """Take the part at a place out; a comment on its own line goes with it, those on lines of their own stay."""
    count = len(parent.entries if isinstance(parent, Mapping) else parent.items)
    if parent.flow:
        return _from_brackets(text, parent, place, last=place == count - 1)
    span = _span(text, parent, place)
    start = line_start(text, span.start)
    if not text[start : span.start].strip(" \t"):
        return [Splice(start, next_line(text, span.end), "")]
    # The first of a collection that begins beside a dash: the next one moves up, unless a comment stands between.
    end = line_end(text, span.end)
    following = _span(text, parent, place + 1).start
    if not text[end:following].strip():
        return [Splice(span.start, following, "")]
    return [Splice(len(text[: span.start].rstrip(" ")), end, "")]


def _span(text: str, parent: Mapping | Sequence, place: int) -> Span:
    if isinstance(parent, Mapping):
        return entry_span(text, parent, place)
    if parent.flow:
        return span_of(text, parent.items[place])
    return Span(dash_of(text, parent, place), span_of(text, parent.items[place]).end)


def _from_brackets(text: str, parent: Mapping | Sequence, place: int, *, last: bool) -> Splices:
    span = _span(text, parent, place)
    if last:
        comma = skip_gap(text, _span(text, parent, place - 1).end)
        if not text[comma + 1 : span.start].strip(" "):
            return [Splice(comma, span.end, "")]
        return [Splice(comma, comma + 1, ""), Splice(*span, "")]
    comma = skip_gap(text, span.end)
    after = comma + 1
    if text[after : after + 1] == " " and text[after + 1 : after + 2] not in ("#", "\r", "\n"):
        after += 1
    return [Splice(*span, ""), Splice(comma, after, "")]
