"""The rows that were not taken, as a list to mend and bring in again: staged, sealed, gone within days."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from honour.intake.importing.lines import Line
from honour.intake.importing.listing import open_list
from honour.intake.importing.staged_file import OWNER, keep_pieces
from honour.intake.models import Import, ImportPiece
from honour.notice.render.cells import guarded
from honour.register.errors import UnknownRecordError
from honour.register.importing import RefusedRow
from honour.register.staging import stage, take_staged

KEPT = timedelta(days=7)
_LARGEST = 8 * 1024 * 1024
"""Bytes of the rows of one batch; what is longer is listed without the row itself."""


def keep_refused(
    row: Import,
    refused: Sequence[RefusedRow],
    lines: Mapping[int, Line],
    named: Mapping[int, list[tuple[str, str]]],
    at: datetime,
) -> None:
    """Keep a batch's refused rows, each with its line and the reason; an erasure finds them by who is named in them."""
    if not refused:
        return
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


def refused_list(row: Import, at: datetime) -> Iterator[bytes]:
    """Give the list of refused rows as CSV that Excel opens rightly, piece by piece.

    A piece that names somebody who was erased since is gone; the list says so in its place.
    """
    try:
        headings = open_list(row, at).headings
    except Exception:  # noqa: BLE001 - the file goes when the import ends; its headings went with it
        headings = ()
    first = io.StringIO()
    csv.writer(first, lineterminator="\r\n").writerow(["Line", "Why it was not taken", *map(guarded, headings)])
    yield b"\xef\xbb\xbf" + first.getvalue().encode()
    pieces = row.pieces.filter(kind=ImportPiece.Kind.REFUSED).order_by("number")
    for name in pieces.values_list("staged", flat=True):
        try:
            yield take_staged(name, OWNER, at)
        except UnknownRecordError:
            yield "–,Some lines are not kept any more: their time is over, or somebody in them was erased.\r\n".encode()
