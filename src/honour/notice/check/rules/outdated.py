"""Citations of law that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule

_HISTORY = re.compile(
    r"\b(replac(es|ed|ing)|repeal(s|ed|ing)?|supersed(es|ed|ing)|formerly|former (act|law)|omitted|revoked)\b"
    r"|\bno longer\b|\bused to (be|apply|govern)\b|\bpreviously,? (the|under|by|governed)\b",
    re.IGNORECASE,
)
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_SENTENCES = re.compile(r"(?<=[.;!?])\s+(?=[A-Z])|\n\n")


def _outdated(case: Case, code: str) -> Iterator[Fault]:
    """Find what is cited as if in force; a sentence that says the law was replaced is no such citation."""
    for citation in case.law.citations:
        if citation.code != code:
            continue
        for path, text in case.texts:
            if not citation.found_by.search(_on_one_line(text)):
                continue
            sentences = map(_on_one_line, _SENTENCES.split(text))
            if any(citation.found_by.search(each) and not _HISTORY.search(each) for each in sentences):
                yield Fault(path, f"This cites {citation.cites}.", f"Cite {citation.instead}.")


def _on_one_line(text: str) -> str:
    """Write line breaks and every kind of space as one space, for a citation may run over a line."""
    return " ".join(text.translate(_HYPHENS).split())


@rule("L01")
def repealed_act(case: Case) -> Iterator[Fault]:
    """The repealed Data Protection Act 1998 is cited as if in force, anywhere in the notice."""
    return _outdated(case, "L01")


@rule("L07")
def omitted_article(case: Case) -> Iterator[Fault]:
    """The right to complain to the regulator is cited by an article that is gone."""
    return _outdated(case, "L07")
