"""A draft's words in another language: one clause at a time, so that two people can translate at once."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction

from honour.drafting.drafts import file_name, keep, locked
from honour.drafting.errors import ChangedMeanwhileError
from honour.notice.reading import load_notice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from honour.drafting.models import Draft
    from honour.notice.source import Source

PLACE = "translations"


def words_in(source: Source, language: str, clause: str) -> dict[str, str]:
    """Give what a file says of a clause in a language."""
    kept = (source.data.get(PLACE) or {}).get(language) or {}
    return {str(way): str(said) for way, said in (kept.get(clause) or {}).items()}


def digest_of_words(words: Mapping[str, str]) -> str:
    """Give what a clause's words in a language are recognised by."""
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def save_words(  # noqa: PLR0913 - where, what, seen how, by whom and when
    number: int, language: str, clause: str, words: Mapping[str, str], *, seen: str, by: str, at: datetime
) -> Draft:
    """Write a clause's words in a language into a draft; words left empty are left out.

    Arguments: ``words``, by the way to each; ``seen``, the digest of those that the writer had before them.
    Errors: ``ChangedMeanwhileError`` when they are others by now; those of changing a file and of reading a notice;
    ``DraftClosedError``; ``NoSuchDraftError``.
    """
    with transaction.atomic():
        draft = locked(number)
        source = load_notice(draft.text.encode(), file_name(draft)).source
        there = words_in(source, language, clause)
        if digest_of_words(there) != seen:
            raise ChangedMeanwhileError(clause, there, draft.changed_by)
        said = {way: text.strip() for way, text in words.items() if text.strip()}
        if said == there:
            return draft
        changed = _written(source, language, clause, said).save().decode()
        load_notice(changed.encode(), file_name(draft))
        return keep(draft, changed, [f"{PLACE}.{language}.{clause}"], by=by, at=at)


def _written(source: Source, language: str, clause: str, said: dict[str, str]) -> Source:
    kept = source.data.get(PLACE) or {}
    if not said:
        return source.remove((PLACE, language, clause)) if clause in (kept.get(language) or {}) else source
    if PLACE not in source.data:
        return source.insert((), PLACE, {language: {clause: said}})
    if language not in kept:
        return source.insert((PLACE,), language, {clause: said})
    if clause not in kept[language]:
        return source.insert((PLACE, language), clause, said)
    return source.edit((PLACE, language, clause), said)
