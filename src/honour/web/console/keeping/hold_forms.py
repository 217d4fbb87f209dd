"""Forms of holds: placing one, looking at it again."""

from __future__ import annotations

from typing import Any

from django import forms

from honour.register.models import Hold
from honour.staff.names import require_one_line

_DAY = {"invalid": "Enter a date as year, month, day: 2027-03-01.", "required": "Choose a day."}


class HoldForm(forms.Form):
    """What is held, why, who answers for it, until when it is looked at again."""

    what = forms.ChoiceField(label="What is held?", error_messages={"required": "Choose what is held."})
    kind = forms.ChoiceField(
        label="Why?",
        choices=[("", "Choose why"), *Hold.Kind.choices],
        error_messages={"required": "Choose why it is held."},
    )
    matter = forms.CharField(
        label="Number of the matter",
        max_length=80,
        validators=[require_one_line],
        help_text="The file’s number with your lawyers or your own. Please leave out names.",
        error_messages={"required": "Enter the matter’s number."},
    )
    owner = forms.ChoiceField(label="Who answers for it?", error_messages={"required": "Choose who answers for it."})
    review_on = forms.DateField(
        label="Look at it again on", widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DAY
    )
    sealed = forms.BooleanField(
        label="Keep this hold secret",
        required=False,
        help_text="Nobody outside the role for it learns that it exists, on any page or in any answer.",
    )

    def __init__(
        self, things: list[tuple[str, str]], owners: list[tuple[str, str]], *args: Any, secret: bool, **words: Any
    ) -> None:
        super().__init__(*args, **words)
        self.fields["what"].choices = things  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", "Choose somebody"), *owners]  # type: ignore[attr-defined]
        if not secret:
            del self.fields["sealed"]


class ReviewForm(forms.Form):
    """Until when a hold goes on."""

    review_on = forms.DateField(
        label="It still stands. Look at it again on",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=_DAY,
    )
