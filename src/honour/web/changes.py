"""What changed from one version of the notice to another, set out to be read: by section, clause and line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from honour.notice.diff import diff
from honour.ui.clauses import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from honour.notice.diff import Change, FieldChange
    from honour.notice.model import Notice

HEADINGS = {
    "notice": "The whole",
    "controller": "Who we are",
    "subjects": "Whose data",
    "categories": "What we collect",
    "sources": "Where it comes from",
    "purposes": "What for",
    "recipients": "Who sees it",
    "transfers": "Where it goes",
    "retention": "How long we keep it",
    "rights": "Your rights",
    "complaints": "Complaints",
    "soft_opt_in": "Messages to customers",
    "channels": "How we contact you",
    "topics": "What we write about",
    "cookies": "Cookies",
    "machine_decisions": "Decisions by machine",
    "forms": "Forms",
    "statements": "What else we say",
    "changes": "Changes to the notice",
}
"""What the sections of a notice are called, in its order."""

WORDS = {"added": "New", "removed": "Removed", "changed": "Changed"}


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One thing that a clause says otherwise: its label, empty for the clause's own text, and its words."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ChangedClause:
    """A clause that was added, removed or changed."""

    id: str
    title: str
    kind: str
    lines: tuple[ChangedLine, ...]

    @property
    def word(self) -> str:
        """What happened to it, in a word."""
        return WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class ChangedSection:
    """A section of the notice with the clauses that differ."""

    id: str
    heading: str
    clauses: tuple[ChangedClause, ...]


def changed_sections(before: Notice, after: Notice) -> list[ChangedSection]:
    """Compare two versions, Honour's own clauses left out of both."""
    grouped = groupby(diff(before, after), key=lambda change: change.section)
    return [
        ChangedSection(section.replace("_", "-"), HEADINGS.get(section, section), tuple(map(_clause, changes)))
        for section, changes in grouped
    ]


def counted(sections: Sequence[ChangedSection]) -> str:
    """Say how many clauses are new, removed and changed, in a sentence."""
    kinds = [clause.kind for section in sections for clause in section.clauses]
    said = [f"{kinds.count(kind)} {word.lower()}" for kind, word in WORDS.items() if kind in kinds]
    if not said:
        return "The two say the same."
    clauses = "clause" if len(kinds) == 1 else "clauses"
    return f"{len(kinds)} {clauses} differ: {', '.join(said)}."


def _clause(change: Change) -> ChangedClause:
    # The title says already what a whole clause was called.
    fields = [field for field in change.fields if change.kind == "changed" or field.key != "name"]
    lines = tuple(ChangedLine("" if field.key == "text" else field.label, tuple(_parts(field))) for field in fields)
    return ChangedClause(change.clause, change.title, change.kind, lines)


def _parts(field: FieldChange) -> Iterator[Part]:
    same = sum(len(piece.text) for piece in field.pieces if piece.change == "same")
    longest = max(len(field.before or ""), len(field.after or ""))
    if field.before and field.after and same * 2 < longest:
        # Where little stays, the old words stand whole before the new ones: shreds of both are harder to read.
        yield Part(field.before, "removed")
        yield Part(" ")
        yield Part(field.after, "added")
        return
    for piece in field.pieces:
        yield Part(piece.text, piece.change)
