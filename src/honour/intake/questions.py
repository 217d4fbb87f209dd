"""A form's questions as controls. What an answer must be like is the register's to say; here is how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from honour.notice.model import CategoryField, FormField

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


def question(asked: FormField, declared: CategoryField) -> forms.Field:
    """Make the field for a question of a form.

    Arguments: ``asked``, the question; ``declared``, the field of the category that it asks for.
    Errors: ``KeyError`` for a type that no form can ask for (see ``CONTROLS``).
    """
    label = asked.label or declared.name
    act = "Choose one" if declared.type in {"choice", "yes-no"} else "Fill this in"
    made = forms.CharField(
        label=label,
        required=asked.required,
        help_text=asked.hint or "",
        widget=CONTROLS[declared.type](declared),
        error_messages={"required": f"{act}: we cannot do without it."},
    )
    fill = FILLS_IN.get(asked.field) or FILLS_IN.get(declared.type)
    if fill:
        made.widget.attrs["autocomplete"] = fill
    made.consequence = asked.consequence or ""  # type: ignore[attr-defined]
    return made


CONTROLS: dict[str, Callable[[CategoryField], forms.Widget]] = {
    "text": lambda _: forms.TextInput(),
    "long-text": lambda _: forms.Textarea(attrs={"rows": 6}),
    "email": lambda _: forms.EmailInput(),
    "telephone": lambda _: forms.TextInput(attrs={"type": "tel"}),
    "postal-address": lambda _: forms.Textarea(attrs={"rows": 4}),
    "date": lambda _: forms.DateInput(attrs={"type": "date"}),
    "choice": lambda field: forms.Select(choices=[("", "Choose one"), *((words, words) for words in field.choices)]),
    "number": lambda _: forms.TextInput(attrs={"inputmode": "decimal"}),
    "yes-no": lambda _: forms.RadioSelect(choices=[("yes", "Yes"), ("no", "No")]),
    "card-last-four": lambda _: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    "bank-account": lambda _: forms.TextInput(attrs={"autocomplete": "off"}),
}
"""The types that a form can ask for, each with its control. A file is none of them: attachments are not taken yet."""
