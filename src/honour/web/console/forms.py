"""Forms of signing in and of who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation

from honour.staff.roles import ROLES, Part

if TYPE_CHECKING:
    from honour.staff.models import Member


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


class ChangePassword(forms.Form):
    """A new password, and the present one as proof of who asks."""

    present = forms.CharField(
        label="Present password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter the password you have now."},
    )
    chosen = forms.CharField(
        label="New password",
        strip=False,
        max_length=1000,
        help_text="At least 12 characters. Three or four words that nobody would guess do well.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the password you want."},
    )

    def __init__(self, member: Member, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.member = member

    def clean_present(self) -> str:
        """Refuse whoever does not know the present password."""
        present = str(self.cleaned_data["present"])
        if not self.member.check_password(present):
            raise forms.ValidationError("This is not the password you have now.")
        return present

    def clean_chosen(self) -> str:
        """Hold the new password against the rules for passwords, and against the present one."""
        chosen = str(self.cleaned_data["chosen"])
        password_validation.validate_password(chosen, self.member)
        if chosen == self.data.get(self.add_prefix("present")):
            raise forms.ValidationError("Choose a password that is not the one you have now.")
        return chosen


def _roles_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Roles",
        choices=[(kind.code, kind.name) for kind in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )


class RolesForm(forms.Form):
    """What somebody does here."""

    roles = _roles_field()


class GrantForm(forms.Form):
    """Who acts for a purpose."""

    roles = forms.MultipleChoiceField(
        label="Roles that act for it",
        choices=[(kind.code, kind.name) for kind in ROLES.values() if Part.PEOPLE in kind.parts],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="With none, nobody uses data for it.",
    )


class JoinForm(forms.Form):
    """Somebody who starts to work here."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="The name that colleagues know.",
        error_messages={"required": "Enter their name."},
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="They sign in with it.",
        error_messages={
            "required": "Enter their email address.",
            "invalid": "Enter an email address, like name@company.example.",
        },
    )
    roles = _roles_field()
