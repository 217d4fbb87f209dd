"""The form of a token: which system it is for, what it opens, for how long and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from honour.gate.question import ACTIONS
from honour.systems.tokens import A_MINUTE, LONGEST, MOST_A_MINUTE, SCOPES

if TYPE_CHECKING:
    from collections.abc import Sequence

ACTION_NAMES = {
    "use": "Use data",
    "disclose": "Pass data on to a recipient",
    "contact": "Write to or ring people",
    "collect": "Collect data",
    "keep": "Keep data",
}
_DAYS = (30, 90, 180, LONGEST)


def scope_name(scope: str) -> str:
    """Give what a scope opens, as it stands at the head of a line."""
    words = SCOPES.get(scope, scope)
    return words[:1].upper() + words[1:]


class TokenForm(forms.Form):
    """What a system may ask about, for how long, how often."""

    service = forms.CharField(
        label="Which system is it for?",
        max_length=100,
        help_text="The name that colleagues know. Give each system a token of its own.",
        error_messages={"required": "Give the system’s name."},
    )
    purposes = forms.MultipleChoiceField(
        label="For which purposes may it ask?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whatever it asks for another purpose is refused.",
    )
    actions = forms.MultipleChoiceField(
        label="What does it do for these purposes?",
        required=False,
        choices=[(action, ACTION_NAMES[action]) for action in ACTIONS],
        widget=forms.CheckboxSelectMultiple,
        help_text="The same for each purpose. A system that does more for one than for another needs two tokens.",
    )
    scopes = forms.MultipleChoiceField(
        label="What else may it do?",
        required=False,
        choices=[(scope, scope_name(scope)) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label="How long does it live?",
        coerce=int,
        choices=[(days, "A year" if days == LONGEST else f"{days} days") for days in _DAYS],
        initial=90,
        help_text="Then it opens nothing, and a new one is made.",
    )
    per_minute = forms.IntegerField(
        label="How many requests may it make in a minute?",
        min_value=1,
        max_value=MOST_A_MINUTE,
        initial=A_MINUTE,
        help_text="One request may carry a thousand questions. What comes faster is told to wait.",
        error_messages={"required": "Enter a number.", "invalid": "Enter a whole number."},
    )

    def __init__(self, purposes: Sequence[tuple[str, str]], *rest: Any, **words: Any) -> None:
        super().__init__(*rest, **words)
        self.fields["purposes"].choices = list(purposes)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """See that it opens something, and that purposes and actions come together."""
        said = super().clean() or {}
        purposes, actions = said.get("purposes"), said.get("actions")
        if purposes and not actions:
            self.add_error("actions", "Choose what it does for the purposes above.")
        if actions and not purposes:
            self.add_error("purposes", "Choose for which purposes it does that.")
        if not (purposes or actions or said.get("scopes")):
            self.add_error("purposes", "A token that opens nothing is of no use: choose a purpose, or something below.")
        return said
