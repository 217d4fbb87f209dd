"""Whatever people and staff do on the pages, no value of anybody rests in clear: in tables, files, logs, addresses."""

from __future__ import annotations

import io
import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from honour.intake.assets import Words, add_asset
from honour.intake.models import Asset, Enquiry, Import, Interaction
from honour.intake.tickets import FIELD
from honour.mailroom.sending import send_due
from honour.mailroom.server import MailServer
from honour.outreach.preferences.links import preferences_token, send_links
from honour.register.models import Identifier, Record
from tests.register.test_where_data_rest import every_stored_value, forms_of
from tests.web.test_forms_on_the_site import FORM, ticket_on
from tests.web.test_import_pages import put_up, said, work

CANARY = {
    "name": "Zephyrine Quillfeather",
    "email": "zephyrine.quillfeather@birdhouse.example",
    "company": "Quillfeather Birdhouses",
    "telephone": "01632 960 777",
    "message": "Zanzibarian birdseed for my quillfeathers",
}
"""Whoever writes; what follows is what else is said of them on the way."""
MORE = [
    "Zephyrine Quillfeather-Moult", "They are all moulting in Zanzibar", "Wants nightingales as well, said the aviary",
    "aviary plan of the quillfeathers", "A drawing of the quillfeather aviary", "Peregrine Quillfeather",
    "peregrine.quillfeather@birdhouse.example", "01632 960 778", "unknown.quillfeather@birdhouse.example",
]  # fmt: skip
NEEDLES = {needle: value for value in [*CANARY.values(), *MORE] for needle in forms_of(value)}


def found_in(data: bytes) -> set[str]:
    return {value for needle, value in NEEDLES.items() if needle in data}


class Watched(Client):
    """A browser whose addresses and cookies are written down."""

    def __init__(self, seen: list[str], **more) -> None:
        super().__init__(**more)
        self.seen = seen

    def request(self, **asked):
        came = super().request(**asked)
        self.seen += [f"{asked.get('PATH_INFO')}?{asked.get('QUERY_STRING', '')}", came.get("Location", "")]
        self.seen += [morsel.OutputString() for morsel in came.cookies.values()]
        return came


@pytest.fixture
def lived(fellside, member, clock, tmp_path, caplog):
    """A canary's life on the pages, and staff's with it. Gives every address and cookie there was."""
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    post = MailServer(folder=tmp_path / "mail")
    visitor, support, lead = (Watched(seen) for _ in range(3))
    _fill_in(visitor)
    _download(visitor, clock)
    send_due(post, clock.now)
    person = Enquiry.objects.get().subject.public_id
    _prefer(visitor, person, clock)
    send_due(post, clock.now)
    for browser, role in ((support, "support"), (lead, "privacy-lead")):
        signed = {"email": member(role, "Tom Ashworth").email, "password": "three quiet herons"}
        assert browser.post("/console/sign-in", signed).status_code == 302
    _answer(support, Enquiry.objects.get(), person)
    send_due(post, clock.now)
    _import(lead, clock)
    assert found_in(b"".join(each.read_bytes() for each in (tmp_path / "mail").iterdir())), "mail does reach them"
    return seen


def _fill_in(visitor: Client) -> None:
    refused = visitor.post(
        FORM, {**CANARY, "email": "no address", FIELD: ticket_on(visitor.get(FORM).content.decode())}
    )
    assert refused.status_code == 400
    came = visitor.post(FORM, {**CANARY, FIELD: ticket_on(refused.content.decode())})
    assert came.status_code == 302, came.content.decode()
    assert visitor.get(came["Location"]).status_code == 200
    assert visitor.get(came["Location"] + "/receipt.jsonld").status_code == 200


def _download(visitor: Client, clock) -> None:
    words = Words("data-sheet", "Invoicing in one page", "What it does.", "download")
    add_asset(io.BytesIO(b"%PDF-1.4\n% one line\n%%EOF\n"), "sheet.pdf", words, by="staff-1", at=clock.now)
    page = f"/downloads/{Asset.objects.get().slug}"
    ticket = ticket_on(visitor.get(page).content.decode())
    assert visitor.post(page, {"email": CANARY["email"], FIELD: ticket}).status_code == 302


def _prefer(visitor: Client, person: str, clock) -> None:
    for address in (CANARY["email"], "unknown.quillfeather@birdhouse.example"):
        assert visitor.post("/preferences/", {"email": address}).status_code == 200
    send_links(clock.now)
    held = Identifier.objects.filter(subject__public_id=person, kind="email").latest("pk")
    page = f"/preferences/{preferences_token(person, held.pk, clock.now)}"
    assert visitor.get(page).status_code == 200
    right = {key: CANARY[key] for key in ("email", "telephone")} | {"name": MORE[0]}
    record = Record.objects.filter(subject__public_id=person, identifiers__kind="email", superseded_by=None).first()
    assert visitor.post(f"{page}/details/{record.pk}", right).status_code == 302
    assert visitor.post(f"{page}/stop").status_code in {200, 302}


def _answer(staff: Client, asked: Enquiry, person: str) -> None:
    assert staff.post("/console/people/find", {"identifier": CANARY["email"]}).status_code in {200, 302}
    page = f"/console/contact/enquiries/{asked.public_id}"
    staff.post(f"{page}/change", {"act": "take", "seen": str(asked.revision)})
    mark = re.search(r'name="seen" value="(\d+)"', staff.get(page).content.decode())[1]
    sent = staff.post(page, {"seen": mark, "subject": "Your birds", "text": MORE[1], "then": "answered"})
    assert sent.status_code == 302, sent.content.decode()
    drawing = SimpleUploadedFile(f"{MORE[3]}.pdf", b"%PDF-1.7\n% " + MORE[4].encode() * 3000 + b"\n%%EOF\n")
    note = {
        "channel": "telephone", "direction": "in", "on": "2026-12-03", "at": "09:30", "purpose": "enquiries",
        "words": MORE[2], "file": drawing,
    }  # fmt: skip
    assert staff.post(f"/console/people/{person}/interactions/new", note).status_code == 302
    kept = Interaction.objects.latest("pk")
    assert (
        MORE[2]
        in staff.post(
            f"/console/people/{person}/interactions/{kept.public_id}", {"purpose": "enquiries"}
        ).content.decode()
    )


def _import(lead: Client, clock) -> None:
    rows = f"Name,Email,Phone\n{MORE[5]},{MORE[6]},{MORE[7]}\n{MORE[5]},nobody,{MORE[7]}\n"
    came = put_up(lead, rows.encode())
    row = Import.objects.get()
    answers = said(came.context["form"]) | {
        "purposes": ["services"], "kind": "customer", "source": "directly", "version": "2026-12-01",
    }  # fmt: skip
    lead.post(f"/console/people/imports/{row.public_id}/columns", answers)
    work(clock)
    lead.post(f"/console/people/imports/{row.public_id}/start")
    work(clock)
    b"".join(lead.get(f"/console/people/imports/{row.public_id}/refused.csv").streaming_content)


@pytest.mark.django_db(transaction=True)
def test_after_a_life_on_the_pages_no_value_lies_about(lived, home, caplog, capfd):
    with transaction.atomic():
        places = {place: values for place, data in every_stored_value() if (values := found_in(data))}
    assert places == {}
    files = [path for path in home.rglob("*") if path.is_file()]
    assert [path.name for path in files if found_in(path.read_bytes())] == []
    assert found_in("\n".join(lived).encode()) == set()
    assert found_in(caplog.text.encode()) == set()
    out, err = capfd.readouterr()
    assert found_in((out + err).encode()) == set()
