"""Asking for the link to one's preferences."""

from __future__ import annotations

from django import forms
from django.utils.functional import lazy

from honour.notice.wording import say

_say = lazy(say, str)


class AskForm(forms.Form):
    """Which address the link goes to."""

    email = forms.EmailField(
        label=_say("Your email address"),
        max_length=254,
        help_text=_say("The link goes there, if we know the address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _say("Write the address that we write to."),
            "invalid": _say("Write an email address like name@company.example."),
        },
    )
