"""What staff are asked: a site that may show a form, a file to put up, a landing page, whether a form is a sale."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from honour.intake.assets import LARGEST
from honour.intake.models import Asset

if TYPE_CHECKING:
    from honour.notice.model import Notice

ENDINGS = ".pdf,.html,.htm,.mp4,.webm"


class SiteForm(forms.Form):
    """A site that may show a form in a frame."""

    site = forms.CharField(
        label="Another site",
        max_length=200,
        help_text="Its address, like https://www.company.example. Every page of that site may show the form.",
        error_messages={"required": "Enter the site’s address."},
    )


class SaleForm(forms.Form):
    """Whether filling in a form counts as negotiating a sale, and why."""

    counts = forms.ChoiceField(
        label="Does whoever sends it ask about buying?",
        choices=[("yes", "Yes: it counts as negotiating a sale"), ("no", "No")],
        widget=forms.RadioSelect,
        help_text=(
            "Only then may we email them about similar services until they say no (the soft opt-in). A download, a "
            "webinar or a survey is none by itself."
        ),
        error_messages={"required": "Choose one."},
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What on the form shows that it is about buying. It is kept as evidence, and shown in the notice.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the form is to count."""
        if self.cleaned_data.get("counts") == "yes" and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Write why. Without a reason it does not count.")
        return self.cleaned_data


class AssetForm(forms.Form):
    """A file to put up for download."""

    file = forms.FileField(
        label="The file",
        help_text=f"A PDF, a web page or a video, up to {LARGEST >> 20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    kind = forms.ChoiceField(label="What it is", choices=Asset.Kind.choices)
    title = forms.CharField(
        label="Title", max_length=150, error_messages={"required": "Enter a title: visitors choose by it."}
    )
    text = forms.CharField(
        label="What is in it", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    form = forms.ChoiceField(
        label="What a visitor does for it",
        required=False,
        help_text="Nothing is the kindest. With a form, the link comes by email and shows that the address is right.",
    )

    def __init__(self, notice: Notice, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choices = [(short, f"Fill in: {each.name}") for short, each in _downloads(notice)]
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Nothing: anybody may take it"), *choices]


class LandingForm(forms.Form):
    """A landing page: its address, words, form, what is sent, and its last day."""

    slug = forms.SlugField(
        label="Address",
        max_length=60,
        help_text="What stands after /go/ in the address: small letters, numbers and hyphens. It stays.",
        error_messages={
            "required": "Enter the last part of its address.",
            "invalid": "Use small letters, numbers and hyphens only, like spring-2027.",
        },
    )
    heading = forms.CharField(label="Heading", max_length=150, error_messages={"required": "Enter a heading."})
    text = forms.CharField(
        label="Words beneath it",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A blank line begins a new paragraph.",
    )
    form = forms.ChoiceField(label="Form", help_text="Its questions and short notice stand below your words.")
    asset = forms.ModelChoiceField(
        label="What is sent",
        queryset=Asset.objects.none(),
        required=False,
        empty_label="Nothing",
        help_text="For a download form: the link that goes to whoever fills it in.",
    )
    last_day = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="After it the page says that it ended, and asks for nothing.",
        error_messages={"invalid": "Enter a date as year, month, day: 2027-03-01."},
    )

    def __init__(self, notice: Notice, *args: Any, fixed: bool = False, **words: Any) -> None:
        super().__init__(*args, **words)
        self.notice = notice
        if fixed:
            del self.fields["slug"]
        shown, sent = self.fields["form"], self.fields["asset"]
        assert isinstance(shown, forms.ChoiceField)  # noqa: S101 - declared above
        assert isinstance(sent, forms.ModelChoiceField)  # noqa: S101 - declared above
        shown.choices = [(short, each.name) for short, each in notice.forms.items() if each.fields]
        sent.queryset = Asset.objects.filter(withdrawn_at=None)

    def clean(self) -> dict[str, Any]:
        """See that a download has something to send, and that nothing is promised that the form does not bring."""
        form = self.notice.forms.get(self.cleaned_data.get("form", ""))
        asset = self.cleaned_data.get("asset")
        if form is not None and form.kind == "download" and asset is None:
            self.add_error("asset", "Choose what is sent: this form promises a download.")
        if form is not None and form.kind != "download" and asset is not None:
            said = "Leave this at “Nothing”: only a download form sends something."
            if all(each.kind != "download" for each in self.notice.forms.values()):
                said += " The notice has none yet: your privacy lead adds one in a draft."
            self.add_error("asset", said)
        return self.cleaned_data

    def clean_slug(self) -> str:
        """Take the address in small letters."""
        slug = str(self.cleaned_data["slug"])
        if slug != slug.lower():
            raise ValidationError("Use small letters, numbers and hyphens only, like spring-2027.")
        return slug

    def closes_at(self) -> dt.datetime | None:
        """Give the moment after the last day."""
        last: dt.date | None = self.cleaned_data.get("last_day")
        midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time()) if last else None
        return timezone.make_aware(midnight) if midnight else None


def _downloads(notice: Notice) -> list[tuple[str, Any]]:
    return [(short, form) for short, form in notice.forms.items() if form.kind == "download" and form.fields]
