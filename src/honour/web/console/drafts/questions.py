"""A clause's form as a page shows it: each question with what was answered, its choices, errors and findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from honour.notice.editing.answers import NEW, named_rows, row_names
from honour.notice.editing.guidance import cited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from honour.notice.check import Finding
    from honour.notice.editing.shapes import Item, Shape
    from honour.notice.model import Notice

_WIDGETS = {
    "rows": "rows", "named": "rows", "part": "part", "selection": "selection", "some": "boxes", "several": "boxes",
    "choice": "select", "one": "select", "whether": "select", "long": "area", "lines": "area", "tick": "tick",
}  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNSTATED = "Not stated"
_NAMING = (".label", ".name")
"""How the questions end whose answers tell one row from another best."""


@dataclass(frozen=True)
class Choice:
    """One of several answers."""

    value: str
    words: str
    chosen: bool
    group: str = ""


@dataclass(frozen=True)
class Row:
    """One of several parts: its name in the form, what it is called, its questions."""

    row: str
    name: str
    title: str
    asked: Asked
    is_new: bool
    id_typed: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question: ``name`` in the form, ``widget`` how it is shown, and everything said about it."""

    item: Item
    name: str
    widget: str
    help: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    every: bool = False
    asked: Asked | None = None
    rows: tuple[Row, ...] = ()
    errors: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str:
        """The id of its control."""
        return f"id_{self.name}"

    @property
    def described_by(self) -> str:
        """The ids of what is said about it."""
        said = {"help": self.help, "error": self.errors, "finding": self.findings}
        return " ".join(f"{self.id}_{part}" for part, there in said.items() if there)

    @property
    def first_id(self) -> str:
        """The id that an error leads to."""
        return f"{self.id}_0" if self.widget in ("selection", "boxes") else self.id

    @property
    def has_more_to_say(self) -> bool:
        """Whether it has an answer other than the one that holds unsaid, or something is said about it."""
        unsaid = {"", "no", str(self.item.default)}
        return self.value not in unsaid or bool(self.errors or self.findings or self.rows)

    @property
    def is_day(self) -> bool:
        """Whether the browser can ask for it as a day: a file may hold something else there, which stays to be seen."""
        return self.item.kind == "day" and (not self.value or _ISO_DAY.fullmatch(self.value) is not None)

    @property
    def lines(self) -> int:
        """How tall its box is, in lines."""
        by_length = len(self.value) // 80 + 1 + self.value.count("\n")
        return max(2, min(14, by_length + 1))

    @property
    def one_called(self) -> str:
        """What one of its rows is called."""
        return ONE_OF.get(self.item.label, "row")


ONE_OF = {"Lawful basis": "basis", "Items": "item", "Questions": "question"}


@dataclass(frozen=True)
class Asked:
    """The questions of a clause or a part of it: those that most answer, and the rest."""

    usual: tuple[Question, ...]
    rare: tuple[Question, ...]

    @property
    def rare_open(self) -> bool:
        """Whether one of the rest has an answer or something said about it."""
        return any(each.has_more_to_say or (each.asked and each.asked.has_an_answer) for each in self.rare)

    @property
    def has_an_answer(self) -> bool:
        """Whether any of them, within parts too, has an answer other than the one that holds unsaid."""
        return any(each.has_more_to_say for each in self.every())

    def every(self) -> Iterable[Question]:
        """Give every question, within parts too."""
        for each in (*self.usual, *self.rare):
            yield each
            if each.asked:
                yield from each.asked.every()
            for row in each.rows:
                yield from row.asked.every()


@dataclass(frozen=True)
class Asking:
    """What a form is made from: the notice whose clauses it may name, the fields, what is wrong with which."""

    notice: Notice
    fields: Mapping[str, list[str]]
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    findings: Mapping[str, list[Finding]] = field(default_factory=dict)

    def asked(self, shape: Shape, lead: str = "") -> Asked:
        """Give the questions of a clause, or of a part whose fields begin with ``lead``."""
        questions = [self._question(shape, item, f"{lead}{item.key}") for item in shape.items]
        return Asked(
            tuple(each for each in questions if not each.item.rare), tuple(each for each in questions if each.item.rare)
        )

    def _question(self, shape: Shape, item: Item, name: str) -> Question:
        values = self.fields.get(name, [])
        part = self.asked(item.shape, f"{name}.") if item.shape and item.kind == "part" else None
        return Question(
            item,
            name,
            _WIDGETS.get(item.kind, "line"),
            cited(item.help, self.notice.law, f"{shape.model}.{item.key}"),
            values[-1] if values else "",
            tuple(self._choices(shape, item, values)),
            self.fields.get(f"{name}.every", [""])[-1] == "all",
            part,
            tuple(self._rows(item, name)),
            tuple(self.errors.get(name, ())),
            tuple(self.findings.get(name, ())),
        )

    def _choices(self, shape: Shape, item: Item, values: list[str]) -> Iterable[Choice]:
        if _WIDGETS.get(item.kind) not in ("select", "selection", "boxes"):
            return ()
        words: list[tuple[str, str, str]] = []
        if item.kind in ("choice", "several"):
            words = [(code, _capital(said), "") for code, said in item.choices]
        elif item.kind == "whether":
            words = [("yes", "Yes", ""), ("no", "No", "")]
        elif item.section == "fields":
            words = [
                (short, each.name, category.name)
                for category in self.notice.categories.values()
                for short, each in category.fields.items()
            ]
        elif item.section:
            words = [(short, getattr(each, "name", short), "") for short, each in self._section(item.section)]
            if shape.model == "MachineDecision" and item.key == "purpose":
                words.insert(0, ("all", "Every purpose", ""))
        known = {code for code, _, _ in words}
        words += [(value, f"{value} (not declared)", "") for value in values if value and value not in known]
        if item.kind in ("choice", "one", "whether") and (item.default is None or item.required):
            words.insert(0, ("", "Choose" if item.required else _UNSTATED, ""))
        return (Choice(code, said, code in values, group) for code, said, group in words)

    def _section(self, section: str) -> Iterable[tuple[str, object]]:
        return getattr(self.notice, section).items()  # type: ignore[no-any-return]

    def _rows(self, item: Item, name: str) -> Iterable[Row]:
        if item.kind not in ("rows", "named") or item.shape is None:
            return
        ids = named_rows(self.fields, name) if item.kind == "named" else {}
        for place, row in enumerate(row_names(self.fields, name), 1):
            asked = self.asked(item.shape, f"{name}.{row}.")
            said = [each for each in asked.usual if each.value]
            first = next((each for each in said if each.name.endswith(_NAMING)), said[0] if said else None)
            words = next((each.words for each in first.choices if each.chosen), first.value) if first else ""
            is_new = row.startswith(NEW)
            typed = self.fields.get(f"{name}.{row}.id", [""])[-1]
            title = words or ("New" if is_new else ids.get(row, str(place)))
            found = tuple(self.findings.get(f"{name}.{row}", ()))
            yield Row(row, name, title, asked, is_new and item.kind == "named", typed, found)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def said_of(asked: Asked, lead: str = "") -> dict[str, str]:
    """Give what was answered, in words, by question; within parts the part's name stands before it."""
    said: dict[str, str] = {}
    for each in (*asked.usual, *asked.rare):
        label = f"{lead}{each.item.label}"
        if each.asked:
            said |= said_of(each.asked, f"{label}: ")
        elif each.widget == "rows":
            for row in each.rows:
                said |= said_of(row.asked, f"{label}, {row.title}: ")
        else:
            said[label] = _words(each)
    return said


def _words(question: Question) -> str:
    if question.every:
        return "All"
    if question.choices:
        return ", ".join(each.words for each in question.choices if each.chosen)
    if question.widget == "tick":
        return "Yes" if question.value == "yes" else "No"  # a browser sends no box that is not ticked
    return "\n".join(question.value.splitlines())  # and ends lines in its own way
