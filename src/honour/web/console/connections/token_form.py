"""The form of a token: which system it is for, what it opens, for how long and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from honour.gate.question import ACTIONS
from honour.systems.tokens import A_MINUTE, LONGEST, MOST_A_MINUTE, SCOPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

ACTION_NAMES = {
    "use": "Use data",
    "disclose": "Pass data on to a recipient",
    "contact": "Write to or ring people",
    "collect": "Collect data",
    "keep": "Keep data",
}
GRANT = "grant-"
"""How the fields begin that say what a system does for a purpose."""
_DAYS = (30, 90, 180, LONGEST)


def scope_name(scope: str) -> str:
    """Give what a scope opens, as it stands at the head of a line."""
    words = SCOPES.get(scope, scope)
    return words[:1].upper() + words[1:]


class TokenForm(forms.Form):
    """What a system does for each purpose, for how long, how often. Whatever it asks for another purpose is refused."""

    service = forms.CharField(
        label="Which system is it for?",
        max_length=100,
        help_text="The name that colleagues know. Give each system a token of its own.",
        error_messages={"required": "Give the system’s name."},
    )
    scopes = forms.MultipleChoiceField(
        label="Besides, it may",
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
        error_messages={
            "required": "Enter a number.",
            "invalid": "Enter a whole number.",
            "min_value": "Enter 1 or more.",
            "max_value": f"Enter {MOST_A_MINUTE:,} or less.",
        },
    )

    def __init__(self, purposes: Sequence[tuple[str, str]], *rest: Any, **words: Any) -> None:
        super().__init__(*rest, **words)
        self._purposes = dict(purposes)
        for short, name in purposes:
            self.fields[f"{GRANT}{short}"] = forms.MultipleChoiceField(
                label=f"For “{name}” it may",
                required=False,
                choices=[(action, ACTION_NAMES[action]) for action in ACTIONS],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def grants(self) -> list[tuple[str, BoundField, bool]]:
        """The purposes by name, what it does for each, and whether that stands open: it was chosen, or is wrong."""
        fields = [(name, self[f"{GRANT}{short}"]) for short, name in self._purposes.items()]
        return [(name, field, bool(field.value() or field.errors)) for name, field in fields]

    @property
    def others(self) -> list[BoundField]:
        """What is asked after the purposes."""
        return [self[name] for name in ("scopes", "days", "per_minute")]

    def clean(self) -> dict[str, Any]:
        """Gather what it does for each purpose under ``grants``, and see that it opens something."""
        said = super().clean() or {}
        chosen = {short: frozenset(said.get(f"{GRANT}{short}") or ()) for short in self._purposes}
        said["grants"] = {short: actions for short, actions in chosen.items() if actions}
        if not self.errors and not (said["grants"] or said.get("scopes")):
            self.add_error(
                "scopes", "A token that opens nothing is of no use: choose something here, or for a purpose."
            )
        return said
