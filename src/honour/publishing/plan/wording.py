"""A consequence in a sentence, a plan as text and as JSON."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from django.utils import timezone

from honour.notice.diff import as_text as clauses_as_text
from honour.notice.wording import counted
from honour.publishing.plan.consequences import Consequence
from honour.publishing.plan.making import ChangePlan


def people(number: int) -> str:
    """Say how many people."""
    return counted(number, "person", "people")


def sentence(one: Consequence) -> str:  # noqa: PLR0911 - one for each kind
    """Say what a consequence is."""
    name = f"{one.name}, to {one.recipient}" if one.recipient else one.name
    match one.kind:
        case "loses":
            return f"{people(one.people)}: {name} no longer allowed."
        case "gains":
            return f"{people(one.people)}: {name} newly allowed."
        case "told-13" | "told-14":
            return f"{people(one.people)} must be told before their data are used: {name}."
        case "asked":
            return f"{people(one.people)} must be asked for consent: {name}."
        case "goes":
            verb = "goes" if one.records == 1 else "go"
            return f"{counted(one.records, 'record')} {verb} on publication night."
        case "moves":
            whose = f"{counted(one.records, 'record')} of {people(one.people)}"
            return f"{whose}: their time for “{name}” ends otherwise{_between(one)}."
        case _:
            return f"{one.name}: {one.words}" if one.kind in {"form", "recipient", "category"} else one.words


def _between(one: Consequence) -> str:
    if one.first is None or one.last is None:
        return ", and is not known yet"
    first, last = (f"{timezone.localtime(each):%-d %B %Y}" for each in (one.first, one.last))
    between = f", to {first}" if first == last else f", to between {first} and {last}"
    return f"{between}; {counted(one.endless, 'record')} without one" if one.endless else between


def as_text(plan: ChangePlan, width: int = 100) -> str:
    """Write a plan for people; ``width`` in characters."""
    lines = [
        (
            f"From {plan.before} to {plan.after}, over {people(plan.people)} and {counted(plan.records, 'record')} "
            f"held on {timezone.localtime(plan.made_at):%-d %B %Y, %H:%M}."
        ),
        "",
        "What changes",
        "",
        clauses_as_text(plan.changes, width),
        "",
        "What follows",
        "",
    ]
    clause = ""
    for one in plan.consequences:
        if one.clause != clause:
            clause = one.clause
            lines.append(clause)
        said = f"{sentence(one)} ({one.article})"
        lines += textwrap.wrap(said, width, initial_indent="  ", subsequent_indent="    ")
    if not plan.consequences:
        lines.append("Nothing: no data held, no form and no recipient is touched.")
    return "\n".join(lines)


def as_json(plan: ChangePlan) -> str:
    """Write a plan for programs."""
    said: dict[str, Any] = {
        "before": plan.before,
        "after": plan.after,
        "digest": plan.digest,
        "made_at": plan.made_at.isoformat(),
        "entry": plan.entry,
        "people": plan.people,
        "records": plan.records,
        "changes": [
            {"clause": change.clause, "kind": change.kind, "fields": [field.key for field in change.fields]}
            for change in plan.changes
        ],
        "consequences": [_plain(one) for one in plan.consequences],
    }
    return json.dumps(said, indent=2, ensure_ascii=False)


def _plain(one: Consequence) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "clause": one.clause,
        "recipient": one.recipient or None,
        "sentence": sentence(one),
        "article": one.article,
        "people": one.people,
        "records": one.records,
        "first": one.first.isoformat() if one.first else None,
        "last": one.last.isoformat() if one.last else None,
    }
