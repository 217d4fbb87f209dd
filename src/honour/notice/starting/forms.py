"""The forms on the site that a first notice declares, and what stands beside them."""

from __future__ import annotations

from typing import Any

from honour.notice.starting.answers import PERIODS, Answers
from honour.notice.starting.law import ACKNOWLEDGED_IN_WORDS

_NAME: dict[str, Any] = {"category": "contact", "field": "name", "label": "Your name", "required": True}
_EMAIL: dict[str, Any] = {
    "category": "contact",
    "field": "email",
    "label": "Email address",
    "hint": "We reply to this address.",
    "required": True,
}


def forms(answers: Answers) -> dict[str, Any]:
    """Give the forms: asking, complaining, and signing up where there is a newsletter."""
    found = {"get-in-touch": _asking(answers), "complaint": _complaining(answers)}
    if answers.uses_for("newsletter"):
        found["newsletter"] = _signing_up(answers)
    return found


def _asking(answers: Answers) -> dict[str, Any]:
    company = answers.company.name
    fields: dict[str, Any] = {"name": _NAME, "email": _EMAIL}
    if "company" in answers.details:
        fields["company"] = {"category": "contact", "field": "company", "label": "Company"}
    if "telephone" in answers.details:
        fields["telephone"] = {
            "category": "contact",
            "field": "telephone",
            "label": "Telephone",
            "consequence": "If you leave it out, we reply by email only.",
        }
    fields["message"] = {
        "category": "interactions",
        "field": "message",
        "label": "What would you like to know?",
        "hint": "Please leave out card numbers and passwords.",
        "required": True,
    }
    kept = PERIODS[answers.period("enquiries")]
    also = (
        " We may also email you about similar things we sell, unless you say no below or at any time later."
        if answers.uses_for("marketing")
        else ""
    )
    form: dict[str, Any] = {
        "name": "Get in touch",
        "kind": "get-in-touch",
        "heading": "Get in touch",
        "introduction": "Ask us about what we sell or do. We reply as soon as we can.",
        "purposes": ["enquiries"],
        "subject": "enquirer",
        "source": "website-forms",
        "fields": fields,
        "short_notice": f"{company} uses this to answer you, and keeps it for {kept} after we last spoke.{also} Your "
        "rights, and everything else, are in our privacy notice.",
        "button": "Send",
        "thanks": "Thank you. We reply as soon as we can. Below is a receipt of what you gave us, what it is for and "
        "the words that stood beside the form.",
    }
    if answers.uses_for("marketing"):
        form |= {
            "marketing": {
                "kind": "opt-out",
                "purpose": "marketing",
                "wording": "Don't email me about similar things you sell",
            },
            "negotiates_sale": True,
            "negotiation_reason": "The form invites people to ask about what we sell; whoever sends it has asked about "
            "buying. Complaints have a form of their own.",
        }
    return form


def _complaining(answers: Answers) -> dict[str, Any]:
    kept = PERIODS[answers.period("complaints")]
    return {
        "name": "Complain",
        "heading": "Complain about the way we use your data",
        "introduction": "Tell us what went wrong. You may also write to us, and you may go to the Information "
        "Commissioner without coming to us first.",
        "purposes": ["complaints"],
        "subject": "visitor",
        "source": "website-forms",
        "fields": {
            "name": _NAME,
            "email": _EMAIL,
            "message": {
                "category": "interactions",
                "field": "message",
                "label": "What happened, and what should we do about it?",
                "required": True,
            },
        },
        "short_notice": f"{answers.company.name} uses this to look into your complaint and tell you the outcome, and "
        f"keeps it for {kept} after it is closed. Your rights, and everything else, are in our privacy notice.",
        "button": "Send complaint",
        "thanks": f"Thank you for telling us. We say within {ACKNOWLEDGED_IN_WORDS} who is looking into it, and then "
        "how it ended.",
    }


def _signing_up(answers: Answers) -> dict[str, Any]:
    return {
        "name": "Newsletter",
        "heading": "Sign up for our newsletter",
        "purposes": ["newsletter"],
        "subject": "subscriber",
        "source": "website-forms",
        "fields": {"email": _EMAIL | {"hint": "We send it there."}},
        "short_notice": f"{answers.company.name} uses your address to send you the newsletter, until you take your yes "
        "back: the link in every message does it. Everything else is in our privacy notice.",
        "marketing": {"kind": "opt-in", "purpose": "newsletter", "wording": "Email me the newsletter"},
        "button": "Sign up",
        "thanks": "Thank you. A message is on its way to you. Open the link in it and say that it was you: then "
        "you are signed up.",
    }
