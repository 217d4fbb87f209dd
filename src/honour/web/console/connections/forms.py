"""The form of a connection."""

from __future__ import annotations

from django import forms

from honour.systems.webhooks.keeping import KINDS
from honour.web.console.may_we import KIND_NAMES


class WebhookForm(forms.Form):
    """Which system is told, where, of which decisions."""

    name = forms.CharField(
        label="Which system is it?",
        max_length=100,
        help_text="The name that colleagues know.",
        error_messages={"required": "Give it a name."},
    )
    url = forms.CharField(
        label="Its address",
        max_length=2000,
        help_text="Begins with https:// and is given by whoever runs that system.",
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter its address."},
    )
    kinds = forms.MultipleChoiceField(
        label="Decisions that it is told of",
        required=False,
        choices=[(kind, KIND_NAMES[kind]) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
        help_text="With none chosen, all of them. It is told an opaque number of the person, never who it is.",
    )
