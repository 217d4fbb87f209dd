"""A record's fields to be put right, by its person or by staff for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from honour.intake.questions import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from honour.notice.model import Category, CategoryField


class DetailsForm(forms.Form):
    """The fields of a category, filled with what we have."""

    def __init__(self, declared: Category, values: Mapping[str, str], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.declared = declared
        for short, field in declared.fields.items():
            lines = field.type in {"long-text", "postal-address"}
            self.fields[short] = forms.CharField(
                label=field.name,
                required=False,
                max_length=field.max_length,
                initial=values.get(short, ""),
                widget=forms.Textarea(attrs={"rows": 4}) if lines else CONTROLS.get(field.type, _line)(field),
            )

    def values(self) -> dict[str, str]:
        """Give what was written, without what was left empty."""
        given = {short: str(self.cleaned_data.get(short, "")) for short in self.declared.fields}
        return {short: value for short, value in given.items() if value}

    def refuse(self, fields: Mapping[str, str]) -> None:
        """Put what the register refused beside the field that it is about."""
        for name, words in fields.items():
            short = name.rpartition(".")[2]
            self.add_error(short if short in self.fields else None, words)


def _line(_: CategoryField) -> forms.Widget:
    return forms.TextInput()
