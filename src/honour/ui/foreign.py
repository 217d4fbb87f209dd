"""Words in another language than the page they stand on, which say so to whoever reads or speaks the page aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

from honour.notice.wording import ENGLISH, tongue

if TYPE_CHECKING:
    from honour.notice.translating import Translation


class Foreign(str):
    """Words in another language than their page: in HTML they carry a ``lang`` (WCAG 2.2, 3.1.2); else they are text.

    Take ``str.__str__`` of them where no element can stand: in a title, an option, an attribute.
    """

    __slots__ = ("lang",)

    lang: str

    def __html__(self) -> SafeString:
        return format_html('<span lang="{}">{}</span>', self.lang, str.__str__(self))


def page_language(language: str) -> str:
    """Give the language in which a page's fixed words stand, where the notice is shown in one."""
    known = tongue(language)
    return language if known is not None else ENGLISH


def in_its_language(words: str, language: str, page: str) -> str:
    """Mark words by their language, where that is not the page's."""
    if not words or _family(language) == _family(page):
        return words
    marked = Foreign(words)
    marked.lang = language
    return marked


def said(words: str | None, translation: Translation) -> str:
    """Mark words of a notice that stand in another language than a page in the translation's does."""
    page = page_language(translation.language)
    return in_its_language(words or "", translation.language_of(words or ""), page)


def plain(words: str) -> str:
    """Give words without their mark."""
    return str.__str__(words)


def _family(language: str) -> str:
    return language.partition("-")[0]
