"""How long data are kept by a first notice."""

from __future__ import annotations

from typing import Any

from honour.notice.starting.answers import Answers
from honour.notice.starting.law import cite, usual

_CONTRACT = usual("CONTRACT")
"""How long claims on a contract can be brought."""


def retention(answers: Answers) -> dict[str, Any]:
    """Give a rule for each purpose."""
    rules: dict[str, Any] = {}
    if answers.uses_for("services"):
        rules["services"] = {
            "categories": ["contact", "transaction", "interactions"],
            "purposes": ["services"],
            "trigger": "contract-ended",
            **_contract(answers.period("services"), "To look back on what was ordered and done."),
        }
    if answers.uses_for("payments"):
        rules["payments"] = {
            "categories": ["contact", "payment", "transaction"],
            "purposes": ["payments"],
            "trigger": "contract-ended",
            "period": "P13M",
            "basis": "A payment can be claimed back; after that nobody needs the account.",
        }
        rules["accounting-records"] = {
            "categories": ["contact", "payment", "transaction"],
            "purposes": ["record-keeping"],
            "trigger": "accounting-period-ended",
            "period": usual("CORP-TAX"),
            **(
                {"preset": "CORP-TAX", "basis": f"{cite('company-tax-records')}."}
                if answers.company.kind == "company"
                else {"basis": "Tax law lets the tax office ask for records of the last years."}
            ),
        }
    rules["enquiries"] = {
        "categories": ["contact", "interactions"],
        "purposes": ["enquiries"],
        "trigger": "last-contact",
        "period": answers.period("enquiries"),
        "basis": "People come back to what they asked within that time, hardly ever later.",
    }
    extra = ["transaction"] if answers.uses & {"services", "payments"} else []
    rules["complaints"] = {
        "categories": ["contact", "interactions", *extra],
        "purposes": ["complaints"],
        "trigger": "complaint-closed",
        **_complaint(answers.period("complaints")),
    }
    if answers.uses_for("feedback"):
        rules["feedback"] = {
            "categories": ["contact", "feedback-answers"],
            "purposes": ["feedback"],
            "trigger": "collected",
            "period": answers.period("feedback"),
            "basis": "To compare one year with the next.",
        }
    marketed = [use for use in ("marketing", "newsletter") if answers.uses_for(use)]
    if marketed:
        rules["marketing"] = {
            "categories": ["contact", "preferences"],
            "purposes": marketed,
            "trigger": "last-contact",
            "period": answers.period("marketing"),
            "basis": "Who has not dealt with us for so long does not expect to hear from us.",
        }
    return rules


def _contract(period: str, otherwise: str) -> dict[str, str]:
    if period == _CONTRACT:
        because = f"Claims on a contract can be brought for six years ({cite('contract-claims')})."
        return {"period": period, "preset": "CONTRACT", "basis": because}
    return {"period": period, "basis": otherwise}


def _complaint(period: str) -> dict[str, str]:
    if period == usual("COMPLAINT"):
        return {"period": period, "preset": "COMPLAINT", "basis": "A complaint may turn into a claim for six years."}
    return {"period": period, "basis": "To show how a complaint was dealt with."}
