"""What the columns of a list hold, asked of the member who brings it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms

from honour.intake.importing.mapping import BY_DATE, Mapping, chosen_known, holdable
from honour.notice.builtin import is_builtin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from honour.notice.model import Notice
    from honour.register.versions import Versions

UNKNOWN = "Nobody knows"
_OBSERVED = "What nobody knows comes in only for purposes that are observed."


class FirstRows(NamedTuple):
    """How a list begins: ``samples``, cells of its first rows, masked; ``dated``, the columns that hold dates."""

    headings: Sequence[str]
    samples: Sequence[Sequence[str]]
    dated: Collection[int]


class ColumnsForm(forms.Form):
    """A field for each column, then what holds for every row where no column says so."""

    def __init__(
        self,
        columns: FirstRows,
        mapping: Mapping,
        notice: Notice,
        known: Versions,
        *rest: Any,
        **words: Any,
    ) -> None:
        super().__init__(*rest, **words)
        groups = [(name, choices) for name, choices in holdable(notice)]
        self._width = len(columns.headings)
        for number, heading in enumerate(columns.headings):
            shown = [row[number] for row in columns.samples if number < len(row) and row[number]]
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading,
                required=False,
                choices=[("", "Leave it out"), *groups],
                help_text=_held(shown, holds_dates=number in columns.dated),
                initial=mapping.columns[number] if number < len(mapping.columns) else "",
            )
            self.fields[f"column-{number}"].required = False
        purposes = [(short, each.name) for short, each in notice.purposes.items() if not is_builtin(short)]
        self.fields["purposes"] = forms.MultipleChoiceField(
            label="What were these data collected for?",
            choices=purposes,
            widget=forms.CheckboxSelectMultiple,
            initial=list(mapping.purposes),
            help_text="They are used for nothing else.",
            error_messages={"required": "Choose at least one purpose."},
        )
        self._choice("kind", "What are these people to you?", _named(notice.subjects.items()), mapping.kind)
        self._choice("source", "Where did the data come from?", _named(notice.sources.items()), mapping.source)
        labels = [(version.label, f"The notice of {version.label}") for version in known.all]
        versions = [(BY_DATE, "The one in use on the day"), *labels]
        self._choice("version", "Which notice were they given?", versions, mapping.version)
        self.fields["date"] = forms.DateField(
            label="When were the data given?",
            required=False,
            initial=mapping.date or None,
            widget=forms.DateInput(attrs={"type": "date"}),
            help_text=f"For rows whose own date is empty or missing. {_OBSERVED}",
            error_messages={"invalid": "Enter a date as year, month, day: 2024-05-31."},
        )
        self.fields["day_first"] = forms.ChoiceField(
            label="How are dates like 3/4/2024 meant?",
            choices=[("yes", "3 April 2024"), ("no", "March 4, 2024")],
            initial="yes" if mapping.day_first else "no",
        )
        self.fields["noughts"] = forms.ChoiceField(
            label="Telephone numbers that begin with neither 0 nor +",
            choices=[
                ("no", "Keep them as they stand in the list"),
                ("yes", "Put back what a spreadsheet took: the 0 before nine or ten digits, the + before 44"),
            ],
            widget=forms.RadioSelect,
            initial="yes" if mapping.noughts else "no",
            help_text="A spreadsheet takes 01632960111 for a quantity: 1632960111 is left. The trial counts such rows.",
        )
        self.fields["known"] = forms.ChoiceField(
            label="People who are here already",
            choices=[("leave", "Leave them as they are; take in only who stopped"), ("add", "Add what the list says")],
            widget=forms.RadioSelect,
            initial=mapping.known,
            error_messages={"required": "Choose what happens to people who are here already."},
        )
        self.fields["consent_words"] = forms.CharField(
            label="The words that people agreed to",
            required=False,
            max_length=2000,
            initial=mapping.consent_words,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Needed where a column says who agreed: a consent is only as good as the words it was given to.",
        )

    def _choice(self, name: str, label: str, choices: list[tuple[str, str]], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            required=False,
            choices=[("", UNKNOWN), *choices],
            initial=initial,
            help_text=f"For rows in which no column says so. {_OBSERVED}",
        )

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields of columns."""
        return [self[f"column-{number}"] for number in range(self._width)]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields of what holds for every row."""
        return [field for field in self if not field.name.startswith("column-")]

    def mapping(self) -> Mapping:
        """Give what was said."""
        said = self.cleaned_data
        return Mapping(
            columns=tuple(said[f"column-{number}"] for number in range(self._width)),
            purposes=tuple(said["purposes"]),
            kind=said["kind"],
            source=said["source"],
            version=said["version"],
            date=said["date"].isoformat() if said["date"] else "",
            known=chosen_known(said["known"]),
            consent_words=said["consent_words"].strip(),
            day_first=said["day_first"] == "yes",
            noughts=said["noughts"] == "yes",
        )


def _held(shown: Sequence[str], *, holds_dates: bool) -> str:
    if not shown:
        return "Empty in the first rows."
    dates = " It holds dates: choose “Date on which it was given” if that is what they are." if holds_dates else ""
    return f"For instance {', '.join(shown)}.{dates}"


def _named(clauses: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(short, clause.name) for short, clause in clauses if not is_builtin(short)]
