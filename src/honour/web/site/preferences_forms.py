"""Asking for the link to one's preferences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy

from honour.notice.wording import say
from honour.register.answers import without_unseen

_say = lazy(say, str)


class _Address(forms.EmailField):
    """An address as somebody pastes it."""

    def to_python(self, value: Any) -> str:
        """Take out what cannot be seen."""
        return without_unseen(super().to_python(value) or "").strip()


class AskForm(forms.Form):
    """Which address the link goes to."""

    email = _Address(
        label=_say("Your email address"),
        max_length=254,
        help_text=_say("The link goes there, if we know the address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _say("Write the address that we write to."),
            "invalid": _say("Write an email address like name@company.example."),
        },
    )
