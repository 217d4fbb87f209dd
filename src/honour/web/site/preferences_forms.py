"""Forms behind preferences: asking for the link, putting details right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from honour.notice.model import Category


class AskForm(forms.Form):
    """Which address the link goes to."""

    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="The link goes there, if we know the address.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write the address that we write to.",
            "invalid": "Write an email address like name@company.example.",
        },
    )


class DetailsForm(forms.Form):
    """The fields of a category, filled with what we have."""

    def __init__(self, declared: Category, values: Mapping[str, str], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for short, field in declared.fields.items():
            lines = field.type in {"long-text", "postal-address"}
            self.fields[short] = forms.CharField(
                label=field.name,
                required=False,
                max_length=field.max_length,
                initial=values.get(short, ""),
                widget=forms.Textarea(attrs={"rows": 4}) if lines else forms.TextInput(),
            )

    def values(self) -> dict[str, str]:
        """Give what was written, without what was left empty."""
        return {short: str(value) for short, value in self.cleaned_data.items() if value}

    def refuse(self, fields: Mapping[str, str]) -> None:
        """Put what the register refused beside the field that it is about."""
        for name, words in fields.items():
            short = name.rpartition(".")[2]
            self.add_error(short if short in self.fields else None, words)
