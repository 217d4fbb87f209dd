"""A notice as the sections of the page look at it: names as links, selections in words, what every clause has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from honour.law import Law, law_at
from honour.notice.model import BUILT_IN, SECTIONS, Clause, Notice, Selection
from honour.notice.render import addresses
from honour.notice.render.parts import Block, Bullets, ClauseBlock, Facts, Line, Link, Paragraph, Remark
from honour.notice.wording import WHAT_THEY_USE, Names, day_in_words, say, words_for

Pair = tuple[str, Line | Bullets]

_FEW = 3
_EVERY_ONE = {
    "categories": "all data that this notice names",
    "subjects": "everybody this notice is for",
    "sources": "every source that this notice names",
    "purposes": "every purpose that this notice names",
}


class View:
    """One notice, and how its parts are put."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.names = Names(notice)

    def own(self, section: str) -> dict[str, Any]:
        """Give the clauses of a section that the notice itself declares."""
        return {short: each for short, each in getattr(self.notice, section).items() if not is_builtin(short)}

    def builtin(self, section: str) -> dict[str, Any]:
        """Give the clauses of a section that Honour adds."""
        return {short: each for short, each in getattr(self.notice, section).items() if is_builtin(short)}

    def selected(self, section: str, chosen: Selection) -> Line:
        """Name what is selected, each name a link to its clause; nothing selected is *none stated*.

        A list that has everything the notice itself declares says so, and names what it has besides.
        """
        if chosen == "all":
            return tuple(self.names.selection(section, "all"))
        named: list[Line] = []
        own = self.own(section)
        if len(own) > _FEW and own.keys() <= set(chosen):
            named = [(_EVERY_ONE[section],)]
            chosen = [short for short in chosen if short not in own]
        return joined([*named, *(self.linked(section, short) for short in chosen)]) or ("none stated",)

    def data(self, chosen: Selection, purposes: Selection) -> Line:
        """Name the categories that a clause about purposes selects; ``all`` are those that the purposes use."""
        if chosen != "all":
            return self.selected("categories", chosen)
        used = self.notice.used_for(purposes)
        if not used:
            return (say(WHAT_THEY_USE),)
        return self.selected("categories", [short for short in self.notice.categories if short in used])

    def linked(self, section: str, short: str) -> Line:
        """Name a clause as a link to it; an id that nothing declares stands as it is."""
        if short not in getattr(self.notice, section):
            return (short,)
        return (Link(self.names.of(section, short), f"#{SECTIONS[section]}.{short}"),)

    def statements(self, *sections: str) -> Iterator[ClauseBlock]:
        """Give the statements that belong to sections of the notice."""
        for short, statement in self.notice.statements.items():
            if statement.section in sections:
                yield ClauseBlock(f"statement.{short}", "", tuple(said(statement)))

    @cached_property
    def law(self) -> Law:
        """The law of the notice's day."""
        return law_at(self.notice.law, self.notice.effective)

    def condition(self, code: str) -> str:
        """Name a condition of a recognised interest as the law does; other words stay."""
        known = self.law.conditions.get(code)
        return f"{say(known.name)} ({known.source})" if known else code

    def is_abroad(self, country: str | None) -> bool:
        """Whether data that go to a country leave the law's own."""
        return bool(country) and str(country).strip().lower() not in self.law.constants.home.countries


def is_builtin(short: str) -> bool:
    """Whether a short id is one of Honour's own clauses."""
    return short.startswith(BUILT_IN)


def said(clause: Clause) -> Iterator[Block]:
    """Give a clause's words, a paragraph each, and a remark where they break off."""
    for paragraph in (clause.text or "").split("\n\n"):
        if paragraph.strip():
            yield Paragraph((paragraph.strip(),))
    if clause.incomplete or clause.missing:
        yield Remark("Incomplete.", clause.missing or "The original breaks off or leaves something blank.")


def facts(*pairs: Pair | None) -> Iterator[Facts]:
    """Give the pairs that are there as facts; nothing when none is."""
    there = tuple(pair for pair in pairs if pair)
    if there:
        yield Facts(there)


def fact(label: str, words: str | Line | None) -> Pair | None:
    """Give a label with its words, or nothing where there are none."""
    if not words:
        return None
    return label, (words,) if isinstance(words, str) else words


def items(label: str, words: Iterable[str]) -> Pair | None:
    """Give a label with items one below the other, or nothing where there are none."""
    lines = tuple((each,) for each in words)
    return (label, Bullets(lines)) if lines else None


def code(model: str, key: str, value: object) -> str:
    """Give the words for a code, with a capital."""
    words = words_for(model, key, value) or str(value)
    return words[:1].upper() + words[1:]


def day(value: date | None) -> str | None:
    """Give a day in words."""
    return day_in_words(value) if value else None


def joined(lines: Iterable[Line]) -> Line:
    """Put lines in a row, commas between."""
    row: list[str | Link] = []
    for line in lines:
        row += [", ", *line] if row else line
    return tuple(row)


def web_link(address: str | None) -> Line:
    """Give a web address as a link to itself, or as words where it is none that a page may lead to."""
    if not address:
        return ()
    safe = addresses.web(address)
    return (Link(address, safe) if safe else address,)
