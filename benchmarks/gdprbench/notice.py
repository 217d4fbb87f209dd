"""The notice that the benchmark runs under: a purpose and a category for each of two dozen kinds of data.

A third of the purposes rest on a contract, a third on an interest that people may object to, a third on consent: what
GDPRbench calls reading by purpose, by objection and by decision.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import yaml

VERSION = "2026-12-01"
MANY = 24  # kinds of data
ACCOUNT = "account"
BASES = ("contract", "legitimate-interest", "consent")
RECIPIENTS = ("printers", "carriers")
SHORT, LONG = dt.timedelta(days=365), dt.timedelta(days=6 * 365)


def category(number: int) -> str:
    """Name a kind of data."""
    return f"data-{number:02}"


def purpose(number: int) -> str:
    """Name the purpose that uses one kind of data."""
    return f"use-{number:02}"


def basis(number: int) -> str:
    """Say what a purpose rests on."""
    return BASES[number % 3]


def ends(number: int) -> str:
    """Say when a kind of data goes: after ``short`` or ``long``, or with a ``project``."""
    return ("short", "long", "long", "project")[number * 4 // MANY]


ENDS = {
    "short": {"trigger": "collected", "period": "P365D"},
    "long": {"trigger": "collected", "period": "P2190D"},
    "project": {"trigger": "service-ended", "period": "P0D"},
}


def notice() -> bytes:
    """Write the notice's file."""
    numbers = range(MANY)
    everything = ["contact", *map(category, numbers)]
    said: dict[str, Any] = {
        "honour": 1,
        "id": "benchmark",
        "title": "The benchmark's notice",
        "version": VERSION,
        "effective": dt.date(2026, 12, 1),
        "law": "uk",
        "language": "en-GB",
        "controller": {
            "name": "Benchmark Ltd",
            "email": "privacy@benchmark.example",
            "no_data_protection_officer": True,
        },
        "subjects": {"client": {"name": "Clients", "tie": "customer", "is_customer": True}},
        "categories": {
            "contact": {
                "name": "Contact details",
                "fields": {
                    "name": {"name": "Name", "type": "text"},
                    "email": {"name": "Email address", "type": "email", "identifier": True},
                },
            }
        }
        | {
            category(n): {"name": f"Data {n}", "fields": {"text": {"name": "Text", "type": "text", "max_length": 200}}}
            for n in numbers
        },
        "sources": {"directly": {"name": "You", "kind": "person", "categories": everything}},
        "purposes": {
            ACCOUNT: {
                "name": "Your account",
                "categories": everything,
                "bases": [{"kind": "contract", "why": "It is part of the contract."}],
            }
        }
        | {purpose(n): _purpose(n) for n in numbers},
        "recipients": {
            name: {
                "name": name.capitalize(),
                "class": "other",
                "purposes": [ACCOUNT],
                "categories": ["contact"],
                "condition": {"kind": "approval", "words": "With your approval."},
                "country": "United Kingdom",
            }
            for name in RECIPIENTS
        },
        "retention": {
            name: {
                "categories": [category(n) for n in numbers if ends(n) == name]
                + (["contact"] if name == "long" else []),
                "purposes": "all",
                "basis": "The benchmark needs it so long.",
            }
            | rule
            for name, rule in ENDS.items()
        },
    }
    return yaml.safe_dump(said, sort_keys=False).encode()


def _purpose(number: int) -> dict[str, Any]:
    kind = basis(number)
    told: dict[str, Any] = {"name": f"Use {number}", "categories": [category(number)], "bases": [{"kind": kind}]}
    if kind == "contract":
        told["bases"][0]["why"] = "It is part of the contract."
    if kind == "legitimate-interest":
        told["bases"][0]["interest"] = "The benchmark's"
        told["balancing_test"] = {
            "purpose": "To measure.",
            "necessity": "Nothing less would measure it.",
            "balance": "Nobody exists whom it could harm.",
            "decision": "proceed",
            "decided_on": dt.date(2026, 11, 2),
            "review_by": dt.date(2027, 11, 2),
            "decided_by": "Benchmark",
        }
    return told
