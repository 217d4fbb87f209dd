"""The questions of the set-up, a form for each step, with usual answers filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation

from honour.notice.starting import COUNTRIES, PERIODS, RECIPIENTS
from honour.register.answers import AnswerError, telephone_number
from honour.staff.models import Member
from honour.web.console.entering.forms import chosen_field

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_NOTICE = 1_000_000
"""Bytes."""

_REGISTERED = ("England and Wales", "Scotland", "Northern Ireland", "Wales")
_NUMBER = re.compile(r"[A-Z0-9]{8}")
_WITHOUT_ZEROS = range(6, 8)  # digits: Companies House writes 08036689, people often 8036689


def _line(label: str, missing: str, **words: Any) -> forms.CharField:
    longest = words.pop("max_length", 300)
    return forms.CharField(label=label, max_length=longest, error_messages={"required": missing}, **words)


class BeginForm(forms.Form):
    """Who takes the installation into hands: its first privacy lead."""

    name = _line("Your name", "Enter your name.", max_length=200, help_text="The name that colleagues know.")
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": "Enter your email address.",
            "invalid": "Enter an email address, like name@company.example.",
        },
    )
    chosen = chosen_field()

    def clean_chosen(self) -> str:
        """Hold the password against the rules for passwords."""
        chosen = str(self.cleaned_data["chosen"])
        known = Member(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(chosen, known)
        return chosen


class CompanyForm(forms.Form):
    """Who decides about the data, and how they are reached."""

    name = _line(
        "Registered name",
        "Enter the name under which you are registered.",
        help_text="As on your letters and invoices.",
    )
    kind = forms.ChoiceField(
        label="You are",
        choices=[
            ("company", "A limited company"),
            ("sole-trader", "A sole trader or a partnership"),
            ("other", "Another organisation: a charity, a club"),
        ],
        widget=forms.RadioSelect,
        initial="company",
        error_messages={"required": "Choose what you are."},
    )
    company_number = _line(
        "Company number", "", required=False, max_length=20, help_text="Only for a company: eight digits or letters."
    )
    registered_in = forms.ChoiceField(
        label="Registered in",
        choices=[(part, part) for part in _REGISTERED],
        help_text="Only for a company.",
        required=False,
    )
    address = _line(
        "Address", "Enter your postal address.", help_text="For a company, its registered office.", max_length=500
    )
    email = forms.EmailField(
        label="Email address for questions about privacy",
        max_length=254,
        error_messages={
            "required": "Enter an address at which people reach you.",
            "invalid": "Enter an email address, like privacy@company.example.",
        },
    )
    telephone = _line("Telephone", "", required=False, max_length=40)
    officer = forms.EmailField(
        label="Email address of your data protection officer",
        required=False,
        max_length=254,
        help_text="Only where you have appointed one. Most small companies need none, and the notice then says so.",
        error_messages={"invalid": "Enter an email address, like dpo@company.example."},
    )

    def clean_telephone(self) -> str:
        """Refuse what nobody can dial: it would stand on the notice."""
        number = str(self.cleaned_data["telephone"])
        try:
            return telephone_number(number) if number else ""
        except AnswerError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Ask a company for its number, which the law wants shown, as the register of companies writes it."""
        given = super().clean() or {}
        if given.get("kind") != "company":
            return given
        number = "".join(str(given.get("company_number", "")).upper().split())
        if number.isdecimal() and len(number) in _WITHOUT_ZEROS:
            number = number.zfill(8)
        if not number:
            self.add_error("company_number", "Enter the company number: the law wants it shown on your site.")
        elif not _NUMBER.fullmatch(number):
            self.add_error("company_number", "Enter its eight digits or letters, like 08036689 or SC123456.")
        return given | {"company_number": number}


class WhyForm(forms.Form):
    """What data are used for."""

    uses = forms.MultipleChoiceField(
        label="What do you use people’s data for?",
        required=False,
        choices=[
            ("services", "Serving customers: orders, deliveries, help"),
            ("payments", "Sending invoices and taking payments, and keeping the records that tax law asks for"),
            ("marketing", "Emailing customers, and people who asked, about similar things you sell"),
            ("newsletter", "A newsletter for people who sign up for it"),
            ("feedback", "Asking customers how you did"),
        ],
        initial=["services", "payments"],
        widget=forms.CheckboxSelectMultiple,
        help_text="Answering people who write to you, and complaints, are always in: everybody has to.",
    )
    businesses = forms.BooleanField(
        label="Some of our customers are companies, so we deal with people who work for them",
        required=False,
        initial=True,
    )


class WhatForm(forms.Form):
    """Which contact details are taken."""

    details = forms.MultipleChoiceField(
        label="Which contact details do you keep, beside name and email address?",
        required=False,
        choices=[
            ("telephone", "Telephone number"),
            ("address", "Postal address"),
            ("company", "Company they work for"),
        ],
        initial=["telephone", "company"],
        widget=forms.CheckboxSelectMultiple,
        help_text="Keep only what you need. Letters and messages, and what your purposes imply (orders, payments, "
        "choices about marketing), are in already.",
    )

    def __init__(self, *args: Any, businesses: bool, **words: Any) -> None:
        super().__init__(*args, **words)
        if not businesses:  # nobody of theirs comes for a company
            self.fields["details"].initial = ["telephone"]


def _period(label: str, usual: str, hint: str, *offered: str) -> forms.ChoiceField:
    choices = [(short, PERIODS[short]) for short in offered or PERIODS]
    return forms.ChoiceField(label=label, choices=choices, initial=usual, help_text=hint)


class HowLongForm(forms.Form):
    """How long data are kept; a purpose that is not used is not asked about."""

    enquiries = _period("Enquiries", "P1Y", "After you last spoke.", "P6M", "P1Y", "P2Y")
    services = _period(
        "Customers’ orders and letters", "P6Y", "After the contract; claims can be brought for six years."
    )
    complaints = _period("Complaints", "P6Y", "After it is closed.", "P1Y", "P3Y", "P6Y")
    marketing = _period(
        "People you email about what you sell", "P2Y", "After you last heard from them.", "P1Y", "P2Y", "P3Y"
    )
    feedback = _period("What customers thought", "P1Y", "After they told you.", "P6M", "P1Y", "P2Y")

    def __init__(self, *args: Any, uses: list[str], **words: Any) -> None:
        super().__init__(*args, **words)
        asked = {"services": {"services"}, "marketing": {"marketing", "newsletter"}, "feedback": {"feedback"}}
        for purpose, among in asked.items():
            if not among & set(uses):
                del self.fields[purpose]


class WhoElseForm(forms.Form):
    """Who else gets data: kinds of company, each with its name and country."""

    ASKED = {
        "hosting": "A company that runs our servers",
        "mail": "A company whose office and mail software we use",
        "accountant": "An accountant",
        "payment": "A bank or company that takes our payments",
        "delivery": "A company that delivers to customers",
    }

    def __init__(self, *args: Any, uses: list[str], **words: Any) -> None:
        super().__init__(*args, **words)
        needs = {"accountant": "payments", "payment": "payments", "delivery": "services"}
        for kind in RECIPIENTS:
            if needs.get(kind) and needs[kind] not in uses:
                continue
            self.fields[kind] = forms.BooleanField(
                label=self.ASKED[kind], required=False, initial=kind in {"hosting", "mail"}
            )
            self.fields[f"{kind}_name"] = forms.CharField(
                label="Its name", required=False, max_length=200, help_text="People like names better than kinds."
            )
            self.fields[f"{kind}_country"] = forms.ChoiceField(
                label="Where it keeps the data", choices=[(country, country) for country in COUNTRIES]
            )

    def groups(self) -> Iterator[tuple[Any, Any, Any]]:
        """Give the fields of each kind of company."""
        for kind in RECIPIENTS:
            if kind in self.fields:
                yield self[kind], self[f"{kind}_name"], self[f"{kind}_country"]


class UploadForm(forms.Form):
    """A notice that exists already."""

    file = forms.FileField(
        label="The notice’s file",
        help_text="YAML, as docs/tutorial describes it; at most 1 MB.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty."},
    )

    def clean_file(self) -> bytes:
        """Give the file's bytes, unless it is larger than a notice can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_NOTICE:
            raise forms.ValidationError("This file is larger than 1 MB; no notice is.")
        return b"".join(file.chunks())


class KitForm(forms.Form):
    """The passphrase under which the recovery kit is written, twice."""

    passphrase = forms.CharField(
        label="Passphrase for the kit",
        strip=False,
        max_length=1000,
        help_text="At least 12 characters, and not your password. Keep it apart from the paper.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a passphrase."},
    )
    again = forms.CharField(
        label="The passphrase again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the passphrase once more."},
    )

    def clean_again(self) -> str:
        """See that it was typed twice the same."""
        if self.cleaned_data.get("passphrase") not in {None, self.cleaned_data["again"]}:
            raise forms.ValidationError("The two are not the same. Type them again.")
        return str(self.cleaned_data["again"])


class KeptForm(forms.Form):
    """Two groups of letters, read from the kit where it is kept."""

    def __init__(self, asked: list[dict[str, Any]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for place, each in enumerate(asked):
            self.fields[f"group_{place}"] = forms.CharField(
                label=f"Line {each['line']}, group {each['group']}",
                max_length=12,
                help_text="Four letters or digits.",
                widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
                error_messages={"required": "Enter the four letters that stand there."},
            )


class PublishForm(forms.Form):
    """That somebody has read what will be promised."""

    read = forms.BooleanField(
        label="I have read the notice and the weighing of interests, and it is so",
        error_messages={"required": "Read both, then tick this. Nobody else can know whether it is so."},
    )
