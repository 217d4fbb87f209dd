"""Guessing from its headings what the columns of a list hold. A person looks at the guess before anything happens."""

from __future__ import annotations

import re
from collections.abc import Mapping as Named
from collections.abc import Sequence

from honour.intake.importing.listing import Opened
from honour.intake.importing.mapping import JOINED, Mapping
from honour.notice.builtin import is_builtin
from honour.notice.model import CategoryField, Notice, Source, Subject

_WORDS = re.compile(r"[^a-z0-9]+")
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("stop", r"opted? ?out|unsubscri|do not (contact|mail|email)|no marketing|suppress|dnc|no (e ?)?mail|^stop(ped)?$"),
    ("consent", r"opted? ?in\b|consent|newsletter|subscribed|permission|agreed"),
    ("email", r"\be ?mail\b|^mail$"),
    ("telephone", r"phone|mobile|\btel\b|\bcell\b"),
    ("date", r"\b(date|created|added|signed up|collected|joined|since)\b"),
    ("source", r"\b(lead )?source\b|came from|origin"),
    ("kind", r"\b(contact )?type\b|\bkind\b"),
    ("version", r"\bnotice\b|privacy (policy|notice)|terms version"),
    ("postal-address", r"address|street|post ?code|\bzip\b|\btown\b|\bcity\b|county|country"),
    ("company", r"company|organi[sz]ation|employer|account name|business"),
    ("name", r"\bname\b|surname|forename|first ?name|last ?name|salutation|\btitle\b"),
)
_FIELDS = {"company", "name"}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def plain(words: str) -> str:
    """Reduce a heading to its words."""
    return _WORDS.sub(" ", words.lower()).strip()


def guess(opened: Opened, notice: Notice, samples: Sequence[Sequence[str]]) -> Mapping:
    """Guess a mapping from headings, and where they say nothing from the first rows.

    Arguments: ``samples``, cells of the first rows.
    """
    columns, taken = [], set[str]()
    for number, heading in enumerate(opened.headings):
        cells = [row[number].strip() for row in samples if number < len(row)]
        held = _column(plain(heading), cells, notice)
        declared = _declared(held, notice)
        may_share = declared is not None and declared.type in JOINED
        columns.append("" if held in taken and not may_share else held)
        taken.add(held)
    return Mapping(tuple(columns))


def _column(heading: str, cells: Sequence[str], notice: Notice) -> str:
    fields = _fields(notice)
    for held, field in fields:
        if heading in {plain(field.name), plain(held), plain(held.partition(".")[2])}:
            return held
    for meaning, pattern in _MEANINGS:
        if re.search(pattern, heading):
            found = _meant(meaning, cells, notice)
            if found:
                return found
    filled = [cell for cell in cells if cell]
    if filled and all(_ADDRESS.fullmatch(cell) for cell in filled):
        return _first_of_type("email", fields)
    return ""


def _meant(meaning: str, cells: Sequence[str], notice: Notice) -> str:
    fields = _fields(notice)
    if meaning in {"stop", "date"}:
        return meaning
    if meaning == "consent":
        on_consent = [s for s, p in notice.purposes.items() if any(b.kind == "consent" for b in p.bases)]
        on_consent.sort(key=lambda short: not notice.purposes[short].is_marketing)
        return f"consent:{on_consent[0]}" if on_consent else ""
    if meaning in {"source", "kind", "version"}:
        known = {"source": _words(notice.sources), "kind": _words(notice.subjects)}.get(meaning, set())
        filled = [cell for cell in cells if cell]
        # A column called “source” that names none of the notice's sources would keep every row out.
        return meaning if filled and all(plain(cell) in known for cell in filled) else ""
    if meaning in _FIELDS:
        return next((held for held, _ in fields if meaning in plain(held.partition(".")[2]).split()), "")
    return _first_of_type(meaning, fields)


def _words(clauses: Named[str, Source] | Named[str, Subject]) -> set[str]:
    return {plain(word) for short, clause in clauses.items() for word in (short, clause.name)}


def _first_of_type(kind: str, fields: Sequence[tuple[str, CategoryField]]) -> str:
    return next((held for held, field in fields if field.type == kind), "")


def _fields(notice: Notice) -> list[tuple[str, CategoryField]]:
    return [
        (f"{name}.{short}", field)
        for name, category in notice.categories.items()
        if not is_builtin(name)
        for short, field in category.fields.items()
    ]


def _declared(held: str, notice: Notice) -> CategoryField | None:
    category, dot, field = held.partition(".")
    return notice.categories[category].fields[field] if dot else None
