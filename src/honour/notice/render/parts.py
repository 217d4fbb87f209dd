"""What a page consists of, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere: to a clause of the page (``#purpose.services``), or to an address."""

    words: str
    address: str


Line = tuple[str | Link, ...]
"""Words in a row."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a line feed in its words is a new line."""

    line: Line


@dataclass(frozen=True)
class Remark:
    """What the page says about the notice and the notice does not say itself: that a sentence breaks off."""

    head: str
    words: str = ""


@dataclass(frozen=True)
class Bullets:
    """Items one below the other."""

    items: tuple[Line, ...]


@dataclass(frozen=True)
class Facts:
    """Labels, each with what belongs to it."""

    pairs: tuple[tuple[str, Line | Bullets], ...]


Block = Paragraph | Remark | Bullets | Facts


@dataclass(frozen=True)
class ClauseBlock:
    """A clause under its id.

    ``heading`` is empty for one that has no name; ``language``, its own tag where that is not the page's.
    """

    id: str
    heading: str
    blocks: tuple[Block, ...]
    language: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading; ``id`` is its anchor."""

    id: str
    heading: str
    blocks: tuple[Block | ClauseBlock, ...]


@dataclass(frozen=True)
class Page:
    """A whole page: title, language tag, the lines below the title, the sections in reading order.

    ``contents`` is what the list of sections is called.
    """

    title: str
    language: str
    opening: tuple[Block | ClauseBlock, ...]
    sections: tuple[Section, ...]
    contents: str = "In this notice"
