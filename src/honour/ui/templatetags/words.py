"""Fixed words in the language that is spoken, and words of other languages marked as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from honour.notice.wording import ENGLISH, language_spoken
from honour.notice.wording import say as say_it
from honour.ui.foreign import in_its_language
from honour.ui.foreign import plain as without_mark

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, english: str, url: str = "", **values: Any) -> str:
    """Say a phrase in the language that is spoken, its places filled, each value escaped.

    Arguments: ``english``, the phrase, under which the other languages list it; ``url``, where its ``<a>`` leads.
    """
    phrase = say_it(english)
    if not context.autoescape:  # plain text
        return SafeString(phrase.format(**values) if values else phrase)
    if url:
        phrase = phrase.replace("<a>", '<a href="{url}">')
        values["url"] = url
    return format_html(phrase, **values) if values else SafeString(phrase)


@register.simple_tag
def spoken_language() -> str:
    """Give the language of the fixed words: the page's."""
    return language_spoken()


@register.simple_tag(takes_context=True)
def ours(context: Context, words: str) -> str:
    """Mark words that are kept in the notice's own language only, where the page is in another."""
    site = context.get("site")
    return in_its_language(words, site.own_language if site else ENGLISH, language_spoken())


@register.filter
def plain(words: str) -> str:
    """Give words without the mark of their language, for where no element can stand."""
    return without_mark(words)
