"""A notice in another language: which of its words are translated, and the notice with them in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from honour.notice.model import BUILT_IN, Clause, Contact, Controller, Notice
from honour.notice.model.clause import Duration, Slug
from honour.notice.places import WHOLE, path_of
from honour.notice.wording import tongue

_AS_THEY_ARE = frozenset({
    "email", "telephone", "page", "company_number", "law_cited", "electronic_form", "condition", "named", "law",
    "language", "version", "replaces", "id", "schema_", "missing", "preset", "contract",
    "registered_office", "address", "trading_name", "country", "impact_screening", "transfer_risk", "max_length",
    "enactment",
})  # fmt: skip
"""What stays as it is in any language, or is not shown to readers."""
_TESTS = frozenset({"balancing_test", "impact_screening", "transfer_risk"})
_OF_TESTS = frozenset({"safeguards"})


@dataclass(frozen=True, slots=True)
class Translation:
    """A notice's words in one of its languages, or in its own.

    ``notice`` has them in place, ``original`` is as it was written; ``left`` are the words that are not translated.
    """

    notice: Notice
    original: Notice
    left: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """The language of the words in place."""
        return self.notice.language

    @property
    def own(self) -> str:
        """The language in which the notice was written, and in which its words stand that are not translated."""
        return self.original.language

    def language_of(self, words: str) -> str:
        """Give the language in which some words of the notice stand here."""
        return self.own if words in self.left else self.language


def words_of(clause: Clause) -> dict[str, str]:
    """Give the words of a clause that readers see, by the way to each: ``text``, ``fields.email.name``, ``stop.0``."""
    return dict(_words(clause, ""))


def words_by_clause(notice: Notice) -> dict[str, dict[str, str]]:
    """Give the words of every clause that the notice itself declares; the title under ``notice``."""
    found = {WHOLE: {"title": notice.title, **({"text": notice.text} if notice.text else {})}}
    for clause_id, clause in notice.clauses():
        if not clause_id.partition(".")[2].startswith(BUILT_IN):
            found[clause_id] = words_of(clause)
    return {clause_id: words for clause_id, words in found.items() if words}


def never_translated(notice: Notice) -> frozenset[str]:
    """Give the words of a notice's tests and screenings that stay as they were written: its page does not show them."""
    return frozenset(_of_tests(notice.model_dump(), within=False))


def _of_tests(data: Any, *, within: bool) -> Iterator[str]:
    if isinstance(data, str):
        yield from [data] if within and " " in data else []
    elif isinstance(data, dict):
        for name, part in data.items():
            yield from _of_tests(part, within=name not in _OF_TESTS and (within or name in _TESTS))
    elif isinstance(data, list):
        for part in data:
            yield from _of_tests(part, within=within)


def in_language(notice: Notice, language: str) -> tuple[Notice, frozenset[str]]:
    """Give a notice with its words in another language, and the ids of clauses that have none there.

    What is not translated stays in the notice's own language. Errors: ``KeyError`` for a language it does not have.
    """
    put = {**_built_in(language), **notice.translations[language]}
    data = notice.model_dump(by_alias=True)  # words that nobody wrote, such as a button's, are translated too
    for clause_id, words in put.items():
        here = path_of(clause_id)
        if here or clause_id == WHOLE:
            for way, said in words.items():
                _put(data, (*here, *way.split(".")), said)
    data["language"] = language
    left = frozenset(clause_id for clause_id, _ in notice.clauses() if not put.get(clause_id))
    return Notice.model_validate(data), left


def translation(notice: Notice, language: str = "") -> Translation:
    """Give a notice's words in a language; in its own, when none is named.

    Errors: ``KeyError`` for a language it does not have.
    """
    if not language or language == notice.language:
        return Translation(notice, notice)
    translated, _ = in_language(notice, language)
    put = {**_built_in(language), **notice.translations[language]}
    every = {WHOLE: {"title": notice.title}, **{clause_id: words_of(clause) for clause_id, clause in notice.clauses()}}
    left = frozenset(
        said for clause_id, words in every.items() for way, said in words.items() if not put.get(clause_id, {}).get(way)
    )
    return Translation(translated, notice, left)


def _built_in(language: str) -> dict[str, dict[str, str]]:
    known = tongue(language)
    return known.builtin if known else {}


def _put(data: Any, way: tuple[str | int, ...], said: str) -> None:
    """Put words in their place, where there is one."""
    *steps, last = way
    here = data
    for step in steps:
        here = _within(here, step)
    if isinstance(here, dict) and isinstance(here.get(last), str):
        here[last] = said
    elif isinstance(here, list) and str(last).isdigit() and int(last) < len(here):
        here[int(last)] = said


def _within(here: Any, step: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and str(step).isdigit() and int(step) < len(here):
        return here[int(step)]
    return None


def _words(model: BaseModel, lead: str) -> Iterator[tuple[str, str]]:
    only = _OF_TESTS if type(model).__name__ == "BalancingTest" else None
    for name, field in type(model).model_fields.items():
        value, way = getattr(model, name), f"{lead}{field.alias or name}"
        stays = name in _AS_THEY_ARE and not (name == "condition" and isinstance(value, BaseModel))
        if stays or (only is not None and name not in only):
            continue
        if name == "name" and isinstance(model, Contact | Controller):
            continue
        if isinstance(value, str) and _is_words(field):
            yield from [(way, value)] if _says_something(value) else []
        else:
            yield from _within_parts(value, field, way)


def _within_parts(value: Any, field: FieldInfo, way: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from _words(value, f"{way}.")
    elif isinstance(value, Mapping):
        for short, part in value.items():
            yield from _within_parts(part, field, f"{way}.{short}")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            if isinstance(part, str) and _list_of_words(field):
                yield from [(f"{way}.{place}", part)] if _says_something(part) else []
            else:
                yield from _within_parts(part, field, f"{way}.{place}")


def _says_something(words: str) -> bool:
    """Whether there is anything to translate: no bare address or number."""
    return any(each.isalpha() for each in words) and (" " in words or not {"@", "/"} & set(words))


def _is_words(field: FieldInfo) -> bool:
    """Whether a field holds words, and no id, code or period."""
    said = repr(field.annotation) + repr(field.metadata)
    return "max_length=20000" in said and not any(repr(each) in said for each in (Slug, Duration))


def _list_of_words(field: FieldInfo) -> bool:
    return "max_length=20000" in repr(field.annotation)
