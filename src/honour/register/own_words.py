"""Texts that the organisation itself wrote, about no natural person, whose words can stand in people's data too.

An answer begins with the words of a template, an employer's name stands in the list of companies, a choice in the
notice. Finding such words after somebody was erased says nothing of them. An app that keeps such texts in clear signs
up a function, in a module that its ``AppConfig.ready`` imports::

    from honour.register.own_words import own_words

    @own_words
    def templates() -> Iterable[str]:
        return AnswerTemplate.objects.values_list("text", flat=True)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from honour.register.versions import versions

Source = Callable[[], Iterable[str]]

_SOURCES: list[Source] = []


def own_words(source: Source) -> Source:
    """Sign up a function that gives texts; it gives nobody's data."""
    _SOURCES.append(source)
    return source


def all_own_words() -> bytes:
    """Give every such text, as the database has it and as JSON writes it, one after another."""
    texts = [text for source in _SOURCES for text in source() if text]
    written = [form for text in texts for form in (text.encode(), json.dumps(text).encode())]
    return b"\0".join(written)


@own_words
def _notices() -> Iterable[str]:
    """Give the published notices, and the choices they offer without what YAML writes around them."""
    for version in versions().all:
        yield version.text
        for category in version.notice.categories.values():
            for field in category.fields.values():
                yield from field.choices
