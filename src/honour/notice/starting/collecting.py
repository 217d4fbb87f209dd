"""Whose data a first notice is about, which, and where they come from."""

from __future__ import annotations

from typing import Any

from honour.notice.starting.answers import Answers

_FIELDS: dict[str, dict[str, Any]] = {
    "company": {"name": "Company", "type": "text", "max_length": 200},
    "telephone": {"name": "Telephone number", "type": "telephone", "identifier": True, "max_length": 40},
    "address": {"name": "Postal address", "type": "postal-address", "max_length": 1000},
}


def subjects(answers: Answers) -> dict[str, Any]:
    """Give the kinds of person."""
    found: dict[str, Any] = {
        "enquirer": {
            "name": "People who ask us something",
            "tie": "prospect",
            "is_customer": True,
            "text": "You have asked us about what we sell or do.",
        },
        "visitor": {"name": "Visitors to our website", "tie": "visitor"},
    }
    if answers.has_customers:
        found["customer"] = {
            "name": "Customers",
            "tie": "customer",
            "is_customer": True,
            "text": "You buy from us in your own name.",
        }
        if answers.businesses:
            found["staff-of-customer"] = {
                "name": "People who work for a customer",
                "tie": "staff-of-customer",
                "is_customer": True,
                "text": "You order from us, or use what we supply, for the company you work for.",
            }
    if answers.uses_for("newsletter"):
        found["subscriber"] = {
            "name": "People who asked for our newsletter",
            "tie": "prospect",
            "text": "You signed up to hear from us.",
        }
    return found


def categories(answers: Answers) -> dict[str, Any]:
    """Give the categories of data, with their fields."""
    contact: dict[str, Any] = {
        "name": {"name": "Name", "type": "text", "max_length": 200},
        "email": {"name": "Email address", "type": "email", "identifier": True, "max_length": 254},
    }
    contact |= {short: field for short, field in _FIELDS.items() if short in answers.details}
    found: dict[str, Any] = {
        "contact": {"name": "Contact details", "text": "How to reach you.", "fields": contact},
        "interactions": {
            "name": "What passed between us",
            "text": "Calls, letters, emails and messages, and our notes of them.",
            "fields": {
                "message": {"name": "Message", "type": "long-text", "max_length": 5000},
                "telephone-call": {"name": "Note of a call", "type": "long-text", "max_length": 20000},
                "letter": {"name": "Letter", "type": "long-text", "max_length": 20000},
                "email-message": {"name": "Email", "type": "long-text", "max_length": 20000},
            },
        },
    }
    if answers.uses & {"services", "payments"}:
        found["transaction"] = {
            "name": "What you order and pay",
            "text": "Orders, invoices and payments that you are named in.",
            "origin": "observed",
            "fields": {
                "order": {"name": "Order", "type": "text"},
                "invoice": {"name": "Invoice number", "type": "text"},
                "amount": {"name": "Amount", "type": "text"},
                "paid-on": {"name": "Paid on", "type": "date"},
            },
        }
    if answers.uses_for("payments"):
        found["payment"] = {
            "name": "Payment details",
            "text": "The account that you pay from. Of a card we keep the last four digits only.",
            "fields": {
                "card": {"name": "Last four digits of the card", "type": "card-last-four"},
                "bank-account": {"name": "Bank account", "type": "bank-account"},
            },
        }
    if answers.uses & {"marketing", "newsletter"}:
        found["preferences"] = {
            "name": "Contact preferences",
            "text": "Whether you want to hear from us, about what, and how.",
            "fields": {"choice": {"name": "Choice", "type": "text"}},
        }
    if answers.uses_for("feedback"):
        found["feedback-answers"] = {
            "name": "What you thought",
            "text": "What you told us when we asked how we did.",
            "fields": {"answer": {"name": "Answer", "type": "long-text", "max_length": 5000}},
        }
    return found


def sources(answers: Answers) -> dict[str, Any]:
    """Give where data come from."""
    given = [short for short in categories(answers) if short != "transaction"]
    found: dict[str, Any] = {
        "website-forms": {
            "name": "Forms that you send on our website",
            "kind": "person",
            "categories": [short for short in given if short != "payment"],
        },
        "directly": {
            "name": "You directly",
            "text": "You ring, write, visit or order.",
            "kind": "person",
            "categories": given,
        },
        "our-work": {
            "name": "Our own work for you",
            "kind": "staff",
            "categories": [short for short in categories(answers) if short in {"interactions", "transaction"}],
            "text": "What our staff and systems record as they serve you.",
        },
    }
    if answers.has_customers and answers.businesses:
        found["employers"] = {
            "name": "The company you work for",
            "kind": "other",
            "categories": ["contact"],
            "text": "A customer tells us whom to deal with.",
        }
    return found
