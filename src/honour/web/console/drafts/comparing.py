"""Two texts of one clause beside each other: what somebody else saved, and what was typed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from honour.notice.editing.answers import fields_of
from honour.notice.editing.clauses import shape_for
from honour.notice.places import path_of
from honour.notice.writing import as_data
from honour.web.console.drafts.questions import Asking, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from honour.notice.model import Notice


def both_texts(notice: Notice, clause_id: str, fields: Mapping[str, list[str]]) -> list[tuple[str, str, str]]:
    """Give what differs: the question, what stands in the draft now, what was typed."""
    shape = shape_for(clause_id)
    here: Any = notice
    for step in path_of(clause_id):
        here = here.get(step) if isinstance(here, dict) else getattr(here, str(step), None)
    there = fields_of(shape, as_data(here)) if here is not None else {}
    saved = said_of(Asking(notice, there).asked(shape)) if here is not None else {}
    typed = said_of(Asking(notice, fields).asked(shape))
    labels = [*saved, *(label for label in typed if label not in saved)]
    return [
        (label, saved.get(label, ""), typed.get(label, ""))
        for label in labels
        if saved.get(label, "") != typed.get(label, "")
    ]
