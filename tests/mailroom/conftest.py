"""A mailroom with a real mail server beside it, and people to write to."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import transaction

from honour.mailroom import messages
from honour.mailroom.letters import Letter
from honour.mailroom.outbox import queue
from honour.mailroom.server import read_server_url
from honour.register.models import Identifier, Subject
from tests.ports import free_port
from tests.register.conftest import published, wrote  # noqa: F401 - fixtures of people who wrote


class Office:
    """What the mail server does with what it is handed: ``taken`` are the envelopes; set the others to refuse."""

    def __init__(self) -> None:
        self.taken = []
        self.offered = 0
        self.recipient = "250 OK"
        self.content = "250 taken"
        self.sender = "250 OK"
        self.wait = 0.0
        self.looking = 0.0
        self.drop = False
        self.on_content = None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: ARG002, N802 - what aiosmtpd calls, by its names
        session.host_name = hostname
        await asyncio.sleep(self.wait)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: ARG002, N802 - what aiosmtpd calls, by its names
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802 - what aiosmtpd calls, by its names
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802 - what aiosmtpd calls, by its names
        self.offered += 1
        await asyncio.sleep(self.looking)
        if self.on_content is not None:
            self.on_content()
        if self.drop:
            server.transport.abort()
            return "250 never heard"
        if self.content.startswith("250"):
            self.taken.append(envelope)
        return self.content


@contextmanager
def running_office(office: Office, **more):
    """A mail server on a port of its own; gives its address."""
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def server(office):
    """A running mail server, as the settings name it."""
    with running_office(office) as address:
        yield read_server_url(f"smtp://{address}?timeout=30")


def says_anything(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"honour", b"s/cret@")
    return AuthResult(success=known, handled=False)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """The kinds of message that these tests send, beside the product's own."""
    monkeypatch.setattr(messages, "_kinds", dict(messages.message_kinds()))
    monkeypatch.setattr(messages, "_stop_links", [])
    said = {"said": lambda queued: Letter("About your enquiry", f"Dear {queued.name},\n\nwe looked into it.")}
    for name, purpose, sort in (
        ("test:answer", "enquiries", "service"),
        ("test:news", "marketing", "marketing"),
        ("test:disguised", "marketing", "service"),
        ("test:tucked-in", "enquiries", "marketing"),
        ("test:silent", "analytics", "service"),
        ("test:undeclared", "no-such-purpose", "service"),
        ("test:colleague", None, "service"),
    ):
        messages.message_kind(name, purpose=purpose, message_class=sort)(lambda queued: said["said"](queued))  # noqa: PLW0108 - tests change it
    return said


@pytest.fixture
def put(wrote, now):  # noqa: F811 - the fixture imported above
    """Queue a message; without a person, to somebody who just wrote."""

    def put_in(kind="test:answer", *, at=None, email="asha.patel@canary.example", confirmed=True, **more):
        if "person" not in more and "member" not in more:
            more["person"] = wrote(email)
            if confirmed:
                Identifier.objects.filter(subject__public_id=more["person"]).update(verified_at=at or now)
        with transaction.atomic():
            return queue(kind, at=at or now, **more)

    return put_in


@pytest.fixture
def subject_of():
    return lambda row: Subject.objects.get(public_id=row.person)
