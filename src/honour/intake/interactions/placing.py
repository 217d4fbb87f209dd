"""Where the words of a call, a letter or a mail belong: which field of which category of the notice in use."""

from __future__ import annotations

from typing import NamedTuple

from honour.notice.model import Notice
from honour.register.errors import CollectingRefusedError

FIELDS = {
    "telephone": ("telephone-call", "call", "phone-call"),
    "letter": ("letter", "letters"),
    "email": ("email-message", "email", "mail"),
    "in-person": ("visit", "note", "telephone-call", "message"),
    "note": ("note", "message", "telephone-call"),
}
"""By channel, the short ids of fields that are about it, the likeliest first."""


class Place(NamedTuple):
    """A category, the field in it, and how many characters that takes."""

    category: str
    field: str
    longest: int


def place_for(notice: Notice, channel: str, purpose: str) -> Place:
    """Give the place for what was said by a channel, among what the purpose may use.

    Errors: ``CollectingRefusedError`` when the notice has none.
    """
    allowed = [short for short in notice.categories if short in notice.categories_of(purpose)]
    rooms = {
        (category, short): field.max_length
        for category in allowed
        for short, field in notice.categories[category].fields.items()
        if field.type == "long-text" and not field.special
    }
    for wanted in (*FIELDS[channel], *(short for _, short in rooms)):
        for (category, short), longest in rooms.items():
            if short == wanted:
                return Place(category, short, longest)
    said = f"The notice lists nothing for “{notice.purposes[purpose].name}” in which a conversation could be kept."
    raise CollectingRefusedError(said, (said,))


def source_for(notice: Notice, category: str, purpose: str, *, from_them: bool) -> str:
    """Give the source of what was said: the person themselves, or our own work.

    Errors: ``CollectingRefusedError`` when the notice names none.
    """
    declared = notice.purposes[purpose].sources
    listed = [
        short
        for short, source in notice.sources.items()
        if (source.categories == "all" or category in source.categories) and (declared == "all" or short in declared)
    ]
    by_form = {form.source for form in notice.forms.values()}
    kinds = ("person", "staff") if from_them else ("staff", "person")
    for kind in kinds:
        told = [short for short in listed if notice.sources[short].kind == kind]
        spoken = [short for short in told if short not in by_form and short in {"directly", "our-work"}]
        for short in (*spoken, *(short for short in told if short not in by_form), *told):
            return short
    said = "The notice names no source for what people tell us outside its forms."
    raise CollectingRefusedError(said, (said,))
