"""What the columns of a list hold, and what holds for all of its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, cast

from honour.intake.importing.errors import MappingRefusedError
from honour.notice.builtin import is_builtin
from honour.notice.model import Notice
from honour.register.importing import Wanted

JOINED = {"text": " ", "long-text": "\n", "postal-address": "\n"}
"""Types of field that several columns may fill together, with what stands between them."""
ONCE = ("kind", "source", "version", "date", "stop")
"""What a column may hold besides data and decisions about a purpose."""
BY_DATE = "by-date"
"""For ``version``: the notice that was in use on the day when a row was taken."""

EARLIEST = 1900
"""The first year in which anybody can have given us anything; what lies before it is a slip."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns hold, by number, and what holds for every row where no column says so.

    ``columns``: ``category.field``, ``kind``, ``source``, ``version``, ``date``, ``stop``, ``consent:purpose``,
    ``objection:purpose``, or empty for a column that is left out. ``kind``, ``source``, ``version`` (or ``by-date``)
    and ``date`` are empty where nobody knows. ``day_first``: 3/4/2024 is the third of April. ``noughts``: telephone
    numbers get back what a spreadsheet took from them. ``known``: what happens to people who are here already.
    """

    columns: tuple[str, ...]
    purposes: tuple[str, ...] = ()
    kind: str = ""
    source: str = ""
    version: str = ""
    date: str = ""
    known: Literal["leave", "add"] = "leave"
    consent_words: str = ""
    day_first: bool = True
    noughts: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give it as it is kept."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Mapping:
        """Read it as it was kept."""
        lists = {"columns": tuple(kept["columns"]), "purposes": tuple(kept.get("purposes", ()))}
        return cls(**{**kept, **lists})

    def wanted(self, name: str, by: str) -> Wanted:
        """Give what the register needs to know. Arguments: ``name``, the import's id; ``by``, who does it."""
        return Wanted(name, by, self.purposes, self.known, self.consent_words)

    def holding(self, what: str) -> list[int]:
        """Give the numbers of the columns that hold something."""
        return [number for number, held in enumerate(self.columns) if held == what]


def holdable(notice: Notice) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give everything a column can hold, in groups, as words for a list of choices."""
    groups = [
        (category.name, [(f"{name}.{short}", field.name) for short, field in category.fields.items()
                         if field.type != "attachment"])
        for name, category in notice.categories.items()
        if not is_builtin(name)
    ]  # fmt: skip
    about = [
        ("date", "Date on which it was given"),
        ("source", "Where it came from"),
        ("kind", "Kind of person"),
        ("version", "Version of the notice they were given"),
    ]
    decided = [("stop", "They want no marketing")]
    for short, purpose in notice.purposes.items():
        if is_builtin(short):
            continue
        if any(basis.kind == "consent" for basis in purpose.bases):
            decided.append((f"consent:{short}", f"They agreed to: {purpose.name}"))
        decided.append((f"objection:{short}", f"They objected to: {purpose.name}"))
    return [*((name, fields) for name, fields in groups if fields), ("About the row", about), ("Decisions", decided)]


def require_usable(mapping: Mapping, notice: Notice, labels: set[str], today: date) -> None:
    """See that a mapping makes people out of rows.

    Arguments: ``labels`` of the published versions; ``today``, after which nothing was collected yet.
    Errors: ``MappingRefusedError`` with a sentence for each thing to mend.
    """
    faults = [*_column_faults(mapping, notice), *_fixed_faults(mapping, notice, labels, today)]
    if faults:
        raise MappingRefusedError(faults)


def _column_faults(mapping: Mapping, notice: Notice) -> list[str]:
    can = {value for _, choices in holdable(notice) for value, _ in choices}
    faults = [
        f"There is nothing called {each} for a column to hold." for each in mapping.columns if each and each not in can
    ]
    if faults:
        return faults
    fields = {}
    for each in mapping.columns:
        category, dot, field = each.partition(".")
        if dot:
            fields[each] = notice.categories[category].fields[field]
    if not any(field.identifier for field in fields.values()):
        faults.append("Say which column holds an email address, a telephone number or an account number: without one, "
                      "nobody could be found again.")  # fmt: skip
    for each, times in Counter(each for each in mapping.columns if each).items():
        if times > 1 and (each not in fields or fields[each].type not in JOINED):
            faults.append(f"Two columns cannot both hold {_word(each, notice)}.")
    if any(each.startswith("consent:") for each in mapping.columns) and not mapping.consent_words.strip():
        faults.append("Write the words that people agreed to: a consent without them cannot be shown.")
    return faults


def _fixed_faults(mapping: Mapping, notice: Notice, labels: set[str], today: date) -> list[str]:
    faults = []
    if not mapping.purposes:
        faults.append("Say what the data were collected for.")
    faults += [f"The notice has no purpose {each!r}." for each in mapping.purposes if each not in notice.purposes]
    if mapping.kind and mapping.kind not in notice.subjects:
        faults.append(f"The notice names no kind of person {mapping.kind!r}.")
    if mapping.source and mapping.source not in notice.sources:
        faults.append(f"The notice names no source {mapping.source!r}.")
    if mapping.version not in {"", BY_DATE, *labels}:
        faults.append(f"No version {mapping.version!r} of the notice is published.")
    try:
        given = date.fromisoformat(mapping.date) if mapping.date else None
    except ValueError:
        faults.append("Write the date as year, month, day: 2024-05-31.")
    else:
        if given and given > today:
            faults.append("The date lies in the future.")
        if given and given.year < EARLIEST:
            faults.append(f"The date lies before {EARLIEST}. Look at it again.")
    return faults


def _word(held: str, notice: Notice) -> str:
    for _, choices in holdable(notice):
        for value, word in choices:
            if value == held:
                return f"“{word}”"
    return held


def chosen_known(word: str) -> Literal["leave", "add"]:
    """Read the choice about people who are here already."""
    return cast("Literal['leave', 'add']", word if word in {"leave", "add"} else "leave")
