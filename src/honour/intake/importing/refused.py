"""The rows that were not taken, as a list to mend and bring in again: staged, sealed, gone within days.

Its headings are kept with it: the file goes when the import ends.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from honour.intake.importing.lines import Line
from honour.intake.importing.staged_file import OWNER, keep_pieces
from honour.intake.models import Import, ImportPiece
from honour.notice.render.cells import guarded
from honour.register.errors import UnknownRecordError
from honour.register.importing import RefusedRow
from honour.register.staging import stage, take_staged

KEPT = timedelta(days=7)
_MARK = b"\xef\xbb\xbf"
"""What tells Excel that a list is in UTF-8; it begins the headings."""
_LARGEST = 8 * 1024 * 1024
"""Bytes of the rows of one batch; what is longer is listed without the row itself."""


def keep_refused(  # noqa: PLR0913 - the rows, what stands in them and over them
    row: Import,
    refused: Sequence[RefusedRow],
    lines: Mapping[int, Line],
    named: Mapping[int, list[tuple[str, str]]],
    *,
    headings: Sequence[str],
    at: datetime,
) -> None:
    """Keep a batch's refused rows, each with its line and the reason; an erasure finds them by who is named in them.

    Arguments: ``headings``, the file's own, which are kept before the first of them.
    """
    if not refused:
        return
    if not row.pieces.filter(kind=ImportPiece.Kind.REFUSED).exists():
        first = _headings(headings)
        keep_pieces(row, ImportPiece.Kind.REFUSED, [(stage(OWNER, "headings", first, at, KEPT), len(first))])
    content = _written(refused, lines)
    if len(content) > _LARGEST:
        content = _written(refused, {})
    people = [each for one in refused for each in named.get(one.line, ())]
    name = stage(OWNER, "refused rows", content, at, KEPT, identifiers=people)
    keep_pieces(row, ImportPiece.Kind.REFUSED, [(name, len(content))])


def _written(refused: Sequence[RefusedRow], lines: Mapping[int, Line]) -> bytes:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    for one in sorted(refused, key=lambda each: each.line):
        line = lines.get(one.line)
        cells = (line.cells or [line.said]) if line else []
        rows.writerow([one.line, one.sentence, *map(guarded, cells)])
    return written.getvalue().encode()


def _headings(headings: Sequence[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(["Line", "Why it was not taken", *map(guarded, headings)])
    return _MARK + written.getvalue().encode()


def refused_list(row: Import, at: datetime) -> Iterator[bytes]:
    """Give the list of refused rows as CSV that Excel opens rightly, piece by piece.

    A piece that names somebody who was erased since is gone; the list says so in its place.
    """
    pieces = row.pieces.filter(kind=ImportPiece.Kind.REFUSED).order_by("number").values_list("staged", flat=True)
    content = _taken(pieces[0], at) if pieces else b""
    if not content.startswith(_MARK):  # nothing was refused, or their time is over
        yield _headings(())
    yield content
    for name in pieces[1:]:
        yield _taken(name, at)


def _taken(name: str, at: datetime) -> bytes:
    try:
        return take_staged(name, OWNER, at)
    except UnknownRecordError:
        return "–,Some lines are not kept any more: their time is over, or somebody in them was erased.\r\n".encode()
