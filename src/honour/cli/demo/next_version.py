"""The fictional company's next version, not published yet: what a privacy lead has on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from honour.notice.source import read_source

if TYPE_CHECKING:
    from honour.notice.source import Path

LABEL = "2027-03-01"

_REVIEWS: dict[str, Any] = {
    "name": "Looking back at how an enquiry was answered",
    "text": "Twice a year we read a few enquiries again, with the answers, to see where we were slow or unclear.",
    "categories": ["contact", "interactions"],
    "subjects": ["enquirer", "customer", "staff-of-customer"],
    "bases": [{"kind": "legitimate-interest", "interest": "Answering better and sooner"}],
    "consequence": "You give nothing for it.",
    "compatible_with": ["enquiries"],
    "compatibility": "It is about the very question that was asked, read by those who answer questions.",
    "balancing_test": {
        "purpose": "Whoever answers sees what went wrong, and the next person is answered sooner.",
        "necessity": "Numbers show that an answer was late, and only the words show why.",
        "balance": "Few letters, read by those who could read them before. Nobody is written to because of it.",
        "safeguards": ["Twenty enquiries at most each time", "Nothing is copied out with a name"],
        "decision": "proceed",
        "decided_on": "2026-11-16",
        "review_by": "2027-11-16",
        "decided_by": "Head of operations",
    },
}
_WEBINARS: dict[str, Any] = {
    "name": "Inviting you to webinars that we hold with a partner",
    "text": "Four times a year we hold one with a maker of accounts software. We invite you if you have said yes.",
    "categories": ["contact"],
    "subjects": ["enquirer", "customer", "staff-of-customer"],
    "bases": [{"kind": "consent", "why": "You say yes or no when we ask, and can take a yes back whenever you like."}],
    "message": "marketing",
    "direct_marketing": True,
    "partners": True,
    "consequence": "Nothing happens if you say no. We do not invite you.",
    "compatible_with": ["enquiries"],
    "compatibility": "It is only for those who say yes to it, knowing what it is.",
}

_WELSH: dict[str, dict[str, str]] = {
    "purpose.enquiry-reviews": {
        "name": "Edrych yn ôl ar sut yr atebwyd ymholiad",
        "text": "Ddwywaith y flwyddyn rydym yn darllen ychydig o ymholiadau eto, gyda'r atebion, i weld ble roeddem yn "
        "araf neu'n aneglur.",
        "bases.0.interest": "Ateb yn well ac yn gynt",
        "consequence": "Nid ydych yn rhoi dim ar ei gyfer.",
        "compatibility": "Mae'n ymwneud â'r union gwestiwn a ofynnwyd, a ddarllenir gan y rhai sy'n ateb cwestiynau.",
        "balancing_test.safeguards.0": "Ugain ymholiad ar y mwyaf bob tro",
        "balancing_test.safeguards.1": "Ni chopïir dim allan gydag enw",
    },
    "purpose.partner-webinars": {
        "name": "Eich gwahodd i weminarau a gynhaliwn gyda phartner",
        "text": "Bedair gwaith y flwyddyn rydym yn cynnal un gyda gwneuthurwr meddalwedd cyfrifon. Rydym yn eich "
        "gwahodd os ydych wedi cytuno.",
        "bases.0.why": "Rydych yn cytuno neu'n gwrthod pan ofynnwn, a gallwch dynnu cytundeb yn ôl pryd bynnag y "
        "mynnwch.",
        "consequence": "Nid oes dim yn digwydd os gwrthodwch. Nid ydym yn eich gwahodd.",
        "compatibility": "Dim ond i'r rhai sy'n cytuno iddo y mae, gan wybod beth ydyw.",
    },
    "retention.enquiry-reviews": {"basis": "Ar ôl hynny nid ydych chi na ninnau'n ennill dim drwyddo."},
    "retention.partner-webinars": {"basis": "Ar ôl hynny nid ydych chi na ninnau'n ennill dim drwyddo."},
}


def next_version(second: bytes) -> bytes:
    """Give the next version's file, from the second's: two new purposes, one given up, enquiries kept half as long."""
    source = read_source(second, "2026-12-01.yaml")
    for path, value in _edits():
        source = source.edit(path, value)
    for path, key, value in (
        (("purposes",), "enquiry-reviews", _REVIEWS),
        (("purposes",), "partner-webinars", _WEBINARS),
        (("retention",), "enquiry-reviews", _kept("enquiry-reviews", ["contact", "interactions"], "P6M")),
        (("retention",), "partner-webinars", _kept("partner-webinars", ["contact"], "P2Y")),
    ):
        source = source.insert(path, key, value)
    for clauses, short, clause in (
        ("purposes", "new-products", "purpose"),
        ("retention", "product-ideas", "retention"),
    ):
        source = source.remove((clauses, short)).remove(("translations", "cy", f"{clause}.{short}"))
    for clause_id, words in _WELSH.items():
        source = source.insert(("translations", "cy"), clause_id, words)
    return source.save()


def _edits() -> list[tuple[Path, object]]:
    return [
        (("version",), LABEL),
        (("effective",), LABEL),
        (("replaces",), "2026-12-01"),
        (("retention", "enquiries", "period"), "P6M"),
        (("retention", "enquiries", "basis"), "Whoever wants to come back to what they asked does so within months."),
        (
            ("translations", "cy", "retention.enquiries", "basis"),
            "Mae pwy bynnag sydd am ddod yn ôl at yr hyn a ofynnodd yn gwneud hynny o fewn misoedd.",
        ),
        (("changes", "last_updated"), LABEL),
    ]


def _kept(purpose: str, categories: list[str], period: str) -> dict[str, Any]:
    return {
        "categories": categories,
        "purposes": [purpose],
        "trigger": "last-contact",
        "period": period,
        "basis": "After that neither you nor we gain anything by it.",
    }
