"""A form's questions as controls. What an answer must be like is the register's to say; here is how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from honour.notice.wording import say
from honour.register.answers import UNPRINTABLE
from honour.ui.foreign import Foreign, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from honour.notice.model import CategoryField, FormField
    from honour.notice.translating import Translation

FILLS_IN = {
    "email": "email",
    "telephone": "tel",
    "postal-address": "street-address",
    "name": "name",
    "full-name": "name",
    "given-name": "given-name",
    "family-name": "family-name",
    "company": "organization",
    "organisation": "organization",
    "job-title": "organization-title",
    "postcode": "postal-code",
}
"""What a browser may fill in, by the field's short id or its type (WCAG 2.2, 1.3.5)."""


def question(asked: FormField, declared: CategoryField, words: Translation, shown: CategoryField) -> forms.Field:
    """Make the field for a question of a form.

    Arguments: ``asked``, the question, and ``shown``, the field that it asks for, in the ``words`` that people see;
    ``declared``, that field in the notice's own, by which answers are kept.
    Errors: ``KeyError`` for a type that no form can ask for (see ``CONTROLS``).
    """
    chooses = declared.type in {"choice", "yes-no"}
    needed = say("Choose one: we cannot do without it.") if chooses else say("Fill this in: we cannot do without it.")
    made = forms.CharField(
        label=said(asked.label or shown.name, words),
        required=asked.required,
        help_text=said(asked.hint, words),
        widget=CONTROLS[declared.type](declared),
        error_messages={"required": needed, "null_characters_not_allowed": say(UNPRINTABLE)},
    )
    fill = FILLS_IN.get(asked.field) or FILLS_IN.get(declared.type)
    if fill:
        made.widget.attrs["autocomplete"] = fill
    if isinstance(made.widget, forms.Select):
        offer(made.widget, declared, words, shown)
    made.consequence = said(asked.consequence, words)  # type: ignore[attr-defined]
    return made


def offer(widget: forms.Select, declared: CategoryField, words: Translation, shown: CategoryField) -> None:
    """Offer the answers in the words that people see; each is kept as the notice's own words put it."""
    marked = [said(answer, words) for answer in shown.choices]
    other = {answer.lang for answer in marked if isinstance(answer, Foreign)}
    if other:  # an option holds no element that could say so
        widget.attrs["lang"] = other.pop()
    widget.choices = [("", say("Choose one")), *zip(declared.choices, map(str, marked), strict=True)]


CONTROLS: dict[str, Callable[[CategoryField], forms.Widget]] = {
    "text": lambda _: forms.TextInput(),
    "long-text": lambda _: forms.Textarea(attrs={"rows": 6}),
    "email": lambda _: forms.EmailInput(),
    "telephone": lambda _: forms.TextInput(attrs={"type": "tel"}),
    "postal-address": lambda _: forms.Textarea(attrs={"rows": 4}),
    "date": lambda _: forms.DateInput(attrs={"type": "date"}),
    "choice": lambda field: forms.Select(
        choices=[("", say("Choose one")), *((words, words) for words in field.choices)]
    ),
    "number": lambda _: forms.TextInput(attrs={"inputmode": "decimal"}),
    "yes-no": lambda _: forms.RadioSelect(choices=[("yes", say("Yes")), ("no", say("No"))]),
    "card-last-four": lambda _: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    "bank-account": lambda _: forms.TextInput(attrs={"autocomplete": "off"}),
}
"""The types that a form can ask for, each with its control. A file is none of them: attachments are not taken yet."""
