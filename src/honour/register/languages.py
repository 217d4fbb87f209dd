"""The language of the notice in which a page is shown or a letter written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime

from django.utils import translation

from honour.notice.wording import speaking, tongue
from honour.register.errors import UnknownVersionError
from honour.register.models import Collection, Wording
from honour.register.versions import versions

_shown: ContextVar[str] = ContextVar("shown", default="")


@contextmanager
def shown_in(language: str) -> Iterator[None]:
    """Show pages and write letters in a language while this lasts; empty: in the notice's own.

    Fixed words, days and what Django says follow it where Honour knows the language; else they stay in English.
    """
    known = tongue(language) is not None
    before = _shown.set(language)
    try:
        with speaking(language), translation.override(language) if known else nullcontext():
            yield
    finally:
        _shown.reset(before)


def language_shown() -> str:
    """Give the language in which pages are shown and letters written; empty for the notice's own."""
    return _shown.get()


def offered(language: str, at: datetime) -> str:
    """Give a language if the notice in use has it beside its own; empty when it does not, or not any more."""
    try:
        has = versions().current(at).notice.translations
    except UnknownVersionError:
        return ""
    return language if language in has else ""


def language_of(wording: Wording) -> str:
    """Give the language in which words were kept; empty where that was not written down."""
    said: str = json.loads(wording.text).get("language", "")
    return said


def languages_of(people: Sequence[int]) -> dict[int, str]:
    """Give the language in which each of some people last filled in a form; those who never did are left out.

    Arguments: ``people``, by their rows.
    """
    taken = Collection.objects.filter(subject__in=people).order_by("at", "pk")
    last = dict(taken.values_list("subject_id", "wording_id"))
    words = {each.pk: language_of(each) for each in Wording.objects.filter(pk__in=set(last.values()))}
    return {person: words[wording] for person, wording in last.items()}


def written_in(language: str) -> dict[str, str]:
    """Give what a message's context says of its language; nothing where that is the notice's own."""
    return {"language": language} if language else {}
