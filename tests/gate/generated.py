"""Generated notices, facts and questions, small enough that every rule is met often.

They are drawn from one seed: hypothesis chooses the seed, so that a failure is found again, and thousands of questions
are asked in the time that it would need to draw a few notices piece by piece.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from honour.gate import Actor, Numbers, Question, RecordFacts, SubjectFacts
from honour.notice.model import Notice

PURPOSES, CATEGORIES, KINDS = ("credit", "letters", "news"), ("contact", "payment", "notes"), ("customer", "prospect")
SOURCES, RECIPIENTS, STRANGER = ("forms", "lists", "agency"), ("agency", "police", "friend"), "stranger"
CHANNELS, TOPICS = {"mail": "email", "sign-up": "email", "letters": "post"}, ("prices", "clubs")
STOPS = tuple(f"{topic}/{way}" for topic in ("*", *TOPICS) for way in ("*", "email", "post", "pigeon"))
VERSIONS = ("first", "second", "third", *(f"later-{place}" for place in range(4, 13)))
FEW = VERSIONS[:3]
ACTIONS = ("use", "use", "use", "disclose", "disclose", "contact", "collect", "keep")
BASES = ("consent", "contract", "public-task", "recognised-interest", "legitimate-interest", "legitimate-interest")
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
BEFORE_THE_ACT = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)
LAST_EVENING = dt.datetime(2027, 1, 1, 23, 30, tzinfo=dt.UTC)
"""Of the day of review of most balancing tests; east of here it is the day after."""
ZONES = ("UTC", "Europe/Warsaw", "America/New_York")
GROUNDS = ("legal-claim", "serves-person", "investigation")
TEST = {
    "purpose": "x", "necessity": "x", "balance": "x", "decided_on": "2026-01-01", "review_by": "2027-01-01",
    "decided_by": "x",
}  # fmt: skip
EARLY, LATE = {"review_by": "2026-02-01"}, {"decided_on": "2026-12-31"}
"""A test that is past its review when it is asked about, and one that was decided only later."""


def some(draw: Random, of: tuple[str, ...], likely: float = 0.5) -> list[str]:
    return [each for each in of if draw.random() < likely]


def selection(draw: Random, of: tuple[str, ...]) -> list[str] | str:
    return "all" if draw.random() < 0.6 else some(draw, of, 0.7)


def maybe(draw: Random, of: tuple[str, ...], *, stranger: float = 0.04) -> str:
    """One that may be declared, seldom one that never is."""
    return STRANGER if draw.random() < stranger else draw.choice(of)


def purpose(draw: Random) -> dict:
    bases = [
        {"kind": draw.choice(BASES), "for_subjects": selection(draw, KINDS)}
        for _ in range(draw.choice([0, 1, 1, 1, 2]))
    ]
    test = draw.choice(["proceed", "proceed", "do-not-proceed", None])
    return {
        "name": "Purpose",
        "bases": bases,
        "categories": selection(draw, CATEGORIES),
        "but_not": some(draw, CATEGORIES, 0.1),
        "subjects": selection(draw, KINDS),
        "sources": selection(draw, SOURCES),
        "role": draw.choice(["controller"] * 5 + ["joint", "processor"]),
        "message": draw.choice(["none", "service", "service", "marketing"]),
        "balancing_test": TEST | {"decision": test} | draw.choice([{}, {}, {}, EARLY, LATE]) if test else None,
        "compatible_with": some(draw, PURPOSES, 0.3),
    }


def recipient(draw: Random) -> dict:
    return {
        "name": "Recipient",
        "purposes": selection(draw, PURPOSES),
        "categories": selection(draw, CATEGORIES),
        "condition": {"kind": draw.choice(["none", "none", "approval", "serves-person", "investigation"])},
    }


def history(draw: Random) -> list[Notice]:
    """One to three versions, seldom a dozen; most clauses are in each of them, some are not, and some do not change."""
    versions: list[dict] = []
    for place, label in enumerate(VERSIONS[: draw.choice([1, 2, 2, 3, 1, 2, 2, 3, 3, 12])]):
        versions.append(version(draw, place, label, versions[-1] if versions else {}))
    return [Notice.model_validate(each) for each in versions]


def version(draw: Random, place: int, label: str, before: dict) -> dict:
    def there(of: tuple[str, ...]) -> list[str]:
        return some(draw, of, 0.85)

    new = {
        "honour": 1,
        "id": "generated",
        "title": "Generated",
        "version": label,
        "effective": dt.date(2018 + place, 6, 21),
        "law": draw.choice(["uk", "uk", "eu"]),
        "controller": {"name": "Generated Ltd"},
        "subjects": {each: {"name": f"Kind {each}"} for each in there(KINDS)},
        "categories": {
            each: {"name": f"Data on {each}", "collected": draw.random() < 0.8} for each in there(CATEGORIES)
        },
        "sources": {
            each: {"name": f"From {each}", "categories": selection(draw, CATEGORIES)} for each in there(SOURCES)
        },
        "purposes": {each: purpose(draw) | {"name": f"Purpose {each}"} for each in there(PURPOSES)},
        "recipients": {each: recipient(draw) for each in there(RECIPIENTS)},
        "channels": {
            each: {"name": f"By {each}", "kind": kind, "marketing": draw.choice(["none", "consent", "soft-opt-in"])}
            for each, kind in CHANNELS.items()
            if draw.random() < 0.85
        },
        "topics": {
            each: {"name": f"On {each}", "purpose": draw.choice(PURPOSES), "channels": some(draw, tuple(CHANNELS))}
            for each in there(TOPICS)
        },
    }
    stays = draw.random()  # from one version to the next, much or little stays as it was
    for section in ("subjects", "categories", "sources", "purposes", "recipients", "channels", "topics"):
        kept = {short: clause for short, clause in before.get(section, {}).items() if draw.random() < stays}
        new[section] = {**new[section], **kept}
    return new


def numbers(draw: Random, notices: list[Notice]) -> Numbers | None:
    """Seldom those of a store in which the versions do not stand in their order, or where others have come and gone."""
    if draw.random() < 0.8:
        return None
    given = draw.sample(range(16), len(notices))
    return Numbers(versions={each.version: number for each, number in zip(notices, given, strict=True)}).allot(notices)


def subject(draw: Random, versions: tuple[str, ...]) -> SubjectFacts:
    return SubjectFacts(
        status=draw.choice(["live"] * 18 + ["erased", "unknown"]),
        kind=None if draw.random() < 0.04 else maybe(draw, KINDS),
        consents=frozenset(some(draw, PURPOSES)),
        objections=frozenset(some(draw, PURPOSES, 0.2)),
        marketing_objection=draw.random() < 0.2,
        restricted=draw.random() < 0.1,
        informed_of=frozenset(some(draw, versions, draw.choice([0.1, 0.5, 0.5]))),
        approvals=frozenset(some(draw, RECIPIENTS)),
        stops=frozenset(some(draw, STOPS, 0.1)),
        paused_until=draw.choice([None] * 6 + [NOW, NOW + dt.timedelta(days=1), NOW - dt.timedelta(seconds=1)]),
    )


def record(draw: Random, name: str, versions: tuple[str, ...]) -> RecordFacts:
    return RecordFacts(
        id=name,
        category=maybe(draw, CATEGORIES),
        version=None if draw.random() < 0.05 else maybe(draw, versions[:2] if versions == FEW else versions),
        purposes=frozenset(some(draw, PURPOSES)),
        source=None if draw.random() < 0.05 else maybe(draw, SOURCES),
        on_consent=draw.random() < 0.2,
        due_at=draw.choice([None] * 6 + [NOW, NOW + dt.timedelta(days=1), NOW - dt.timedelta(seconds=1)]),
        over=frozenset(some(draw, PURPOSES, 0.1)),
    )


def actor(draw: Random) -> Actor:
    """Usually granted everything; else some actions for some purposes, or nothing."""
    if draw.random() < 0.8:
        granted = dict.fromkeys((*PURPOSES, STRANGER), frozenset(ACTIONS))
    else:
        granted = {each: frozenset(some(draw, ACTIONS)) for each in some(draw, PURPOSES)}
    return Actor("member-1", draw.choice(["staff", "service"]), granted)


def question(draw: Random, versions: tuple[str, ...] = FEW) -> Question:
    action = "sell" if draw.random() < 0.02 else draw.choice(ACTIONS)
    discloses = draw.random() < (0.9 if action == "disclose" else 0.1)
    return Question(
        actor=actor(draw),
        action=action,
        purpose=maybe(draw, PURPOSES),
        at=draw.choice([NOW, NOW, NOW, NOW, BEFORE_THE_ACT, BEFORE_THE_ACT, LAST_EVENING]),
        subject=subject(draw, versions),
        records=tuple(record(draw, f"record-{place}", versions) for place in range(draw.choice([0, 1, 2, 3, 4]))),
        categories=frozenset(some(draw, (*CATEGORIES, STRANGER))) if draw.random() < 0.1 else None,
        recipient=maybe(draw, RECIPIENTS) if discloses else None,
        grounds=frozenset(some(draw, GROUNDS)),
        channel=draw.choice([None, *CHANNELS, *CHANNELS.values(), STRANGER]),
        topic=draw.choice([None, *TOPICS, STRANGER]),
    )


def observed(draw: Random) -> frozenset[str]:
    return frozenset(some(draw, PURPOSES, 0.3))
