"""The demonstration's correspondence: enquiries in every state, calls and letters with files, companies with groups."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import TYPE_CHECKING

from honour.dealings.companies.keeping import Said, keep_company
from honour.dealings.companies.tying import tie
from honour.intake.enquiries.answering import Answer, answer
from honour.intake.enquiries.changing import assign, set_state
from honour.intake.interactions.recording import Passed, record_interaction
from honour.intake.models import AnswerTemplate, Enquiry
from honour.intake.uploads.checking import Checked
from honour.intake.uploads.spool import SealedSpool
from honour.staff.grants import actor_for
from honour.staff.models import Member

if TYPE_CHECKING:
    from collections.abc import Sequence

    from honour.gate.question import Actor

STILL_NEW = 4
"""The latest enquiries, which nobody has taken yet."""
UNTAKEN = dt.timedelta(days=1)
RECENT = dt.timedelta(days=5)
PURPOSE = "enquiries"

_PRICES = """Dear {name},

Thank you for asking. Up to 500 invoices a month cost £49 a month, further ones 6p each; setting up is free. \
I would be glad to show you the service: which day next week would suit?

Kind regards
Tom Ashworth"""
_FORMATS = """Dear {name},

We read PDF, UBL, cXML and EDIFACT, and turn what your suppliers send into what your accounts system takes. \
Would you send us two or three of your usual invoices, with the names taken out?

Kind regards
Tom Ashworth"""
_TEMPLATES = (
    ("Prices", "Our prices", _PRICES),
    ("Which formats we read", "Formats that we accept", _FORMATS),
)
_CALLS = (
    (
        "telephone",
        "in",
        "Rang to ask how long it takes to start. I said about two weeks, and offered a call on Friday.",
    ),
    ("telephone", "out", "Rang back about the accounts system. They run version 12; asked them for the contact there."),
    ("letter", "in", "Sent the signed order form by post. It is attached."),
    ("in-person", "in", "Came by after the talk in Preston. Wants to see credit notes handled."),
    ("email", "in", "Wrote that two suppliers still send paper, and asked whether we scan."),
)
_COMPANIES = (
    ("Ribbleside Textiles Ltd", "00000011", "Ribbleside Holdings"),
    ("Ribbleside Dyeworks Ltd", "00000012", "Ribbleside Holdings"),
    ("Calder & Sons Joinery Ltd", "00000013", ""),
    ("Northmoor Foods Ltd", "00000014", "Northmoor Group"),
    ("Northmoor Logistics Ltd", "00000015", "Northmoor Group"),
)
_ORDER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 66>>stream\nBT /F1 18 Tf 72 760 Td (Order form, Fellside Invoicing, signed) Tj ET\nendstream "
    b"endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def correspond(people: Sequence[str], now: dt.datetime) -> None:
    """Let colleagues be at work: answer, wait, close; write down calls and letters; know companies.

    Arguments: ``people``, opaque ids of those who wrote last, all of them live.
    """
    member = Member.objects.get(email="support@fellside.example")
    support = actor_for(member)
    for name, subject, text in _TEMPLATES:
        AnswerTemplate.objects.create(
            name=name, purpose=PURPOSE, subject=subject, text=text, changed_at=now, changed_by=support.name
        )
    _close_old(support, now)
    _handle(support, member, now)
    for person, (channel, direction, words), days in zip(people, cycle(_CALLS), cycle((0, 1, 2, 3)), strict=False):
        files = (_order(),) if channel == "letter" else ()
        passed = Passed(channel, direction, now - dt.timedelta(days=days, hours=2), words, files)
        enquiry = Enquiry.objects.filter(subject__public_id=person).first()
        record_interaction(support, person, PURPOSE, passed, now=now, enquiry=enquiry)
    known = [keep_company(Said(*each), by=support.name, at=now) for each in _COMPANIES]
    for person, company in zip(people, cycle(known), strict=False):
        tie(person, company, "works-for", by=support.name, at=now)
    if people:
        alone = keep_company(Said("", sole_trader=True), by=support.name, at=now)
        tie(people[-1], alone, "owns", by=support.name, at=now)


def _close_old(support: Actor, now: dt.datetime) -> None:
    for row in Enquiry.objects.filter(received_at__lt=now - RECENT):
        set_state(
            row.pk,
            Enquiry.State.CLOSED,
            outcome=Enquiry.Outcome.HELPED,
            seen=row.revision,
            by=support.name,
            at=min(row.received_at + dt.timedelta(days=1), now),
        )


def _handle(support: Actor, member: Member, now: dt.datetime) -> None:
    rows = list(Enquiry.objects.exclude(state=Enquiry.State.CLOSED).order_by("-received_at"))
    fresh = [row for row in rows if row.received_at > now - UNTAKEN][:STILL_NEW]
    rows = rows[len(fresh) :]
    for row, act in zip(rows, cycle(("take", "answer", "wait", "close", "take")), strict=False):
        taken = assign(row.pk, member, seen=row.revision, by=support.name, at=now)
        if act in {"answer", "wait", "close"}:
            then = Enquiry.State.WAITING if act == "wait" else Enquiry.State.ANSWERED
            _, subject, text = _TEMPLATES[row.pk % len(_TEMPLATES)]
            given = Answer(subject, text.replace("Dear {name},", "Hello,"), then)
            answer(support, taken, given, seen=taken.revision, now=now)
        if act == "close":
            taken.refresh_from_db()
            outcome = Enquiry.Outcome.HELPED
            set_state(row.pk, Enquiry.State.CLOSED, outcome=outcome, seen=taken.revision, by=support.name, at=now)


def _order() -> Checked:
    spool = SealedSpool()
    spool.add(_ORDER)
    spool.finish()
    return Checked("Order form, signed.pdf", "application/pdf", spool)
