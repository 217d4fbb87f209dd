"""A form of the notice as something to fill in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms

from honour.intake.questions import CONTROLS, question
from honour.notice.translating import translation
from honour.notice.wording import speaking
from honour.register.answers import check_answers
from honour.register.errors import AnswersRefusedError
from honour.ui.foreign import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from honour.notice.model import Form, Notice
    from honour.notice.translating import Translation

CHOICE = "marketing-choice"
"""The name under which the box about marketing is posted."""


class Asking(forms.Form):
    """What a form of the notice asks. Nothing is ticked beforehand.

    ``notice`` and ``declared`` are the notice that is shown with it, and the form of that notice, whose short id is
    ``point``; ``words`` are the notice's in the language that is shown.
    """

    point: str
    notice: Notice
    declared: Form
    words: Translation

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **words})

    def clean(self) -> dict[str, Any]:
        """Check the answers as the register will, so that everything wrong is said at once."""
        try:
            check_answers(self.notice, self.declared, self.answers())
        except AnswersRefusedError as refused:
            self.refuse(refused.fields)
        return self.cleaned_data

    def refuse(self, fields: Mapping[str, str]) -> None:
        """Show at each field what to change, unless something is shown there already."""
        for short, sentence in fields.items():
            if short in self.fields and short not in self.errors:
                self.add_error(short, sentence)

    def answers(self) -> dict[str, str]:
        """Give what was answered, by the question's short id; a question left blank is not among them."""
        given = {short: self.cleaned_data.get(short, "") for short in self.declared.fields}
        return {short: value for short, value in given.items() if value}

    def emails(self) -> list[str]:
        """Give the email addresses that were answered with: those to which the form may make us write."""
        asked = self.declared.fields
        types = {short: self.notice.categories[one.category].fields[one.field].type for short, one in asked.items()}
        return [value for short, value in self.answers().items() if types[short] == "email"]

    def choice(self) -> bool:
        """Whether the box about marketing was ticked, whichever way it is worded."""
        return bool(self.cleaned_data.get(CHOICE))


def can_be_asked(notice: Notice, short: str) -> bool:
    """Whether a form of the notice can be filled in here: it says what it asks, and each answer can be taken."""
    form = notice.forms.get(short)
    if form is None or not form.fields:
        return False
    for asked in form.fields.values():
        category = notice.categories.get(asked.category)
        field = category.fields.get(asked.field) if category else None
        if field is None or field.type not in CONTROLS:
            return False
    return True


def forms_of(notice: Notice) -> dict[str, Form]:
    """Give the forms of a notice that can be filled in here, in the notice's order."""
    return {short: form for short, form in notice.forms.items() if can_be_asked(notice, short)}


def asking(notice: Notice, short: str, language: str = "") -> type[Asking]:
    """Make the form to fill in from the notice's declaration, in one of its languages or its own.

    Errors: ``KeyError`` for a form that cannot be filled in here (see ``can_be_asked``), and for a language that the
    notice does not have.
    """
    return _asking(_Held(notice), short, language)


class _Held:
    """A notice as part of a cache's key."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice

    def __hash__(self) -> int:
        return hash((self.notice.id, self.notice.version))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and (self.notice is other.notice or self.notice == other.notice)


@lru_cache(maxsize=64)
def _asking(held: _Held, short: str, language: str) -> type[Asking]:
    notice, words = held.notice, translation(held.notice, language)
    form = words.notice.forms[short]
    with speaking(words.language):
        members: dict[str, Any] = {
            name: question(
                asked,
                notice.categories[asked.category].fields[asked.field],
                words,
                words.notice.categories[asked.category].fields[asked.field],
            )
            for name, asked in form.fields.items()
        }
    if form.marketing is not None:
        members[CHOICE] = forms.BooleanField(label=said(form.marketing.wording, words), required=False)
    about = {"point": short, "notice": notice, "declared": notice.forms[short], "words": words}
    return type("AskingForm", (Asking,), {"__module__": __name__, **about, **members})
