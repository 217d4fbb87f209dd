"""One clause of a draft changed, added or removed; two people who change different clauses both keep their work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from honour.drafting.drafts import file_name, keep, locked
from honour.drafting.errors import ChangedMeanwhileError, ClauseInUseError
from honour.notice.editing.clauses import (
    add_clause,
    data_of_clause,
    digest_of_clause,
    edit_clause,
    remove_clause,
    standing_alone,
)
from honour.notice.places import clause_of
from honour.notice.reading import load_notice
from honour.notice.source import EditRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from honour.drafting.models import Draft
    from honour.notice.reading import LoadedNotice


class Opened(NamedTuple):
    """A clause that somebody opened.

    The draft's number; the clause's id, ``notice`` for what belongs to none; the digest of the clause as they saw it.
    """

    draft: int
    clause: str
    seen: str


def save_clause(opened: Opened, fields: Mapping[str, list[str]], *, by: str, at: datetime) -> Draft:
    """Write what a clause's form says into a draft, if nobody changed that clause since.

    Arguments: ``fields``, the form's; ``by``, the opaque id of who writes.
    Errors: ``ChangedMeanwhileError`` when the clause is another by now; ``UnreadableNoticeError`` with every fault;
    those of changing a file; ``DraftClosedError``; ``NoSuchDraftError``.
    """
    with transaction.atomic():
        draft = locked(opened.draft)
        loaded = _unchanged(draft, opened)
        changed = edit_clause(loaded.source, opened.clause, fields)
        return _keep(draft, changed.save().decode(), opened.clause, by=by, at=at)


def add(number: int, clause: str, fields: Mapping[str, list[str]], *, by: str, at: datetime) -> Draft:
    """Add a clause to a draft.

    Errors: as ``save_clause``; ``EditRefusedError`` for an id that is taken.
    """
    with transaction.atomic():
        draft = locked(number)
        loaded = load_notice(draft.text.encode(), file_name(draft))
        if data_of_clause(loaded.source, clause) is not None:
            raise EditRefusedError(
                f"`{clause}` is there already", "Give this one another id", file=file_name(draft),
                at=loaded.position(clause), path=(),
            )  # fmt: skip
        return _keep(draft, add_clause(loaded.source, clause, fields).save().decode(), clause, by=by, at=at)


def remove(opened: Opened, *, by: str, at: datetime) -> Draft:
    """Take a clause out of a draft, and out of the lists that name it.

    Errors: ``ClauseInUseError`` while a clause stands on it alone; else as ``save_clause``.
    """
    with transaction.atomic():
        draft = locked(opened.draft)
        loaded = _unchanged(draft, opened)
        alone = standing_alone(loaded.notice, opened.clause)
        if alone:
            raise ClauseInUseError(opened.clause, tuple(dict.fromkeys(clause_of(place) for place in alone)))
        changed = remove_clause(loaded.source, loaded.notice, opened.clause)
        return _keep(draft, changed.save().decode(), opened.clause, by=by, at=at)


def _unchanged(draft: Draft, opened: Opened) -> LoadedNotice:
    """Give a draft's notice, unless a clause of it is another than was seen."""
    loaded = load_notice(draft.text.encode(), file_name(draft))
    there: dict[str, Any] | None = data_of_clause(loaded.source, opened.clause)
    if digest_of_clause(there) != opened.seen:
        raise ChangedMeanwhileError(opened.clause, there, draft.changed_by)
    return loaded


def _keep(draft: Draft, text: str, clause: str, *, by: str, at: datetime) -> Draft:
    load_notice(text.encode(), file_name(draft))
    return keep(draft, text, [clause], by=by, at=at)
