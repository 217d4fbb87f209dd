"""Forms about people: finding one, opening their data for a purpose, recording a stop, erasing."""

from __future__ import annotations

from typing import Any

from django import forms

from honour.register.models import Permission
from honour.web.console.matters.forms import SureForm
from honour.web.details_form import DetailsForm


class FindForm(forms.Form):
    """Whom to find."""

    identifier = forms.CharField(
        label="Email address, telephone number or account number",
        max_length=254,
        help_text="Exactly as the person gave it. The search is recorded; what you type is not.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": "Enter what the person gave: an address, a number."},
    )


class OpenForm(forms.Form):
    """What a person's data are opened for: only purposes that the member may act for."""

    purpose = forms.ChoiceField(
        label="Open for",
        error_messages={
            "required": "Choose what you need the data for.",
            "invalid_choice": "Your role does not act for that. Choose one of the purposes listed.",
        },
    )

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        field = self.fields["purpose"]
        field.choices = [("", "Choose a purpose"), *offered]  # type: ignore[attr-defined]


class HowField(forms.ChoiceField):
    """How a person told us something that staff write down: there is no evidence of it without."""

    def __init__(self, of: str) -> None:
        super().__init__(
            label="How did they tell us?",
            help_text=f"This is the evidence of the {of}.",
            choices=[
                ("", "Choose how"),
                ("telephone", "By telephone"),
                ("email", "By email"),
                ("letter", "By letter"),
                ("in-person", "In person"),
            ],
            error_messages={"required": "Choose how they told us."},
        )


class StopForm(forms.Form):
    """What a person stopped, and how they told us."""

    what = forms.ChoiceField(
        label="What did they stop?",
        error_messages={"required": "Choose what they stopped.", "invalid_choice": "Choose one of the stops listed."},
    )
    how = HowField("stop")

    def __init__(self, stops: list[tuple[str, list[tuple[str, str]]]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        field = self.fields["what"]
        field.choices = [("", "Choose what"), *stops]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[Permission.Kind, str | None]:
        """Give the kind of decision and the purpose it is about, if any."""
        kind, _, about = str(self.cleaned_data["what"]).partition(":")
        return Permission.Kind(kind), about or None


TOLD = "told-how"
"""The name of the question how a person told us, beside fields that the notice names."""


class CorrectionForm(DetailsForm):
    """The fields of a record as they should be, and how the person told us."""

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields[TOLD] = HowField("correction")


class BecomeForm(SureForm):
    """Of which kind somebody is by now."""

    kind = forms.ChoiceField(
        label="What are they?",
        help_text="Such as an enquirer who has ordered, and is a customer by now.",
        error_messages={"required": "Choose what they are.", "invalid_choice": "Choose one that is listed."},
    )

    def __init__(self, kinds: list[tuple[str, str]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["kind"].choices = [("", "Choose what they are"), *kinds]  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    """Why a person's data are erased."""

    reason = forms.ChoiceField(
        label="Why are they erased?",
        choices=[
            ("", "Choose why"),
            ("request", "They asked for it"),
            ("due", "What they were kept for has ended"),
            ("mistake", "They were taken by mistake"),
        ],
        error_messages={"required": "Choose why."},
    )
