"""Who else gets data by a first notice, and what it says of data that leave the country."""

from __future__ import annotations

import datetime as dt
from typing import Any

from honour.notice.starting.answers import RECIPIENTS, Answers
from honour.notice.starting.law import safeguard, safeguard_for
from honour.notice.wording.listing import listed


def recipients(answers: Answers, today: dt.date) -> dict[str, Any]:
    """Give the recipients: those that were named, and the authorities, whom the law does not let anybody leave out."""
    found = {kind: clause for kind in answers.recipients if (clause := _recipient(answers, kind, today))}
    extra = ["record-keeping"] if answers.uses_for("payments") else []
    found["authorities"] = {
        "name": "Authorities and courts",
        "class": "government",
        "purposes": ["complaints", *extra],
        "categories": ["contact", "interactions", *(["payment", "transaction"] if extra else [])],
        "condition": {"kind": "required-by-law", "words": "When the law requires it, and no more than that."},
        "country": "United Kingdom",
    }
    return found


def _recipient(answers: Answers, kind: str, today: dt.date) -> dict[str, Any] | None:
    """Give one recipient; nothing where it would get nothing by these answers."""
    given, uses = answers.recipients[kind], answers.uses
    reach: dict[str, tuple[Any, Any]] = {
        "hosting": ("all", "all"),
        "mail": ("all", ["contact", "interactions"]),
        "accountant": (["record-keeping"], ["contact", "payment", "transaction"]),
        "payment": (["payments"], ["contact", "payment", "transaction"]),
        "delivery": (["services"], ["contact"]),
    }
    if (kind in {"accountant", "payment"} and "payments" not in uses) or (
        kind == "delivery" and "services" not in uses
    ):
        return None
    purposes, categories = reach[kind]
    clause: dict[str, Any] = {
        "name": RECIPIENTS[kind],
        "class": "adviser" if kind == "accountant" else "service-provider",
        "purposes": purposes,
        "categories": categories,
        "country": given.country,
    }
    if given.name:
        clause["named"] = [given.name]
    if kind in {"hosting", "mail", "delivery"}:
        clause |= {"acts_as": "processor", "contract": f"Contract in force on {today:%-d %B %Y}"}
    if kind == "accountant":
        clause["condition"] = {"kind": "none", "words": "For our accounts and tax returns."}
    if protection := safeguard_for(given.country):
        clause["safeguard"] = protection
    return clause


def transfers(answers: Answers, today: dt.date) -> dict[str, Any]:
    """Give what is said of data that leave the country (Art 13(1)(f))."""
    abroad: dict[str, str] = {}
    for clause in recipients(answers, today).values():
        if "safeguard" in clause:
            abroad[clause["country"]] = clause["safeguard"]
    if not abroad:
        return {"happen": False, "text": "Your data stay in the United Kingdom."}
    held = listed([_in_words(country) for country in abroad])
    by_kind = {kind: [_in_words(c) for c, k in abroad.items() if k == kind] for kind in sorted(set(abroad.values()))}
    protected = "; ".join(f"for {listed(countries)}, {safeguard(kind)}" for kind, countries in by_kind.items())
    return {
        "happen": True,
        "text": f"Companies that work for us hold some of your data in {held}.",
        "safeguard": f"{protected[0].upper()}{protected[1:]}.",
        "copy_from": f"Ask {answers.company.email} for a copy.",
    }


def _in_words(country: str) -> str:
    return f"the {country}" if country in {"United States", "Netherlands", "United Kingdom"} else country
