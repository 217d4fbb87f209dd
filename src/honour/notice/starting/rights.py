"""People's rights, complaints and the ways to reach people, as a first notice says them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from honour.notice.starting.answers import Answers
from honour.notice.starting.law import ACKNOWLEDGED, ACKNOWLEDGED_IN_WORDS, ANSWERED, REGULATOR, cite

_USUAL: dict[str, Any] = {"identity": "on-doubt", "response": ANSWERED, "fee": "free"}


def rights(answers: Answers) -> dict[str, Any]:
    """Give the rights (Arts 12 to 22)."""
    found = {
        "be-informed": _right(
            "To know how we use your data", "informed", "This notice, and any question you put to us."
        ),
        "access": _right("To have a copy of your data", "access", "Ask in any way you like. You need not name a law."),
        "correction": _right(
            "To have mistakes put right", "rectification", "Tell us what is wrong. We also tell those we gave it to."
        ),
        "deletion": _right(
            "To have your data deleted", "erasure", "Tell us. What the law makes us keep we name, with the day it goes."
        ),
        "restriction": _right(
            "To have your data left alone while something is settled",
            "restriction",
            "Tell us that the data are wrong, or that we may not use them. Until it is settled we only keep them.",
        ),
        "porting": _right(
            "To take your data elsewhere",
            "portability",
            "You get a file that machines can read, or we send it to another provider.",
        ),
        "objection": _right(
            "To object",
            "object",
            "Where we rely on an interest, tell us why it is different for you. We stop, unless we show compelling "
            "grounds.",
        ),
        "human-review": _right(
            "To have a person decide",
            "human-review",
            "No machine decides alone about you here. Should that ever change, you will be told and can contest it.",
        ),
    }
    if answers.uses & {"marketing", "newsletter"}:
        found["opt-out"] = _right(
            "To stop marketing",
            "object-marketing",
            "The link in every message, a reply that says stop, a call or a letter. It holds at once and for good.",
        ) | {"separate": True, "absolute": True}
    if answers.uses_for("newsletter"):
        found["take-back-consent"] = _right(
            "To take back a yes",
            "withdraw-consent",
            "The link in every message or a word to us. What we did before stays lawful; we do nothing more with it.",
        ) | {"absolute": True}
    return found


def _right(name: str, right: str, how: str) -> dict[str, Any]:
    return {"name": name, "right": right, "how": how, **_USUAL}


def complaints(answers: Answers) -> dict[str, Any]:
    """Give how people complain (DPA 2018 s164A, s165)."""
    company = answers.company
    ways = [company.email, *([company.telephone] if company.telephone else []), "A letter to our address"]
    return {
        "to_controller": "statutory-route",
        "electronic_form": "/forms/complaint",
        "other_ways": ways,
        "acknowledged_within": ACKNOWLEDGED,
        "text": "You may complain to us about the way we use your data, on the form or in any other way. We say within "
        f"{ACKNOWLEDGED_IN_WORDS} that we have it, look into it without delay, and tell you how it ended.",
        "regulator": {
            "name": REGULATOR,
            "page": "https://ico.org.uk/make-a-complaint/",
            "law_cited": cite("complaints-to-regulator"),
            "text": f"You may complain to the {REGULATOR} at any time, and ask a court to decide.",
        },
    }


def contacting(answers: Answers) -> dict[str, Any]:
    """Give the channels, topics and the soft opt-in (PECR reg 22)."""
    company = answers.company
    ways = [company.email, *([company.telephone] if company.telephone else [])]
    stop = ["The link in every message", "A reply that says stop", *ways]
    channels: dict[str, Any] = {}
    topics: dict[str, Any] = {}
    found: dict[str, Any] = {}
    if answers.uses_for("marketing"):
        met = [*answers.customers, "enquirer"]
        channels["email"] = {
            "name": "Email",
            "kind": "email",
            "marketing": "soft-opt-in",
            "subjects": met,
            "stop": stop,
        }
        topics["similar"] = {"name": "What else we sell", "purpose": "marketing", "channels": ["email"]}
        found["soft_opt_in"] = {
            "channels": ["email"],
            "subjects": met,
            "obtained_in_sale": True,
            "own_similar_products": True,
            "refusal_at_collection": True,
            "refusal_in_each_message": True,
            "text": "If you bought from us or asked about buying, we may email you about similar things of our own. "
            "You can say no when you give us your details and in every message.",
        }
    else:
        channels["email"] = {"name": "Email", "kind": "email", "marketing": "none"}
    if answers.uses_for("newsletter"):
        channels["newsletter"] = {
            "name": "Email, if you signed up for it",
            "kind": "email",
            "marketing": "consent",
            "stop": stop,
        }
        topics["news"] = {"name": "Newsletter", "purpose": "newsletter", "channels": ["newsletter"]}
    return {**found, "channels": channels, **({"topics": topics} if topics else {})}


def changes(today: dt.date) -> dict[str, Any]:
    """Give what the notice says of its own changes (Art 13(3))."""
    return {
        "last_updated": today,
        "published_where": "/privacy",
        "review_every": "P1Y",
        "informs_people": True,
        "seeks_consent_where_required": True,
        "text": "We read this notice again each year. Before we use your data for something new we tell you, and ask "
        "you where the law wants your consent.",
    }
