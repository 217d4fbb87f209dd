"""The product as it runs for people: `honour serve` over the demonstration, in a home of its own, and a browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.conftest import launched_chromium
from tests.ports import free_port

PEOPLE = "12"
FURNISHING = Path(__file__).parents[2] / "scripts" / "furnishing.py"


@dataclass
class Site:
    """A running installation: its address, the demonstration's sign-ins by role, and what it was furnished with."""

    address: str
    sign_ins: dict[str, tuple[str, str]]
    mail: str = ""
    places: dict[str, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    signed_in: dict[str, dict] = field(default_factory=dict)


@pytest.fixture(scope="package")
def site(tmp_path_factory) -> Iterator[Site]:
    """Set the demonstration up and serve it, with its worker, until the last test of the folder."""
    home = tmp_path_factory.mktemp("site") / "home"
    port = free_port()
    around = {name: value for name, value in os.environ.items() if not name.startswith("HONOUR_")}
    around |= {
        "HONOUR_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HONOUR_FORM_SECONDS": "0",  # tests fill in forms faster than people
        "HONOUR_FORMS_AN_HOUR": "1000",
    }
    honour = [sys.executable, "-m", "honour.cli", "--home", str(home)]
    subprocess.run([*honour, "demo", "--load-only", "--people", PEOPLE], env=around, check=True, capture_output=True)
    said = (home / "sign-ins.txt").read_text()
    sign_ins = {email.split("@")[0]: (email, word) for email, word in re.findall(r"(\S+@\S+)\s+(\S+)", said)}
    inside = {**around, "HONOUR_HOME": str(home), "DJANGO_SETTINGS_MODULE": "honour.config.settings"}
    made = subprocess.run([sys.executable, str(FURNISHING)], env=inside, check=True, capture_output=True)
    furnished = json.loads(made.stdout)
    with served(home, port, around):
        yield Site(f"http://127.0.0.1:{port}", sign_ins, str(home / "mail"), furnished["places"], furnished["twice"])


@contextmanager
def served(home: Path, port: int, around: dict[str, str], *options: str) -> Iterator[str]:
    """Serve a home while this lasts; gives the address."""
    command = [sys.executable, "-m", "honour.cli", "--home", str(home), "serve", "--port", str(port), *options]
    server = subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True)
    try:
        for line in server.stdout:
            if "ready" in line:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)
        server.stdout.close()


def told(site: Site, script: str) -> list[str]:
    """Run a script in the installation, as its own software does, and give the words that it prints."""
    around = {"HONOUR_HOME": str(Path(site.mail).parent), "DJANGO_SETTINGS_MODULE": "honour.config.settings"}
    opened = f"import django\ndjango.setup()\nfrom django.utils import timezone\nnow = timezone.now()\n{script}"
    made = subprocess.run(
        [sys.executable, "-c", opened], env={**os.environ, **around}, check=False, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return made.stdout.split()


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


@pytest.fixture
def browse(chromium, site):
    """Open a browser; noted are the addresses it asked for, and every complaint of scripts, policy and answers."""

    @contextmanager
    def opened(*, address: str = site.address, **context) -> Iterator[tuple[Page, SimpleNamespace]]:
        noted = SimpleNamespace(asked=set(), complaints=[])
        browsing = chromium.new_context(base_url=address, locale="en-GB", **context)
        page = browsing.new_page()
        _wait_after_pressing(page)

        def asked(request: Request) -> None:
            noted.asked.add(request.url)

        page.on("request", asked)
        page.on("console", lambda message: noted.complaints.append(message.text))
        page.on("pageerror", lambda error: noted.complaints.append(str(error)))
        yield page, noted
        browsing.close()
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
