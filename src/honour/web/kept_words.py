"""Words that were kept with a form, shown in the language in which they stood there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from honour.notice.wording import ENGLISH, language_spoken
from honour.ui.foreign import in_its_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def kept_words(wording: Mapping[str, Any]) -> Callable[[str | None], str]:
    """Give what marks each of the words kept by its language, where that is not the page's."""
    language, left = language_of(wording), wording.get("untranslated", {"language": "", "words": ()})

    def said(words: str | None) -> str:
        stood_in = left["language"] if words in left["words"] else language
        return in_its_language(words or "", stood_in, language_spoken())

    return said


def language_of(wording: Mapping[str, Any]) -> str:
    """Give the language in which a form was shown; one that was taken before that was written down, in English."""
    said: str = wording.get("language", ENGLISH)
    return said
