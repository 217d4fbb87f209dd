"""How a value is laid out: on one line, or on lines of its own."""

from __future__ import annotations

from typing import Any, NamedTuple

from honour.notice.source.blocks import block
from honour.notice.source.quoting import scalar
from honour.notice.source.style import Style

BLOCK = "block"
"""The layout of a collection that stands on lines of its own."""

FLOW = "flow"
"""The layout of a collection within brackets."""


class Written(NamedTuple):
    """A value as it is written: what stands beside its key or dash, and the lines below, indented."""

    head: str
    body: list[str]


def in_flow(value: Any, quote: str) -> str:
    """Write a value on one line, as it stands within brackets."""
    if isinstance(value, dict):
        entries = (f"{scalar(name, flow=True, quote=quote)}: {in_flow(item, quote)}" for name, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_flow(item, quote) for item in value) + "]"
    return scalar(value, flow=True, quote=quote)


def below_key(value: Any, *, column: int, at: int, style: Style, like: str = "") -> Written:
    """Lay out the value of a key.

    Arguments: ``column``, the key's own; ``at``, the column at which the value would begin beside it; ``like``, how
    the value that it replaces was laid out: a scalar's style, ``BLOCK``, ``FLOW`` or nothing.
    """
    short = _beside(value, at, style, like)
    if short is not None:
        return Written(short, [])
    if isinstance(value, dict):
        return Written("", mapping_lines(value, column + style.step, style))
    if isinstance(value, list):
        return Written("", sequence_lines(value, column + style.dash, style))
    return _text(value, column + style.step, at, style, like)


def beside_dash(value: Any, *, dash: int, style: Style, like: str = "") -> Written:
    """Lay out a list's item, whose dash stands in column ``dash``; ``like`` as for ``below_key``."""
    column = dash + 2
    short = _beside(value, column, style, like)
    if short is not None:
        return Written(short, [])
    if isinstance(value, (dict, list)):
        lines = mapping_lines(value, column, style) if isinstance(value, dict) else sequence_lines(value, column, style)
        return Written(lines[0][column:], lines[1:])
    return _text(value, column, column, style, like)


def mapping_lines(value: dict[str, Any], column: int, style: Style) -> list[str]:
    """Write a mapping on lines of its own, its keys in a column."""
    lines: list[str] = []
    for name, item in value.items():
        key = " " * column + scalar(name, flow=False, quote=style.quote) + ":"
        head, body = below_key(item, column=column, at=len(key) + 1, style=style)
        lines += [f"{key} {head}" if head else key, *body]
    return lines


def sequence_lines(value: list[Any], column: int, style: Style) -> list[str]:
    """Write a list on lines of its own, its dashes in a column."""
    lines: list[str] = []
    for item in value:
        head, body = beside_dash(item, dash=column, style=style)
        lines += [" " * column + "- " + head, *body]
    return lines


def _beside(value: Any, at: int, style: Style, like: str) -> str | None:
    if not value and isinstance(value, (dict, list)):
        return in_flow(value, style.quote)
    if isinstance(value, dict):
        return in_flow(value, style.quote) if like == FLOW and _fits(value, at, style) else None
    if isinstance(value, list):
        brackets = like == FLOW or (
            like != BLOCK and style.flow_lists and not any(isinstance(item, (dict, list)) for item in value)
        )
        return in_flow(value, style.quote) if brackets and _fits(value, at, style) else None
    if isinstance(value, str):
        return None
    return scalar(value, flow=False, quote=style.quote)


def _fits(value: Any, at: int, style: Style) -> bool:
    return at + len(in_flow(value, style.quote)) <= style.width


def _text(value: str, column: int, at: int, style: Style, like: str) -> Written:
    inline = scalar(value, flow=False, quote=style.quote, like=like)
    if like not in ("|", ">") and "\n" not in value and at + len(inline) <= style.width:
        return Written(inline, [])
    width = max(style.width - column, style.width // 2)
    kinds = "|>" if "\n" in value and max(map(len, value.split("\n"))) <= width else ">|"
    for kind in (like, *kinds) if like in ("|", ">") else kinds:
        laid = block(value, kind=kind, width=width)
        if laid is not None:
            header, lines = laid
            return Written(header, [" " * column + line if line else "" for line in lines])
    return Written(inline, [])
