"""What a first notice uses data for, each with its basis and, where that is an interest, its weighing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from honour.notice.starting.answers import Answers
from honour.notice.starting.law import ACKNOWLEDGED_IN_WORDS, cite

Clause = dict[str, Any]


def purposes(answers: Answers, today: dt.date) -> dict[str, Clause]:
    """Give the purposes.

    Arguments: ``today``, the day on which the interests are weighed; they are looked at again a year later.
    """
    made = dict(_purposes(answers))
    for clause in made.values():
        if "balancing_test" in clause:
            clause["balancing_test"] |= {
                "decision": "proceed",
                "decided_on": today,
                "review_by": _a_year_after(today),
                "decided_by": "Privacy lead",
            }
    return made


def _a_year_after(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def _purposes(answers: Answers) -> Iterator[tuple[str, Clause]]:
    if answers.uses_for("services"):
        yield "services", _services(answers)
    if answers.uses_for("payments"):
        yield "payments", _payments(answers)
        yield "record-keeping", _records(answers)
    yield "enquiries", _ENQUIRIES
    yield "complaints", _complaints(answers)
    if answers.uses_for("feedback"):
        yield "feedback", _feedback(answers)
    if answers.uses_for("marketing"):
        yield "marketing", _marketing(answers)
    if answers.uses_for("newsletter"):
        yield "newsletter", _NEWSLETTER


def _bases(answers: Answers, contract: str, interest: str) -> list[Clause]:
    """Give the contract for customers, and the interest for people who work for one: they have no contract with us."""
    bases: list[Clause] = [{"kind": "contract", "why": contract, "for_subjects": ["customer"]}]
    if answers.businesses:
        bases.append({"kind": "legitimate-interest", "interest": interest, "for_subjects": ["staff-of-customer"]})
    return bases


def _weighed(answers: Answers, clause: Clause, **words: Any) -> Clause:
    return clause | {"balancing_test": words} if answers.businesses else clause


def _services(answers: Answers) -> Clause:
    clause = {
        "name": "Serving our customers",
        "text": "We do what you ordered, tell you how it goes and help when something is stuck.",
        "categories": ["contact", "transaction", "interactions"],
        "subjects": answers.customers,
        "bases": _bases(
            answers,
            "You have a contract with us, and we cannot keep it without these data.",
            "Keeping our contract with the company that you work for",
        ),
        "message": "service",
        "consequence": "Without a name and a way to reach you we cannot serve you.",
    }
    return _weighed(
        answers,
        clause,
        purpose="A company has ordered from us, and people at work have to be told how it goes.",
        necessity="An order needs somebody to talk to. A shared mailbox does where the customer has one.",
        balance="Work details, used for work that the person expects. Little can go wrong beyond a message too many.",
        safeguards=["Work contact details only", "A customer may change who is told at any time"],
    )


def _payments(answers: Answers) -> Clause:
    clause = {
        "name": "Sending invoices and taking payments",
        "text": "We send you what is to be paid and see that it was.",
        "categories": ["contact", "payment", "transaction"],
        "subjects": answers.customers,
        "bases": _bases(
            answers,
            "You pay because our contract with you says so.",
            "Settling invoices with the company that you work for",
        ),
        "message": "service",
        "consequence": "Without them we cannot take your payment.",
    }
    return _weighed(
        answers,
        clause,
        purpose="Invoices to companies are paid, and the person who handles them is told.",
        necessity="A payment needs an account and somebody who confirms it.",
        balance="Company accounts and work contacts; people who handle invoices expect it.",
        safeguards=["Of a card we keep four digits"],
    )


def _records(answers: Answers) -> Clause:
    company = answers.company.kind == "company"
    laws = ["vat-records", "company-tax-records"] if company else ["traders-tax-records"]
    return {
        "name": "Keeping the records that tax law asks for",
        "categories": ["contact", "payment", "transaction"],
        "subjects": answers.customers,
        "bases": [
            {
                "kind": "legal-obligation",
                "why": "We must be able to show what was sold, paid and owed.",
                "enactment": "; ".join(cite(each) for each in laws),
            }
        ],
        "compatible_with": ["payments"],
        "compatibility": "The law asks for records of the very payments that the data were given for.",
        "consequence": "The law requires it; we cannot invoice you without.",
    }


_ENQUIRIES: Clause = {
    "name": "Answering what you ask",
    "text": "We read it, give it to somebody who knows, and reply.",
    "categories": ["contact", "interactions"],
    "bases": [{"kind": "legitimate-interest", "interest": "Answering people who write to us"}],
    "message": "service",
    "consequence": "Without a way to reach you there can be no reply.",
    "balancing_test": {
        "purpose": "Somebody has asked us something and wants to hear from us.",
        "necessity": "A reply needs an address and the question.",
        "balance": "It is what the person asked for. Nothing else follows from it.",
        "safeguards": ["Read only by those who answer", "Deleted when the time is up"],
    },
}


def _complaints(answers: Answers) -> Clause:
    extra = ["transaction"] if answers.uses & {"services", "payments"} else []
    return {
        "name": "Handling complaints",
        "text": f"We acknowledge a complaint within {ACKNOWLEDGED_IN_WORDS}, look into it and tell you how it ended.",
        "categories": ["contact", "interactions", *extra],
        "bases": [
            {
                "kind": "legal-obligation",
                "why": "A complaint about your data must be handled.",
                "enactment": cite("complaints-to-controller"),
                "covers": "Complaints about the use of your data",
            },
            {
                "kind": "legitimate-interest",
                "interest": "Putting right what went wrong",
                "covers": "Complaints about anything else",
            },
        ],
        "message": "service",
        "consequence": "Without a way to reach you we cannot tell you the outcome.",
        "balancing_test": {
            "purpose": "The person wants something cleared up, and so do we.",
            "necessity": "Nobody can look into a complaint without reading what happened.",
            "balance": "The person starts it and gains by it. Colleagues named in it are spoken to fairly.",
            "safeguards": ["Complaints are read by those who deal with them"],
        },
    }


def _feedback(answers: Answers) -> Clause:
    return {
        "name": "Asking what you thought",
        "text": "Now and then we ask how we did. You need not answer, and it sells you nothing.",
        "categories": ["contact", "feedback-answers"],
        "subjects": answers.customers,
        "bases": [{"kind": "legitimate-interest", "interest": "Hearing what to do better"}],
        "message": "service",
        "consequence": "Nothing happens if you do not answer.",
        "balancing_test": {
            "purpose": "People who use a service know best what is wrong with it.",
            "necessity": "Only they can be asked.",
            "balance": "A short message at most twice a year.",
            "safeguards": ["No offer in the message", "At most two a year"],
        },
    }


def _marketing(answers: Answers) -> Clause:
    return {
        "name": "Telling you about similar things we sell",
        "text": "If you bought from us or asked about buying, we email you now and then. Say no and it stops at once.",
        "categories": ["contact", "preferences"],
        "subjects": [*answers.customers, "enquirer"],
        "bases": [{"kind": "legitimate-interest", "interest": "Selling our own products and services"}],
        "message": "marketing",
        "direct_marketing": True,
        "consequence": "Nothing happens if you say no.",
        "balancing_test": {
            "purpose": "Customers hear what else there is; we sell more.",
            "necessity": "Those who bought or asked are the fewest who could be written to.",
            "balance": "A message now and then from a company they know. A stop is one click away, and absolute.",
            "safeguards": ["Offered a no when details are taken", "A link that stops it in every message"],
        },
    }


_NEWSLETTER: Clause = {
    "name": "Our newsletter",
    "text": "We send it to those who asked for it.",
    "categories": ["contact", "preferences"],
    "bases": [{"kind": "consent", "why": "You said yes, and may take it back at any time."}],
    "message": "marketing",
    "direct_marketing": True,
    "consequence": "Without an address there is nowhere to send it.",
}
