"""What one notice says otherwise than another, clause by clause."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from honour.notice.editing.calling import called
from honour.notice.model import SECTIONS, Clause, Notice
from honour.notice.model.notice import SINGLE
from honour.notice.places import WHOLE
from honour.notice.said import Said, said_by
from honour.notice.source import same
from honour.notice.word_changes import Piece, marked, pieces_between
from honour.notice.wording import Names, label, say
from honour.notice.wording.tongue import named

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class FieldChange:
    """One thing that a clause says otherwise; ``before`` or ``after`` is ``None`` where it says nothing of it.

    ``key`` names it for programs (``bases.contract.why``), ``label`` for people; ``pieces`` are the words that stay, go
    and come, in order.
    """

    key: str
    label: str
    before: str | None
    after: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Change:
    """A clause that was added, removed or changed; ``fields`` in the order in which the file states them.

    ``clause`` is its id, ``notice`` for what belongs to no clause; ``section`` the key of its section in the file.
    """

    clause: str
    section: str
    title: str
    kind: Kind
    fields: tuple[FieldChange, ...]


def diff(before: Notice, after: Notice) -> list[Change]:
    """Compare two notices: what concerns the whole first, then clauses in the order of the notice's sections.

    A clause that was removed stands behind the one that it followed. Clauses are compared by what they mean: where only
    the name of a category changed, the purposes that use it have not.
    """
    names = Names(before), Names(after)
    changes = []
    pairs = list(_pairs(before, after))
    for clause, section, old, new in pairs:
        own = _fields(said_by(old, names[0]) if old else {}, said_by(new, names[1]) if new else {})
        fields = (*own, *_translated(before, after, clause))
        if clause == WHOLE:
            fields += tuple(_translated_for_nothing(before, after, {each for each, *_ in pairs}))
        if fields or not (old and new):
            kind: Kind = "removed" if new is None else "added" if old is None else "changed"
            changes.append(Change(clause, section, _title(clause, new or old), kind, fields))
    return changes


def as_text(changes: Iterable[Change], width: int = 100) -> str:
    """Write changes for people: − before what goes, + before what comes; ``width`` in characters."""
    written = []
    for change in changes:
        head = f"{change.kind.capitalize()}: {change.title} ({change.clause})"
        lines = textwrap.wrap(head, width, subsequent_indent="  ")
        for field in change.fields:
            lines.append(f"  {field.label}")
            for line in marked(field.before, field.after, field.pieces):
                lines += textwrap.wrap(line, width, initial_indent="    ", subsequent_indent="      ")
        written.append("\n".join(lines))
    return "\n\n".join(written) or "The two notices say the same."


def as_json(changes: Iterable[Change]) -> str:
    """Write changes for programs."""
    listed = [{**asdict(change), "fields": [_plain(field) for field in change.fields]} for change in changes]
    return json.dumps({"changes": listed}, indent=2, ensure_ascii=False)


def _plain(field: FieldChange) -> dict[str, object]:
    return {**asdict(field), "pieces": [piece._asdict() for piece in field.pieces]}


def _pairs(before: Notice, after: Notice) -> Iterator[tuple[str, str, Clause | None, Clause | None]]:
    yield WHOLE, WHOLE, before, after
    for section in Notice.model_fields:
        old, new = getattr(before, section), getattr(after, section)
        if section in SECTIONS:
            for short in _merged(list(old), list(new)):
                yield f"{SECTIONS[section]}.{short}", section, old.get(short), new.get(short)
        elif section in SINGLE and (old or new):
            yield section.replace("_", "-"), section, old, new


def _merged(old: list[str], new: list[str]) -> list[str]:
    """Put what is gone behind what it followed, among what is there now."""
    merged, there = list(new), set(new)
    behind = 0
    for each in old:
        if each not in there:
            merged.insert(behind, each)
        behind = merged.index(each) + 1
    return merged


def _fields(old: dict[str, Said], new: dict[str, Said]) -> Iterator[FieldChange]:
    """Give what differs; a default counts as said where the other side departs from it, and nowhere else."""
    for key in _merged(list(old), list(new)):
        before, after = old.get(key), new.get(key)
        if not any(said and said.written for said in (before, after)):
            continue
        if before and after and same(before.value, after.value):
            continue
        said = after or before
        words = before.words if before else None, after.words if after else None
        yield FieldChange(key, said.label if said else key, *words, pieces_between(*words))


def _translated(before: Notice, after: Notice, clause: str) -> Iterator[FieldChange]:
    """Give what a clause says otherwise in other languages."""
    for tag, way, old, new in _words_in_others(before, after, clause):
        said = f"{named(tag)}, {called(clause, way)}"
        yield FieldChange(f"translations.{tag}.{way}", said, old, new, pieces_between(old, new))


def _translated_for_nothing(before: Notice, after: Notice, clauses: set[str]) -> Iterator[FieldChange]:
    """Give what stands in other languages, on one side or the other, for clauses that neither notice has."""
    every = {clause: None for each in (before, after) for of_it in each.translations.values() for clause in of_it}
    for clause in [each for each in every if each not in clauses]:
        for tag, way, old, new in _words_in_others(before, after, clause):
            said = f"{named(tag)}, {clause}, {way}"
            yield FieldChange(f"translations.{tag}.{clause}.{way}", said, old, new, pieces_between(old, new))


def _words_in_others(before: Notice, after: Notice, clause: str) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Give the language, the place and both words of what is said otherwise of a clause in other languages."""
    for tag in _merged(list(before.translations), list(after.translations)):
        old, new = (each.translations.get(tag, {}).get(clause, {}) for each in (before, after))
        for way in _merged(list(old), list(new)):
            if old.get(way) != new.get(way):
                yield tag, way, old.get(way), new.get(way)


def _title(clause: str, said: Clause | None) -> str:
    if clause == WHOLE:
        return say("The notice as a whole")
    return str(getattr(said, "name", None) or say(label(clause.partition(".")[2] or clause)))
