"""Forms of a member's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation

from honour.web.console.entering.forms import Code, PasskeyAnswer, chosen_field

if TYPE_CHECKING:
    from honour.staff.models import Member


def _present_field() -> forms.CharField:
    return forms.CharField(
        label="Present password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter the password you have now."},
    )


class ConfirmPassword(forms.Form):
    """The password, as proof of who sits there."""

    present = _present_field()


class ChangePassword(forms.Form):
    """A new password, and the present one as proof of who asks."""

    present = _present_field()
    chosen = chosen_field("New password")

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


class AppCode(Code):
    """The first code of an app that is being added."""

    code = forms.CharField(
        label="Code from the app",
        max_length=20,
        help_text="Six digits. It shows that the app has understood.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Enter the six digits that the app shows."},
    )


class NewPasskey(PasskeyAnswer):
    """A passkey's name, and its answer to our challenge."""

    name = forms.CharField(
        label="What is it?",
        max_length=60,
        help_text="A word by which you know it, for instance: work laptop.",
        error_messages={"required": "Give it a name, for instance: work laptop."},
    )
