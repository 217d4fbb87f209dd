"""Forms of companies."""

from __future__ import annotations

from typing import Any

from django import forms

from honour.dealings.companies.keeping import Said
from honour.dealings.models import Company, Group, Tie
from honour.staff.names import require_one_line


class CompanyFilter(forms.Form):
    """Which companies are listed. A company's name is nobody's personal data, so it may stand in an address."""

    name = forms.CharField(label="Name or number", required=False, max_length=200)
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"), label="Group", required=False, empty_label="Every group"
    )


class CompanyForm(forms.Form):
    """What is known of a company."""

    sole_trader = forms.BooleanField(
        label="It is a sole trader",
        required=False,
        help_text="Then the business is a person. No name is kept here: it stands with the person’s own data.",
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        validators=[require_one_line],
        error_messages={"required": "Give the company’s name."},
    )
    number = forms.CharField(label="Company number", max_length=30, required=False, validators=[require_one_line])
    group = forms.CharField(
        label="Group",
        max_length=200,
        required=False,
        validators=[require_one_line],
        help_text="Companies that belong together.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["name"].required = not self["sole_trader"].value()

    def said(self) -> Said:
        """Give what was said."""
        given = self.cleaned_data
        return Said(given["name"], given["number"], given["group"], given["sole_trader"])


def every_company() -> Any:
    """Give the companies that stand, by name."""
    return Company.objects.filter(merged_into=None).order_by("name", "pk")


class CompanyChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # not generic as it runs
    """A company, chosen from a list."""

    def label_from_instance(self, obj: Any) -> str:
        """Name a company so that two of one name are told apart."""
        number = f", {obj.number}" if obj.number else ""
        return f"{obj.called}{number}" + (f" ({obj.public_id[:6]})" if obj.sole_trader else "")


class MergeForm(forms.Form):
    """Which company stays."""

    staying = CompanyChoice(
        Company.objects.none(),
        label="The company that stays",
        empty_label="Choose the company that stays",
        error_messages={"required": "Choose the company that stays.", "invalid_choice": "Choose one that is listed."},
    )

    def __init__(self, going: Company, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["staying"].queryset = every_company().exclude(pk=going.pk)  # type: ignore[attr-defined]


class TieForm(forms.Form):
    """Which company somebody is tied to, and how."""

    company = CompanyChoice(
        Company.objects.none(),
        label="Company",
        empty_label="Choose a company",
        error_messages={"required": "Choose a company.", "invalid_choice": "Choose one that is listed."},
    )
    kind = forms.ChoiceField(
        label="What is the tie?",
        choices=[("", "Choose"), *Tie.Kind.choices],
        error_messages={"required": "Choose what the tie is."},
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["company"].queryset = every_company()  # type: ignore[attr-defined]
