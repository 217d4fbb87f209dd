"""A record's fields to be put right, by its person or by staff for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from honour.intake.questions import CONTROLS, offer
from honour.ui.foreign import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from honour.notice.model import CategoryField
    from honour.notice.translating import Translation


class DetailsForm(forms.Form):
    """The fields of a category of a notice, filled with what we have; ``words`` are the notice's as they are shown."""

    def __init__(self, words: Translation, category: str, values: Mapping[str, str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.declared = words.original.categories[category]
        shown = words.notice.categories[category]
        for short, field in self.declared.fields.items():
            lines = field.type in {"long-text", "postal-address"}
            self.fields[short] = forms.CharField(
                label=said(shown.fields[short].name, words),
                required=False,
                max_length=field.max_length,
                initial=values.get(short, ""),
                widget=forms.Textarea(attrs={"rows": 4}) if lines else CONTROLS.get(field.type, _line)(field),
            )
            widget = self.fields[short].widget
            if isinstance(widget, forms.Select):
                offer(widget, field, words, shown.fields[short])

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
