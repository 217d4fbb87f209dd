"""A notice as plain text, wrapped."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from honour.notice.model import Notice
from honour.notice.render.page import page_of
from honour.notice.render.parts import Block, Bullets, ClauseBlock, Line, Link, Paragraph, Remark

_STEP = "  "


def render(notice: Notice, width: int = 78, language: str = "") -> str:
    """Write a notice as text, in its own language or one of its translations.

    Arguments: ``width``, in characters; only a word that is longer passes it.
    """
    put = page_of(notice, language)
    lines = [*_underlined(put.title, "=", width), ""]
    for block in put.opening:
        lines += [*_block(block, width, ""), ""]
    for section in put.sections:
        lines += ["", *_underlined(section.heading, "-", width), ""]
        for block in section.blocks:
            lines += [*_block(block, width, ""), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _underlined(words: str, sign: str, width: int) -> list[str]:
    lines = _wrapped(words, width, "")
    return [*lines, sign * max(map(len, lines))] if lines else []


def _block(block: Block | ClauseBlock, width: int, indent: str) -> Iterator[str]:
    if isinstance(block, ClauseBlock):
        yield from _wrapped(f"{block.heading} [{block.id}]".strip(), width, indent)
        for inner in block.blocks:
            yield from _block(inner, width, indent + _STEP)
    elif isinstance(block, Paragraph):
        yield from _wrapped(_words(block.line), width, indent)
    elif isinstance(block, Remark):
        yield from _wrapped(f"({block.head} {block.words})", width, indent)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from _wrapped(_words(item), width, indent, "- ")
    else:
        for label, value in block.pairs:
            if isinstance(value, Bullets):
                yield from _wrapped(f"{label}:", width, indent)
                yield from _block(value, width, indent + _STEP)
            else:
                yield from _wrapped(f"{label}: {_words(value)}", width, indent)


def _words(line: Line) -> str:
    return "".join(part.words if isinstance(part, Link) else part for part in line)


def _wrapped(words: str, width: int, indent: str, sign: str = "") -> list[str]:
    """Wrap words, line by line; what follows the first line of an item or a fact is set in."""
    lines: list[str] = []
    for line in re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", words):
        lines += textwrap.wrap(
            line,
            width,
            initial_indent=indent + (sign if not lines else " " * len(sign)),
            subsequent_indent=indent + (" " * len(sign)),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines
