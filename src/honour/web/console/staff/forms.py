"""Forms of who works here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms

from honour.staff.models import Member
from honour.staff.names import require_one_line
from honour.staff.roles import ROLES, Part

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _roles_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Roles",
        choices=[(kind.code, f"{kind.name}: {kind.does}") for kind in ROLES.values()],
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


class SecondFactorForm(forms.Form):
    """Which roles need a second factor."""

    roles = forms.MultipleChoiceField(
        label="Roles that need a second factor",
        choices=[(kind.code, kind.name) for kind in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="An app’s code or a passkey, beside the password.",
    )


class InviteForm(forms.Form):
    """Somebody who is asked to work here."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="The name that colleagues know.",
        validators=[require_one_line],
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


def _day(label: str, hint: str, missing: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Enter a day, like 2026-12-24."},
    )


def _working() -> QuerySet[Member]:
    return Member.objects.filter(is_active=True).order_by("name")


class DeputyForm(forms.Form):
    """Who stands in for whom, and when."""

    absent = forms.ModelChoiceField(
        _working(),
        label="Who is away",
        empty_label="Choose a colleague",
        error_messages={"required": "Choose who is away."},
    )
    deputy = forms.ModelChoiceField(
        _working(),
        label="Who stands in",
        empty_label="Choose a colleague",
        help_text="They may open and do what the other may, for these days. What they do is recorded as a deputy’s.",
        error_messages={"required": "Choose who stands in."},
    )
    starts = _day("First day", "From midnight.", "Enter the first day.")
    ends = _day("Last day", "Until midnight; it ends by itself.", "Enter the last day.")

    def clean_ends(self) -> dt.date:
        """Hold the last day against the first."""
        ends: dt.date = self.cleaned_data["ends"]
        starts = self.cleaned_data.get("starts")
        if starts and ends < starts:
            raise forms.ValidationError("The last day comes before the first.")
        return ends


class LeaveForm(forms.Form):
    """Who takes on a leaver's work."""

    successor = forms.ModelChoiceField(
        Member.objects.none(),
        label="Who takes on their work",
        empty_label="Nobody: it stays in their name",
        required=False,
    )

    def __init__(self, leaver: Member, *args: Any, has_work: bool, **words: Any) -> None:
        super().__init__(*args, **words)
        if has_work:
            self.fields["successor"].queryset = _working().exclude(pk=leaver.pk)  # type: ignore[attr-defined]
        else:
            self.fields["successor"].widget = forms.HiddenInput()
