"""Forms of matters."""

from __future__ import annotations

from typing import Any

from django import forms

from honour.dealings.matters.kinds import SAID, Kind
from honour.dealings.models import Company, Matter
from honour.staff.names import require_one_line
from honour.web.console.companies.forms import CompanyChoice, every_company

_NO_DAY = "Enter a date as year, month, day: 2027-03-01."


def day_field(label: str, *, required: bool = True) -> forms.DateField:
    """Give a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),  # which is how a browser reads it
        error_messages={"invalid": _NO_DAY, "required": "Choose a day."},
    )


class SureForm(forms.Form):
    """A form whose act may let records go at once; then it asks once more."""

    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def asks_about(self, going: int) -> bool:
        """Ask for a tick where records would go and nobody has said that this is right; say whether it asks."""
        if not going or self.cleaned_data.get("sure"):
            return False
        records = "One record is" if going == 1 else f"{going:,} records are"
        self.fields["sure"].widget = forms.CheckboxInput()
        self.fields["sure"].label = f"Yes. {records} past their date then, and deleted tonight."
        self.add_error("sure", f"{records} past their date then. Tick this if that is right.")
        return True


class MatterFilter(forms.Form):
    """Which matters are listed. Neither a number nor what it is names anybody, so both may stand in an address."""

    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Every kind"), *Matter.Kind.choices])
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Open and over"), ("open", "Open"), ("over", "Over")]
    )
    words = forms.CharField(label="Number, or what it is", required=False, max_length=120)


class MatterForm(SureForm):
    """What a matter is, and for whom."""

    reference = forms.CharField(
        label="Its number",
        max_length=60,
        validators=[require_one_line],
        help_text="Your own number of it. Please leave out names.",
        error_messages={"required": "Give it a number of its own."},
    )
    what = forms.CharField(
        label="What it is",
        max_length=120,
        validators=[require_one_line],
        required=False,
        help_text="A few words that colleagues know it by. Please leave out names.",
    )
    company = CompanyChoice(
        Company.objects.none(),
        label="For which company?",
        required=False,
        empty_label="For no company, or a person",
        help_text="Data of everybody who is tied to the company then wait for it.",
        error_messages={"invalid_choice": "Choose one that is listed."},
    )
    person = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)

    def __init__(self, kind: Kind, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        said = SAID[kind]
        self.fields["company"].queryset = every_company()  # type: ignore[attr-defined]
        if kind == Kind.PERIOD:
            del self.fields["company"], self.fields["person"]
        if said.began:
            self.fields["began"] = day_field(said.began)
        if kind == Kind.PERIOD:
            self.fields["ended"] = day_field(said.ended)
        elif not said.began:
            self.fields["ended"] = day_field(said.ended, required=False)


class EndForm(SureForm):
    """When a matter ended."""

    def __init__(self, kind: Kind, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["ended"] = day_field(SAID[kind].ended)


class LetWaitForm(SureForm):
    """Which records are to wait for a matter: those that came within these days."""

    since = day_field("Came on this day or later")
    until = day_field("And on this day or before")


class TieForm(SureForm):
    """What somebody's data wait for."""

    matter = forms.ChoiceField(label="Matter", error_messages={"required": "Choose a matter."})
    record = forms.ChoiceField(label="Which data wait for it?", required=False)

    def __init__(
        self, matters: list[tuple[str, str]], records: list[tuple[str, str]], *args: Any, **words: Any
    ) -> None:
        super().__init__(*args, **words)
        self.fields["matter"].choices = [("", "Choose a matter"), *matters]  # type: ignore[attr-defined]
        self.fields["record"].choices = [("", "Everything that the notice keeps from it"), *records]  # type: ignore[attr-defined]
