"""Tables, as pages hand them over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column's heading; ``number`` sets its cells to the right, in figures of equal width."""

    label: str
    number: bool = False


@dataclass(frozen=True)
class Row:
    """One row; ``url`` makes its first cell a link.

    Arguments: ``cells``, as many as there are columns: text is escaped, an ``int`` is grouped by thousands, ``None``
    shows a dash, a ``SafeString`` stands as it is.
    """

    cells: tuple[Any, ...]
    url: str = ""

    def shown(self) -> Iterator[Any]:
        """Yield the cells as they are shown."""
        for cell in self.cells:
            if cell is None:
                yield "\N{EN DASH}"
            elif isinstance(cell, int) and not isinstance(cell, bool):
                yield f"{cell:,}"
            else:
                yield cell


@dataclass(frozen=True)
class Table:
    """A table of text; a table without rows shows ``empty``, a sentence, under its caption.

    Errors: ``ValueError`` when a row has more or fewer cells than the table has columns.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str = "Nothing here yet."

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"Table {self.caption!r} has {len(self.columns)} columns; a row has {len(row.cells)} cells."
                )

    def lines(self) -> Iterator[tuple[Row, list[tuple[Column, Any]]]]:
        """Yield each row with its cells beside their columns, which is what a stacked table shows."""
        for row in self.rows:
            yield row, list(zip(self.columns, row.shown(), strict=True))
