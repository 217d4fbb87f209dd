"""A full decision of the gate against casbin's FastEnforcer and cedarpy, on the same 400 triples, in one thread.

The gate decides five records of a person, with the person's facts, and gives reasons for what it withholds: more than
half. The peers know 400 triples of purpose, category and action as data, and check one triple for each record; they
decide nothing else. Each is asked in its fastest form: casbin with every field in its cache key; cedarpy with policies
and entities parsed beforehand and the five checks in one batch.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import casbin
import cedarpy

from benchmarks.figures import Figure, table
from honour.gate import Actor, Decision, Gate, Question, RecordFacts, SubjectFacts
from honour.notice.model import Notice

PURPOSES = [f"purpose-{number}" for number in range(40)]
CATEGORIES = [f"category-{number}" for number in range(10)]
SOURCES = [f"source-{number}" for number in range(6)]
KINDS = [f"kind-{number}" for number in range(5)]
ACTIONS = ("use", "disclose")
LISTED = {purpose: CATEGORIES[place % 6 : place % 6 + 5] for place, purpose in enumerate(PURPOSES)}
TRIPLES = [(purpose, category, action) for purpose in PURPOSES for category in LISTED[purpose] for action in ACTIONS]
NOW = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
RECORDS, QUESTIONS, TARGET, AIM = 5, 4000, 12, 20


def notice(label: str, effective: dt.date, purposes: list[str]) -> Notice:
    """Make a version that declares the triples: each purpose with five categories."""
    bases = ("contract", "legitimate-interest", "consent", "legal-obligation")
    test = {
        "purpose": "p", "necessity": "n", "balance": "b", "decision": "proceed", "decided_on": effective,
        "review_by": effective, "decided_by": "Board",
    }  # fmt: skip
    return Notice.model_validate(
        {
            "honour": 1, "id": "benchmark", "title": "Benchmark", "version": label, "effective": effective,
            "controller": {"name": "Benchmark Ltd"},
            "subjects": {kind: {"name": kind} for kind in KINDS},
            "categories": {category: {"name": category} for category in CATEGORIES},
            "sources": {source: {"name": source} for source in SOURCES},
            "purposes": {
                purpose: {
                    "name": purpose, "categories": LISTED[purpose], "subjects": KINDS[: 3 + place % 3],
                    "sources": SOURCES[: 4 + place % 3], "bases": [{"kind": bases[place % 4]}], "balancing_test": test,
                }
                for place, purpose in enumerate(PURPOSES) if purpose in purposes
            },
            "recipients": {"agency": {"name": "Agency", "purposes": "all"}},
        }
    )  # fmt: skip


def questions(draw: Random) -> list[Question]:
    """Make questions of which more than half of the records are refused."""
    actor = Actor("member-1", "staff", dict.fromkeys(PURPOSES, frozenset(ACTIONS)))
    made = []
    for number in range(QUESTIONS):
        purpose, action = draw.choice(PURPOSES), draw.choice(ACTIONS)
        subject = SubjectFacts(
            kind=draw.choice(KINDS),
            consents=frozenset(draw.sample(PURPOSES, 5)),
            objections=frozenset(draw.sample(PURPOSES, 2)),
            restricted=draw.random() < 0.02,
            informed_of=draw.choice([frozenset({"2018"}), frozenset({"2018", "2026"}), frozenset({"2026"})]),
        )
        records = tuple(
            RecordFacts(
                id=f"{number}-{place}",
                category=draw.choice(LISTED[purpose] if draw.random() < 0.6 else CATEGORIES),
                version=draw.choice(["2018", "2026", "2026", "2026"]),
                purposes=frozenset(draw.sample(PURPOSES[:6], 2)),
                source=draw.choice(SOURCES),
                due_at=draw.choice([None, NOW + dt.timedelta(days=300), NOW - dt.timedelta(days=3)]),
            )
            for place in range(RECORDS)
        )
        recipient = "agency" if action == "disclose" else None
        made.append(Question(actor, action, purpose, NOW, subject, records, recipient=recipient))
    return made


def casbin_checks() -> Callable[[Question], list[bool]]:
    """Make casbin's FastEnforcer, with the triples as its policy."""
    logging.disable(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="honour-benchmark-"))
    (folder / "model.conf").write_text(
        "[request_definition]\nr = sub, obj, act\n[policy_definition]\np = sub, obj, act\n"
        "[policy_effect]\ne = some(where (p.eft == allow))\n"
        "[matchers]\nm = r.sub == p.sub && r.obj == p.obj && r.act == p.act\n"
    )
    (folder / "policy.csv").write_text("".join(f"p, {', '.join(triple)}\n" for triple in TRIPLES))
    enforcer = casbin.FastEnforcer(str(folder / "model.conf"), str(folder / "policy.csv"), cache_key_order=[0, 1, 2])

    def check(question: Question) -> list[bool]:
        return [enforcer.enforce(question.purpose, record.category, question.action) for record in question.records]

    return check


def cedar_checks() -> Callable[[Question], list[bool]]:
    """Make cedarpy, with the triples as entities: a category is in the groups of purpose and action that list it."""
    groups = {f"{purpose}/{action}" for purpose, _, action in TRIPLES}
    entities = [{"uid": {"type": "Use", "id": group}, "attrs": {}, "parents": []} for group in groups]
    entities += [
        {
            "uid": {"type": "Category", "id": category},
            "attrs": {},
            "parents": [{"type": "Use", "id": f"{p}/{a}"} for p, listed, a in TRIPLES if listed == category],
        }
        for category in CATEGORIES
    ]
    parsed = cedarpy.Entities.from_json_str(json.dumps(entities))
    policies = cedarpy.PolicySet.from_str("permit(principal, action, resource) when { resource in principal };")

    def check(question: Question) -> list[bool]:
        requests = [
            {
                "principal": f'Use::"{question.purpose}/{question.action}"',
                "action": 'Action::"do"',
                "resource": f'Category::"{record.category}"',
            }
            for record in question.records
        ]
        return [result.allowed for result in cedarpy.is_authorized_batch(requests, policies, parsed)]

    return check


def seconds_each(decide: Callable[[Question], object], asked: list[Question]) -> float:
    """Give the seconds that one question takes."""
    began = time.perf_counter()
    for question in asked:
        decide(question)
    return (time.perf_counter() - began) / len(asked)


def run() -> list[Figure]:
    """Measure the gate on questions that it has seen the like of, and its peers."""
    versions = [notice("2018", dt.date(2018, 6, 21), PURPOSES[:30]), notice("2026", dt.date(2026, 12, 1), PURPOSES)]
    began = time.perf_counter()
    gate = Gate(versions)
    making = time.perf_counter() - began
    asked = questions(Random(20181206))  # noqa: S311 - the same questions each time
    casbin_check, cedar_check = casbin_checks(), cedar_checks()

    began = time.perf_counter()
    decisions = [gate.decide(question) for question in asked]
    first = (time.perf_counter() - began) / len(asked)
    share = _share_refused(asked, decisions)
    for question, decision in zip(asked[:100], decisions, strict=False):
        listed = [all(reason.code != "category-not-listed" for reason in each.reasons) for each in decision.records]
        assert listed == casbin_check(question) == cedar_check(question), "the peers decide other triples"

    rounds = [
        (
            seconds_each(gate.decide, asked),
            seconds_each(casbin_check, asked[:150]),
            seconds_each(cedar_check, asked[:150]),
        )
        for _ in range(7)
    ]
    ours, *peers = (statistics.median(each) for each in zip(*rounds, strict=True))
    what = f"{RECORDS} records, a person's facts, {share:.0%} refused with reasons"
    value = f"{1 / ours:,.0f}/s ({ours * 1e6:.1f} µs; {first * 1e6:.0f} µs when the memory starts empty)"
    figures = [
        Figure(
            f"{what}, against {name}",
            value,
            f"≥ {TARGET}×, aim {AIM}×",
            peer / ours >= TARGET,
            f"{1 / peer:,.0f}/s ({peer * 1e6:.0f} µs for {RECORDS} checks)",
            peer / ours,
        )
        for name, peer in zip(("casbin's FastEnforcer", "cedarpy, rules as data"), peers, strict=True)
    ]
    made = f"{making * 1000:.1f} ms"
    return [*figures, Figure("making the gate: 40 purposes, 2 versions", made, "< 50 ms", making < 0.05)]


def _share_refused(asked: list[Question], decisions: list[Decision]) -> float:
    """Give the share of records refused; each of them must have its reasons."""
    records = [record for decision in decisions for record in decision.records]
    assert all(record.allowed or record.reasons for record in records)
    share = sum(not record.allowed for record in records) / (len(asked) * RECORDS)
    assert share > 0.5, f"only {share:.0%} refused"
    return share


if __name__ == "__main__":
    print(table(run()))
