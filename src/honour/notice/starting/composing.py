"""Putting a first notice together from what was answered."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from honour.notice.model import Notice
from honour.notice.starting import collecting, forms, keeping, purposes, rights, sharing
from honour.notice.starting.answers import Answers

_STATEMENTS: dict[str, Any] = {
    "voluntary": {
        "section": "collecting",
        "text": "You need not give us anything. Beside each purpose stands what happens if you do not, and beside each "
        "question on a form whether we need the answer.",
    },
    "from-others": {
        "section": "sources",
        "text": "If we have your data from somebody else, we tell you within a month, or when we first write to you.",
    },
    "nobody-else": {
        "section": "sharing",
        "text": "Nobody else gets your data. We write down each time we pass some on; ask us who had them.",
    },
    "disposal": {
        "section": "keeping",
        "text": "When the time is up we delete, in every system that holds a copy; backups follow.",
    },
}


def first_notice(answers: Answers, today: dt.date) -> Notice:
    """Give the notice that follows from the answers, in force from today.

    Arguments: ``today``, the day on which it is made and its interests are weighed.
    """
    company = answers.company
    scope = f"This notice is for everybody who deals with {company.name}."
    return Notice.model_validate(
        {
            "honour": 1,
            "id": _short(company.name),
            "title": f"{company.name} privacy notice",
            "version": today.isoformat(),
            "effective": today,
            "controller": _controller(answers),
            "subjects": collecting.subjects(answers),
            "categories": collecting.categories(answers),
            "sources": collecting.sources(answers),
            "purposes": purposes.purposes(answers, today),
            "recipients": sharing.recipients(answers, today),
            "transfers": sharing.transfers(answers, today),
            "retention": keeping.retention(answers),
            "rights": rights.rights(answers),
            "complaints": rights.complaints(answers),
            **rights.contacting(answers),
            "machine_decisions": {
                "none": {"purpose": "all", "happens": False, "text": "No machine decides alone about you here."}
            },
            "forms": forms.forms(answers),
            "statements": {"scope": {"section": "introduction", "text": scope}, **_STATEMENTS},
            "changes": rights.changes(today),
        }
    )


def _controller(answers: Answers) -> dict[str, Any]:
    company = answers.company
    said: dict[str, Any] = {"name": company.name, "address": company.address, "email": company.email}
    if company.telephone:
        said["telephone"] = company.telephone
    if company.kind == "company":
        said |= {
            "company_number": company.company_number,
            "registered_in": company.registered_in,
            "registered_office": company.registered_office or company.address,
        }
    if company.officer:
        said["data_protection_officer"] = {"email": company.officer}
    else:
        said["no_data_protection_officer"] = True
    return said


def _short(name: str) -> str:
    """Make a notice's own short name from the company's."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "notice"
