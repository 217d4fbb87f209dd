"""Forms of contact: the filter, answering, closing, handing over, writing down."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from honour.intake.models import AnswerTemplate, Enquiry, Interaction
from honour.intake.uploads import ACCEPT, SAID, UploadRefusedError, check_upload

if TYPE_CHECKING:
    from honour.intake.uploads import Checked

Choices = list[tuple[str, str]]
NAME_TAKEN = "Another template has this name."


def choose(field: forms.Field, choices: Choices) -> None:
    """Give a field its choices."""
    field.choices = choices  # type: ignore[attr-defined]


class EnquiryFilter(forms.Form):
    """Which enquiries are listed."""

    state = forms.ChoiceField(label="State", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    purpose = forms.ChoiceField(label="For", required=False)
    late = forms.BooleanField(label="Late only", required=False)

    def __init__(self, purposes: dict[str, str], absent: Choices, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choose(self.fields["state"], [("", "Open"), ("every", "Every state"), *Enquiry.State.choices])
        choose(self.fields["owner"], [("", "Anybody"), ("me", "Me"), *absent, ("nobody", "Nobody")])
        choose(self.fields["purpose"], [("", "Everything"), *purposes.items()])


class AnswerForm(forms.Form):
    """An answer by mail. The address is the one that the person gave."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(
        label="Subject", max_length=150, error_messages={"required": "Write what the mail is about."}
    )
    text = forms.CharField(
        label="Answer",
        max_length=15_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Your company’s name and address are put below it.",
        error_messages={"required": "Write the answer."},
    )
    then = forms.ChoiceField(
        label="Afterwards it is",
        choices=[(Enquiry.State.ANSWERED, "Answered"), (Enquiry.State.WAITING, "Waiting for them")],
    )

    def clean_subject(self) -> str:
        """Refuse what would become a header of its own."""
        subject = str(self.cleaned_data["subject"])
        if any(character < " " or character in "\x7f\x85\u2028\u2029" for character in subject):
            raise forms.ValidationError("The subject is one line, without control characters.")
        return subject


class CloseForm(forms.Form):
    """How an enquiry ended."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=[("", "Choose how"), *Enquiry.Outcome.choices],
        error_messages={"required": "Choose how it ended."},
    )


class HandOverForm(forms.Form):
    """Whose an enquiry is to be."""

    owner = forms.ChoiceField(
        label="Hand over to",
        error_messages={"required": "Choose a colleague.", "invalid_choice": "They may not answer this."},
    )

    def __init__(self, colleagues: Choices, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choose(self.fields["owner"], [("", "Choose a colleague"), *colleagues])


class FileField(forms.FileField):
    """A file, held against what it says it is."""

    def __init__(self, **words: Any) -> None:
        super().__init__(
            label="File",
            required=False,
            allow_empty_file=True,
            help_text=f"{SAID}. 25 MB at most. It is stored encrypted and goes with the note.",
            widget=forms.FileInput(attrs={"accept": ACCEPT}),
            **words,
        )

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        """Check what arrived, and give it ready to be kept."""
        given = super().clean(data, initial)
        if not given:
            return None
        try:
            return check_upload(given)
        except UploadRefusedError as refused:
            raise forms.ValidationError(str(refused)) from None


class PassedForm(forms.Form):
    """What passed between us and somebody."""

    channel = forms.ChoiceField(
        label="What was it?",
        choices=[("", "Choose what"), *Interaction.Channel.choices],
        error_messages={"required": "Choose what it was."},
    )
    direction = forms.ChoiceField(
        label="Whose move was it?",
        choices=[("in", "They rang, wrote or came"), ("out", "We rang, wrote or went"), ("ours", "Among ourselves")],
        initial="in",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose move it was."},
    )
    on = forms.DateField(
        label="On",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day.", "invalid": "Give the day, like 2026-12-03."},
    )
    at = forms.TimeField(
        label="At", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give the time, like 14:30."},
    )  # fmt: skip
    words = forms.CharField(
        label="What was said",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Facts, fairly put: the person may read it one day. Leave out card numbers.",
        error_messages={"required": "Write what was said, in a sentence at least."},
    )
    purpose = forms.ChoiceField(
        label="Kept for",
        help_text="Who may read it later, and how long it stays, follow from this.",
        error_messages={
            "required": "Choose what it is kept for.",
            "invalid_choice": "Your role does not act for that.",
        },
    )
    file = FileField()
    answers = forms.BooleanField(
        label="This answers the enquiry",
        required=False,
        help_text="Tick it where you wrote, rang or went to them. The enquiry is then answered, without a mail.",
    )

    def __init__(self, purposes: dict[str, str], *args: Any, open_enquiry: bool = False, **words: Any) -> None:
        super().__init__(*args, **words)
        field = self.fields["purpose"]
        chosen: Choices = list(purposes.items())
        choose(field, chosen if len(chosen) == 1 else [("", "Choose a purpose"), *chosen])
        if not open_enquiry:
            del self.fields["answers"]

    def clean(self) -> dict[str, Any]:
        """See that it has happened."""
        given = super().clean() or self.cleaned_data
        if given.get("answers") and given.get("direction") != "out":
            self.add_error("answers", "It answers them only where we rang, wrote or went.")
        if given.get("on") and self.moment() > timezone.now() + dt.timedelta(minutes=5):
            self.add_error("on", "This is still to come. Write it down once it has happened.")
        return given

    def moment(self) -> dt.datetime:
        """Give when it happened; midnight, where nobody says at what time."""
        given = dt.datetime.combine(self.cleaned_data["on"], self.cleaned_data.get("at") or dt.time(0, 0))
        return timezone.make_aware(given)


class NewcomerForm(PassedForm):
    """The same, of somebody who may not be known yet: how they are reached comes with it."""

    kind = forms.ChoiceField(label="Who are they to us?", error_messages={"required": "Choose who they are to us."})
    told = forms.BooleanField(
        label="I told them where our privacy notice stands",
        required=False,
        help_text="The law wants people told when their data are taken. Tick it only if you did.",
    )

    def __init__(self, purposes: dict[str, str], kinds: Choices, reach: dict[str, forms.Field], *args: Any) -> None:
        super().__init__(purposes, *args)
        choose(self.fields["kind"], [("", "Choose"), *kinds])
        self.fields = {**reach, "kind": self.fields.pop("kind"), **self.fields}


class CorrectForm(forms.Form):
    """What was written down, as it should be."""

    words = forms.CharField(
        label="What was said, put right",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What stood there before stays on record, and goes with it.",
        error_messages={"required": "Write what was said."},
    )


class AttachForm(forms.Form):
    """A file for what was written down."""

    file = FileField()

    def clean_file(self) -> Checked:
        """Ask for one."""
        if not self.cleaned_data.get("file"):
            raise forms.ValidationError("Choose a file.")
        given: Checked = self.cleaned_data["file"]
        return given


class TemplateForm(forms.Form):
    """Words that answers begin with."""

    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Give it a name."})
    purpose = forms.ChoiceField(label="For", error_messages={"required": "Choose what it is for."})
    subject = forms.CharField(label="Subject", max_length=150, error_messages={"required": "Write a subject."})
    text = forms.CharField(
        label="Words",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="{name} stands for the person’s name. Write nobody’s data here.",
        error_messages={"required": "Write the words."},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, purposes: dict[str, str], one: AnswerTemplate | None, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.one = one
        choose(self.fields["purpose"], [("", "Choose a purpose"), *purposes.items()])

    def clean_name(self) -> str:
        """Refuse a name that another has."""
        name = str(self.cleaned_data["name"])
        others = AnswerTemplate.objects.filter(name__iexact=name)
        if others.exclude(pk=self.one.pk if self.one else 0).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name
