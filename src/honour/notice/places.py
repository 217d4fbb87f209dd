"""Clause ids and the paths of a notice file that lead to them."""

from __future__ import annotations

from honour.notice.model import SECTIONS
from honour.notice.model.notice import SINGLE

Path = tuple[str | int, ...]

WHOLE = "notice"
"""What stands for a clause's id where something concerns the notice as a whole."""

_OF_WORD = {word: section for section, word in SECTIONS.items()}


def clause_of(path: Path) -> str:
    """Give the id of the clause that a path leads into: ``purpose.credit-checks``; ``notice`` for none."""
    match path:
        case (str(section), str(short), *_) if section in SECTIONS:
            return f"{SECTIONS[section]}.{short}"
        case (str(section), *_) if section in SINGLE:
            return section.replace("_", "-")
        case _:
            return WHOLE


def path_of(clause: str) -> Path:
    """Give the path to the clause with an id; the whole file for ``notice`` and for what is no clause's id."""
    word, _, short = clause.partition(".")
    if short and word in _OF_WORD:
        return (_OF_WORD[word], short)
    single = clause.replace("-", "_")
    return (single,) if single in SINGLE else ()
