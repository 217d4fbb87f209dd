"""Forms of coming in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation

from honour.staff.models import Member
from honour.staff.names import require_one_line

if TYPE_CHECKING:
    from honour.staff.models import Invitation


class SignIn(forms.Form):
    """Who is there."""

    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={
            "required": "Enter your email address.",
            "invalid": "Enter an email address, like name@company.example.",
        },
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )

    def clean_email(self) -> str:
        """Compare addresses in lower case, so that a lock-out counts each once."""
        return str(self.cleaned_data["email"]).lower()


class Code(forms.Form):
    """A code of an app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="The six digits that your app shows now, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        error_messages={"required": "Enter the code."},
    )

    def clean_code(self) -> str:
        """Take a code with or without blanks."""
        return "".join(str(self.cleaned_data["code"]).split())


class PasskeyAnswer(forms.Form):
    """What a device answers to a challenge, as JSON."""

    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput)

    def clean_answer(self) -> dict[str, Any]:
        """Read the answer."""
        try:
            read = json.loads(self.cleaned_data["answer"])
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise forms.ValidationError("Your device’s answer cannot be read. Try once more.")
        return read


def chosen_field(label: str = "Password") -> forms.CharField:
    """Give the field in which a password is chosen."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text="At least 12 characters. Three or four words that nobody would guess do well.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the password you want."},
    )


class Join(forms.Form):
    """What an invited person gives: the name that colleagues know, and a password."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="The name that colleagues know.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[require_one_line],
        error_messages={"required": "Enter your name."},
    )
    chosen = chosen_field()

    def __init__(self, invitation: Invitation, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.invitation = invitation

    def clean_chosen(self) -> str:
        """Hold the password against the rules for passwords."""
        chosen = str(self.cleaned_data["chosen"])
        known = Member(email=self.invitation.email, name=str(self.cleaned_data.get("name", "")))
        password_validation.validate_password(chosen, known)
        return chosen
