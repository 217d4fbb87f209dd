"""What changed from one version of the notice to another, as clauses to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.notice.diff import diff
from honour.ui.clauses import Clause, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from honour.notice.diff import Change, FieldChange
    from honour.notice.model import Notice


def changed_clauses(before: Notice, after: Notice) -> list[Clause]:
    """Compare two versions: a clause for everything that one says otherwise, what is labelled alike on a line each."""
    return [Clause(change.clause, change.title, tuple(_parts(change)), change.kind) for change in diff(before, after)]


def _parts(change: Change) -> Iterator[Part]:
    """Write the fields of a change one after another: the label as it stands, then what stays, goes and comes."""
    for place, field in enumerate(change.fields):
        lead = " · " if place else ""
        if field.key != "text":
            yield Part(f"{lead}{field.label}: ")
        elif lead:
            yield Part(lead)
        yield from _words(field)


def _words(field: FieldChange) -> Iterator[Part]:
    same = sum(len(piece.text) for piece in field.pieces if piece.change == "same")
    longest = max(len(field.before or ""), len(field.after or ""))
    if field.before and field.after and same * 2 < longest:
        # Where little stays, the old words stand whole before the new ones: shreds of both are harder to read.
        yield Part(field.before, "removed")
        yield Part(" ")
        yield Part(field.after, "added")
        return
    for piece in field.pieces:
        yield Part(piece.text, piece.change)
