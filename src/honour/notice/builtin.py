"""Honour's own use of personal data, declared as clauses that join every notice.

A notice that left out the software's own work would not be true. The clauses stand in ``builtin.yaml``, in the shape
of any notice, under ids that begin with ``honour-``; pages, the gate and the register of processing treat them as the
rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from honour.law.pack import pack
from honour.notice.model import BUILT_IN, SECTIONS, Notice

_EVERYTHING, _REACH = "@notice", "@reach"
_REACHES = frozenset({"email", "telephone", "postal-address"})
_LISTS = {"subjects": "subjects", "for_subjects": "subjects", "categories": "categories", "sources": "sources"}
"""The keys of a built-in clause that select clauses, and the section they select from."""


class BuiltInIdError(ValueError):
    """A notice declares clauses under ids that are kept for Honour's own.

    Arguments: ``clauses``, their ids.
    """

    def __init__(self, clauses: Iterable[str]) -> None:
        self.clauses = tuple(clauses)
        super().__init__(
            f"Ids that begin with '{BUILT_IN}' are kept for Honour's own clauses, and the notice declares "
            f"{', '.join(self.clauses)}. Give each another id; a notice that already has the built-in clauses needs "
            f"no second set."
        )


def with_builtin(notice: Notice) -> Notice:
    """Give the notice with Honour's own clauses joined to it, each after the notice's own in its section.

    Lists that mean *everything the notice declares* are written out, so that ``all`` in the notice's own clauses goes
    on meaning the notice's own.

    Errors: ``BuiltInIdError`` when the notice declares such an id, or has them already.
    """
    taken = [clause for clause, _ in notice.clauses() if clause.partition(".")[2].startswith(BUILT_IN)]
    if taken:
        raise BuiltInIdError(taken)
    own = notice.model_dump(by_alias=True, exclude_unset=True)
    for section, clauses in _clauses().items():
        added = {short: _fitted(clause, notice) for short, clause in clauses.items()}
        own[section] = {**own.get(section, {}), **added}
    return Notice.model_validate(own)


def builtin_period(rule: str) -> str:
    """Give the period that one of the built-in retention rules states, ``P90D`` for instance. Errors: ``KeyError``."""
    period: str = _clauses()["retention"][rule]["period"]
    return period


def is_builtin(clause: str) -> bool:
    """Tell whether a clause's id (``purpose.honour-rights``) or short id is one of Honour's own."""
    return clause.rpartition(".")[2].startswith(BUILT_IN)


def _fitted(value: Any, notice: Notice, key: str = "") -> Any:
    """Word a built-in clause for the notice's law and write out the lists that depend on what it declares."""
    if isinstance(value, str):
        return value.format_map(_words(notice.law)) if "{" in value else value
    if isinstance(value, Mapping):
        return {name: _fitted(part, notice, name) for name, part in value.items()}
    if isinstance(value, list):
        if key in _LISTS:
            return [short for named in value for short in _written_out(named, _LISTS[key], notice)]
        return [_fitted(part, notice) for part in value]
    return value


def _written_out(named: str, section: str, notice: Notice) -> Iterator[str]:
    """Give what one entry of a list means: an id as it stands, or the notice's own in that section."""
    if named == _EVERYTHING:
        yield from getattr(notice, section)
    elif named == _REACH:
        for short, category in notice.categories.items():
            if any(field.type in _REACHES for field in category.fields.values()):
                yield short
    else:
        yield named


@cache
def _words(law: str) -> dict[str, str]:
    """Give what stands for each word in braces under a law."""
    read, known = _read(), pack(law)
    words = {"gdpr": known.constants.gdpr}
    for word, key in read["enactments"].items():
        enactment = known.enactments.get(key)
        words[word] = read["words"][word].format(cite=enactment.cite) if enactment else ""
    return words


def _clauses() -> dict[str, dict[str, Any]]:
    """Give the built-in clauses by section, as written."""
    return {section: clauses for section, clauses in _read().items() if section in SECTIONS}


@cache
def _read() -> dict[str, Any]:
    """Read the built-in clauses from the package, once."""
    loaded: dict[str, Any] = yaml.safe_load(files("honour.notice").joinpath("builtin.yaml").read_bytes())
    return loaded
