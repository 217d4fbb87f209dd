"""What changed from one version of the notice to another, set out to be read: by section, clause and line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from honour.notice.diff import diff
from honour.notice.model import Notice
from honour.notice.places import WHOLE
from honour.notice.translating import never_translated, translation
from honour.notice.wording import language_spoken, say, speaking
from honour.register.languages import language_shown
from honour.ui.clauses import Part
from honour.ui.foreign import Foreign, in_its_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from honour.notice.diff import Change, FieldChange
    from honour.register.versions import Published

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
    """One thing that a clause says otherwise: its label, empty for the clause's own text, and its words.

    ``language`` is the one in which the words stand, where that is not the page's.
    """

    label: str
    parts: tuple[Part, ...]
    language: str = ""


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
        return say(WORDS[self.kind])


@dataclass(frozen=True, slots=True)
class ChangedSection:
    """A section of the notice with the clauses that differ."""

    id: str
    heading: str
    clauses: tuple[ChangedClause, ...]


def changed_sections(before: Notice, after: Notice) -> list[ChangedSection]:
    """Compare two versions, Honour's own clauses left out of both."""
    return _sections(diff(before, after), lambda _: language_spoken())


def changes_shown(before: Published, after: Published) -> list[ChangedSection]:
    """Compare two published versions in the language shown; where either does not have it, in the notice's own.

    What changed in the notice's own words and not in its translation stands here in the notice's own. Its words in
    other languages stand on the pages in these.
    """
    language, own = language_shown(), after.own.language
    with speaking(own):
        changes = diff(_in_one_language(before.own), _in_one_language(after.own))
    if not all(language in each.own.translations for each in (before, after)):
        return _sections(changes, lambda _: own)
    old, new = translation(before.own, language), translation(after.own, language)
    translated = diff(_in_one_language(old.notice), _in_one_language(new.notice))
    left = old.left | new.left | never_translated(before.own) | never_translated(after.own)
    merged, behind = _merged(changes, translated, {**_titles(old.notice), **_titles(new.notice)})
    return _sections(merged, lambda words: own if words in left or words in behind else language)


def _in_one_language(notice: Notice) -> Notice:
    return notice.model_copy(update={"translations": {}})


def _titles(notice: Notice) -> dict[str, str]:
    """Give what each clause of a notice is called, by its id."""
    return {clause_id: name for clause_id, clause in notice.clauses() if (name := getattr(clause, "name", None))}


def _merged(
    own: Sequence[Change], translated: Sequence[Change], titles: Mapping[str, str]
) -> tuple[list[Change], frozenset[str]]:
    """Join what changed in the notice's own words with what changed in a translation.

    Gives the changes in the notice's order, translated where they are, and the words that stand in the notice's own.
    """
    there, behind, merged = {change.clause: change for change in translated}, set[str](), []
    for change in own:
        beside = there.pop(change.clause, None)
        said = {field.key: field for field in beside.fields} if beside else {}
        left = [field for field in change.fields if field.key not in said]
        behind |= {words for field in left for words in (field.label, field.before, field.after) if words}
        fields = tuple(said.pop(field.key, field) for field in change.fields) + tuple(said.values())
        title = beside.title if beside else titles.get(change.clause, change.title)
        merged.append(replace(change, title=title, fields=fields))
    sections = [WHOLE, *Notice.model_fields]
    merged += there.values()
    return sorted(merged, key=lambda change: sections.index(change.section)), frozenset(behind)


def is_mixed(sections: Sequence[ChangedSection]) -> bool:
    """Whether some of what changed is said in another language than the page."""
    clauses = [clause for section in sections for clause in section.clauses]
    return any(isinstance(clause.title, Foreign) or any(line.language for line in clause.lines) for clause in clauses)


def counted(sections: Sequence[ChangedSection]) -> str:
    """Say how many clauses are new, removed and changed, in a sentence."""
    kinds = [clause.kind for section in sections for clause in section.clauses]
    said = [f"{kinds.count(kind)} {say(word).lower()}" for kind, word in WORDS.items() if kind in kinds]
    if not said:
        return say("The two say the same.")
    differ = say("{count} clauses differ:" if len(kinds) != 1 else "{count} clause differs:", count=len(kinds))
    return f"{differ} {', '.join(said)}."


def _sections(changes: Iterable[Change], stands_in: Callable[[str], str]) -> list[ChangedSection]:
    """Set changes out. Arguments: ``stands_in`` gives the language of some of their words."""
    return [
        ChangedSection(
            section.replace("_", "-"),
            say(HEADINGS.get(section, section)),
            tuple(_clause(change, stands_in) for change in grouped),
        )
        for section, grouped in groupby(changes, key=lambda change: change.section)
    ]


def _clause(change: Change, stands_in: Callable[[str], str]) -> ChangedClause:
    def marked(words: str) -> str:
        return in_its_language(words, stands_in(words), language_spoken())

    # The title says already what a whole clause was called.
    fields = [field for field in change.fields if change.kind == "changed" or field.key != "name"]
    lines = []
    for field in fields:
        foreign = [
            each.lang for each in map(marked, (field.before or "", field.after or "")) if isinstance(each, Foreign)
        ]
        label = "" if field.key == "text" else marked(field.label)
        lines.append(ChangedLine(label, tuple(_parts(field)), foreign[0] if foreign else ""))
    return ChangedClause(change.clause, marked(change.title), change.kind, tuple(lines))


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
