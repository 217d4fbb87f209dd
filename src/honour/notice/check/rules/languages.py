"""The notice in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import LANGUAGE
from honour.notice.translating import words_by_clause
from honour.notice.wording import tongue

_FEW = 3


@rule("H42")
def not_translated(case: Case) -> Iterator[Fault]:
    """A notice has some of its words in a language, and not all; they would stand among each other on one page."""
    for language, put in case.notice.translations.items():
        left = [
            clause_id
            for clause_id, words in words_by_clause(case.notice).items()
            if any(not put.get(clause_id, {}).get(way, "").strip() for way in words)
        ]
        if left:
            known = tongue(language)
            yield Fault(
                ("translations", language),
                f"Words are missing in {known.name if known else language}: of {_listed(left)}.",
                "Translate them under Languages, or leave the language out until they are.",
            )


@rule("H43")
def of_nothing(case: Case) -> Iterator[Fault]:
    """A translation names a place that has no words in the notice, or the notice's own language."""
    words = words_by_clause(case.notice) if case.notice.translations else {}
    for language, put in case.notice.translations.items():
        if language == case.notice.language:
            yield Fault(
                ("translations", language),
                f"The notice is written in {quoted(language)} and has it as a translation too.",
                "Take the translation out.",
            )
        for clause_id, said in put.items():
            stray = [way for way in said if way not in words.get(clause_id, {})]
            if stray:
                yield Fault(
                    ("translations", language, clause_id),
                    f"A translation names {_listed([quoted(way) for way in stray])} of {quoted(clause_id)}, and the "
                    "notice has no words there.",
                    "Take it out, or name the place where the words are.",
                )


def _listed(clauses: list[str]) -> str:
    """Name the first few, and say how many more there are."""
    more = len(clauses) - _FEW
    return listed(clauses[:_FEW] + ([f"{more} more"] if more > 0 else []))


@rule("H59")
def no_tag(case: Case) -> Iterator[Fault]:
    """The language is not named as browsers and readers of screens know it, so that they would not speak it rightly."""
    if not re.fullmatch(LANGUAGE, case.notice.language):
        yield Fault(
            ("language",),
            f"{quoted(case.notice.language)} is no tag of a language.",
            "Write it as browsers do, such as `en-GB`, `cy` or `de`.",
        )
