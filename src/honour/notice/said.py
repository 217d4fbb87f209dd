"""What a clause says, one thing at a time, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel

from honour.notice.model import SECTIONS, Notice
from honour.notice.model.notice import SINGLE
from honour.notice.wording import WHAT_THEY_USE, Names, day_in_words, label, listed, period_in_words, say, words_for
from honour.notice.wording.names import section_meant
from honour.notice.writing import keys_in_order

_PERIODS = frozenset({"period", "response", "acknowledged_within", "review_every", "asks_if_right_every"})
_NOT_SAID = frozenset({"schema_", "translations", *SECTIONS, *SINGLE})

_ABOUT_PURPOSES = frozenset({"Recipient", "RetentionRule"})


class Said(NamedTuple):
    """One thing said: its label, its words, the value behind them, and whether it differs from the default."""

    label: str
    words: str
    value: Any
    written: bool


def said_by(clause: BaseModel, names: Names) -> dict[str, Said]:
    """Give what a clause says, by key (``bases.contract.why``; ``[colour]`` for a key unknown), in a file's order.

    What it leaves at its default is there too, and told apart by ``written``; what it leaves empty is not. Of a whole
    notice only what stands in none of its clauses, and no translation.
    """
    return dict(_parts(clause, names, "", ""))


def _parts(model: BaseModel, names: Names, key: str, lead: str) -> Iterator[tuple[str, Said]]:
    kind = type(model)
    for name in keys_in_order(kind):
        if kind is Notice and name in _NOT_SAID:
            continue
        field = kind.model_fields[name]
        value = getattr(model, name)
        called = field.alias or name
        written = field.is_required() or value != field.get_default(call_default_factory=True)
        if not written and value in (None, [], ""):
            continue
        for part, said in _value(
            value, names, f"{key}{called}", f"{lead}{say(label(called))}", (kind.__name__, called)
        ):
            yield part, said._replace(written=said.written and written)
    for name, value in (model.model_extra or {}).items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        yield f"{key}[{name}]", Said(f"{lead}{name}", shown, value, written=True)


def _value(value: Any, names: Names, key: str, lead: str, at: tuple[str, str]) -> Iterator[tuple[str, Said]]:
    if isinstance(value, BaseModel):
        yield from _parts(value, names, f"{key}.", f"{lead}: ")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _value(item, names, f"{key}.{name}", f"{lead}, {getattr(item, 'name', None) or name}", at)
    elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
        for name, item in _told_apart(value):
            told = words_for(type(item).__name__, "kind", getattr(item, "kind", "")) or name
            yield from _parts(item, names, f"{key}.{name}.", f"{lead}, {told}: ")
    else:
        yield key, Said(lead, _words(value, names, at), value, written=True)


def _told_apart(items: list[Any]) -> Iterator[tuple[str, BaseModel]]:
    """Name the items of a list by their kind, and by a number where several are of one kind."""
    seen: dict[str, int] = {}
    for item in items:
        kind = str(getattr(item, "kind", "item"))
        seen[kind] = seen.get(kind, 0) + 1
        yield (kind if seen[kind] == 1 else f"{kind}-{seen[kind]}"), item


def _words(value: Any, names: Names, at: tuple[str, str]) -> str:
    model, key = at
    if value in (None, [], ""):
        return say("nothing")
    section = section_meant(key)
    if section and model != "BalancingTest":
        if value == "all":
            used = section == "categories" and model in _ABOUT_PURPOSES
            return say(WHAT_THEY_USE) if used else listed(names.selection(section, value))
        return listed(names.selection(section, value if isinstance(value, list) else [value]))
    if isinstance(value, list):
        return listed(words_for(model, key, item) or str(item) for item in value)
    if isinstance(value, bool | date):
        return day_in_words(value) if isinstance(value, date) else say("yes" if value else "no")
    return period_in_words(value) if key in _PERIODS else words_for(model, key, value) or str(value)
