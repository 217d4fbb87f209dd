"""The product as it runs for people: `honour serve` over the demonstration, in a home of its own, and a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.installations import Demonstration, Installation, ended_with_us
from tests.conftest import launched_chromium
from tests.ports import free_port

HURRIED = {"HONOUR_FORM_SECONDS": "0", "HONOUR_FORMS_AN_HOUR": "1000"}
"""Tests fill in forms faster than people, and more of them."""
PATIENCE = 120_000
"""Milliseconds for which a page is waited for."""


@dataclass
class Site:
    """A running installation: its address, the demonstration's sign-ins by role, and what it was furnished with."""

    address: str
    installation: Installation
    sign_ins: dict[str, tuple[str, str]]
    places: dict[str, str]
    twice: list[str]
    signed_in: dict[str, dict] = field(default_factory=dict)

    @property
    def mail(self) -> Path:
        """Where the mail goes that leaves."""
        return self.installation.home / "mail"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory, worker_id, testrun_uid) -> Iterator[Demonstration]:
    """The demonstration, prepared once for the whole run."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with Demonstration(shared / "demonstration", testrun_uid, worker_id).kept() as kept:
        yield kept


@pytest.fixture(scope="package")
def site(demonstration, tmp_path_factory) -> Iterator[Site]:
    """A site for all who leave it as it is for others, until the last test of the folder."""
    with opened_site(demonstration, tmp_path_factory.mktemp("site"), "site") as opened:
        yield opened


@contextmanager
def opened_site(demonstration: Demonstration, folder: Path, name: str) -> Iterator[Site]:
    """Serve a copy of the demonstration, with its worker, while this lasts."""
    with demonstration.copied(folder / "home", name) as (copy, furnished):
        said = (copy.home / "sign-ins.txt").read_text()
        sign_ins = {email.split("@")[0]: (email, word) for email, word in re.findall(r"(\S+@\S+)\s+(\S+)", said)}
        with served(copy, free_port(), **HURRIED) as address:
            yield Site(address, copy, sign_ins, furnished["places"], furnished["twice"])


@contextmanager
def served(installation: Installation, port: int, *options: str, **settings: str) -> Iterator[str]:
    """Serve an installation while this lasts; gives the address."""
    address = f"http://127.0.0.1:{port}"
    around = installation.environment(HONOUR_PUBLIC_URL=address, **settings)
    command = installation.honour("serve", "--port", str(port), *options)
    server = subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True)
    try:
        with ended_with_us(server):
            assert any("ready" in line for line in server.stdout), "The server ended before it was ready."
            yield address
    finally:
        server.terminate()
        server.wait(timeout=60)
        server.stdout.close()


def told(site: Site, script: str) -> list[str]:
    """Run a script in the installation, as its own software does, and give the words that it prints."""
    opened = f"import django\ndjango.setup()\nfrom django.utils import timezone\nnow = timezone.now()\n{script}"
    around = {"HONOUR_PUBLIC_URL": site.address, **HURRIED}
    return site.installation.run(sys.executable, "-c", opened, **around).split()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the folder."""
    with launched_chromium() as browser:
        yield browser


def _wait_after_pressing(page: Page) -> None:
    """Let a press return once the page it leads to has come, not as soon as that begins to arrive."""
    press = page.click

    def pressed(*place: str, **more: object) -> None:
        press(*place, **more)
        page.wait_for_load_state()

    page.click = pressed


@contextmanager
def own_window(chromium: Browser, **context: object) -> Iterator[BrowserContext]:
    """Open a window of its own, which waits for a page as long as a busy machine may take."""
    window = chromium.new_context(locale="en-GB", **context)
    window.set_default_timeout(PATIENCE)
    try:
        yield window
    finally:
        window.close()


@pytest.fixture
def browse(chromium, site):
    """Open a browser; noted are the addresses it asked for, and every complaint of scripts, policy and answers."""

    @contextmanager
    def opened(*, address: str = site.address, **context) -> Iterator[tuple[Page, SimpleNamespace]]:
        noted = SimpleNamespace(asked=set(), complaints=[])
        with own_window(chromium, base_url=address, **context) as window:
            page = window.new_page()
            _wait_after_pressing(page)

            def asked(request: Request) -> None:
                noted.asked.add(request.url)

            page.on("request", asked)
            page.on("console", lambda message: noted.complaints.append(message.text))
            page.on("pageerror", lambda error: noted.complaints.append(str(error)))
            yield page, noted
        assert all(url.startswith((address, "data:")) for url in noted.asked), noted.asked

    return opened


@pytest.fixture
def signed_in(browse, site):
    """Open a browser in which a member is signed in; a role signs in once and is remembered."""

    @contextmanager
    def opened(role: str = "lead", **context) -> Iterator[tuple[Page, SimpleNamespace]]:
        if role not in site.signed_in:
            email, password = site.sign_ins[role]
            with browse() as (page, _):
                sign_in(page, email, password)
                page.wait_for_url("**/console/")
                site.signed_in[role] = page.context.storage_state()
        with browse(storage_state=site.signed_in[role], **context) as (page, noted):
            yield page, noted

    return opened


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in, as far as a password goes."""
    page.goto("/console/sign-in")
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("main button.primary")


def write_in(page: Page, email: str, name: str = "Asha Patel") -> str:
    """Fill the form in as a visitor does, send it, and return the receipt's address."""
    page.goto("/get-in-touch")
    page.fill("#id_name", name)
    page.fill("#id_email", email)
    page.fill("#id_message", "How much is it for 40 invoices a month?")
    page.click("main form button.primary")
    page.wait_for_url("**/receipt/*")
    return page.url


def find(page: Page, identifier: str) -> str:
    """Find a person as staff do, and return the address of their page."""
    page.goto("/console/people/")
    page.fill("#id_identifier", identifier)
    page.click("main button.primary")
    page.wait_for_url(re.compile(r"/console/people/[a-z2-7]{20}$"))
    return page.url
