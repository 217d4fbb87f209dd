"""Asking for the link to one's preferences."""

from __future__ import annotations

from django import forms


class AskForm(forms.Form):
    """Which address the link goes to."""

    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="The link goes there, if we know the address.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write the address that we write to.",
            "invalid": "Write an email address like name@company.example.",
        },
    )
