"""Picture every page of the demonstration, light and dark: ``make pictures``.

Sets the demonstration up in a folder of its own, serves it, follows its links as a visitor, as the privacy lead and
from the mails it sent, and writes one picture per page and look to docs/images/pages/, and docs/reference/pages.md.
"""  # noqa: INP001 - a script, no package

from __future__ import annotations

import base64
import email
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page, sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
PICTURES = DOCS / "images" / "pages"
REFERENCE = DOCS / "reference" / "pages.md"
WIDTH, HEIGHT, TALLEST = 1200, 800, 1500
SCALE = 0.7
LOOKS = ("light", "dark")

_INTRODUCTION = """\
# The pages

Every page of the demonstration (`make demo`) that a link leads to, as a visitor or as the privacy lead, light and dark.
A picture stops at {tallest} pixels.

<!-- Written by scripts/pictures.py. -->
"""


@dataclass
class Pictured:
    """A page that was pictured: the name of its route, its heading."""

    route: str
    heading: str


@dataclass
class Walk:
    """A walk from link to link: one page for each route. ``inside``, what addresses begin with."""

    page: Page
    address: str
    inside: str
    seen: dict[str, Pictured] = field(default_factory=dict)

    def go(self, starts: list[str]) -> list[Pictured]:
        """Picture every page that the starts lead to, breadth first."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            route = route_of(path)
            if route is None or route in self.seen or not self._open(path):
                continue
            self.seen[route] = Pictured(route, self.page.inner_text("h1").strip() or self.page.title())
            take(self.page, route)
            links = self.page.eval_on_selector_all("a[href]", "all => all.map(link => link.getAttribute('href'))")
            paths = {urlsplit(urljoin(path, link)).path for link in links if not link.startswith(("http", "mailto:"))}
            waiting += sorted(path for path in paths if self._is_inside(path))
        return list(self.seen.values())

    def _is_inside(self, path: str) -> bool:
        console = path.startswith("/console")
        return path.startswith(self.inside) and (console == (self.inside != "/")) and "sign-out" not in path

    def _open(self, path: str) -> bool:
        """Open a page; a file, or a page that is nobody's to look at, is passed over."""
        try:
            answer = self.page.goto(self.address + path)
        except Error:
            return False
        kind = answer.headers.get("content-type", "") if answer else ""
        return bool(answer and answer.ok and kind.startswith("text/html") and self.page.locator("h1").count())


TRANSLATED = frozenset({"privacy", "get-in-touch"})
"""The pages that are pictured in the notice's other languages too."""


def route_of(path: str) -> str | None:
    """Give the name of a path's route, fit for a file's name."""
    translated = re.fullmatch(r"/in/([\w-]+)(/.*)", path)
    try:
        name = resolve(translated[2] if translated else path).view_name.replace(":", "-").replace(".", "-")
    except Resolver404:
        return None
    if translated:
        return f"in-{translated[1]}-{name}" if name in TRANSLATED else None
    return name or None


def take(page: Page, route: str) -> None:
    """Write the page's pictures."""
    session = page.context.new_cdp_session(page)
    for look in LOOKS:
        page.emulate_media(color_scheme=look, reduced_motion="reduce")  # type: ignore[arg-type]
        tall = min(TALLEST, max(HEIGHT, page.evaluate("document.documentElement.scrollHeight")))
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": tall, "scale": SCALE}
        asked = {"format": "webp", "quality": 60, "captureBeyondViewport": True, "clip": clip}
        data = session.send("Page.captureScreenshot", asked)["data"]
        (PICTURES / f"{route}-{look}.webp").write_bytes(base64.b64decode(data))
    session.detach()


def links_in_mail(folder: Path) -> list[str]:
    """Give the paths of the links in the mails that the demonstration sent, the newest of each route."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.eml")):
        body = email.message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",))
        for link in re.findall(r"https?://\S+", body.get_content() if body else ""):
            path = urlsplit(link.rstrip(".,)")).path
            if route := route_of(path):
                found[route] = path
    return list(found.values())


@contextmanager
def demonstration() -> Iterator[tuple[str, Path]]:
    """Serve the demonstration from a new home; give its address and the home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        address = f"http://127.0.0.1:{port}"
        around = {**os.environ, "HONOUR_PUBLIC_URL": address}
        honour = [sys.executable, "-m", "honour.cli", "--home", str(home)]
        loading = [*honour, "demo", "--load-only"]
        serving = [*honour, "serve", "--port", str(port)]
        subprocess.run(loading, env=around, check=True, capture_output=True)  # noqa: S603 - our own command
        server = subprocess.Popen(serving, env=around, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
        try:
            next(line for line in server.stdout or () if "ready" in line)
            yield address, home
        finally:
            server.terminate()
            server.wait(timeout=60)


def sign_in(page: Page, address: str, home: Path) -> None:
    """Sign in as the demonstration's privacy lead."""
    words = (home / "sign-ins.txt").read_text().split()
    lead = next(place for place, word in enumerate(words) if word.startswith("lead@"))
    page.goto(f"{address}/console/sign-in")
    page.fill("#id_email", words[lead])
    page.fill("#id_password", words[lead + 1])
    page.click("main button.primary")
    page.wait_for_url("**/console/")


def a_person(page: Page, address: str) -> str:
    """Write in as a visitor, find them as staff do, and give the path of their page."""
    page.goto(f"{address}/get-in-touch")
    page.fill("#id_name", "Asha Patel")
    page.fill("#id_email", "asha@patel.example")
    page.fill("#id_message", "How much is it for 40 invoices a month?")
    page.wait_for_timeout(4000)  # milliseconds: a person does not fill a form in at once
    page.click("main form button.primary")
    page.wait_for_url("**/receipt/*")
    receipt = urlsplit(page.url).path
    page.goto(f"{address}/console/people/")
    page.fill("#id_identifier", "asha@patel.example")
    page.click("main button.primary")
    page.wait_for_url(re.compile(r"/console/people/[a-z2-7]{20}$"))
    return f"{receipt} {urlsplit(page.url).path}"


def written(groups: dict[str, list[Pictured]]) -> str:
    """Give the reference page in Markdown."""
    lines = [_INTRODUCTION.format(tallest=TALLEST)]
    for name, pages in groups.items():
        lines.append(f"## {name}\n")
        lines.append("| page | light | dark |\n|---|---|---|")
        for one in pages:
            shown = " | ".join(f"![{one.heading}, {look}](../images/pages/{one.route}-{look}.webp)" for look in LOOKS)
            lines.append(f"| {one.heading.replace('|', '/')} (`{one.route}`) | {shown} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def walk(browser: Browser, address: str, home: Path) -> dict[str, list[Pictured]]:
    """Walk the public site, then the console."""
    context = browser.new_context(locale="en-GB", viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    sign_in(page, address, home)
    receipt, person = a_person(page, address).split()
    public = Walk(page, address, "/").go(["/", receipt, *links_in_mail(home / "mail")])
    console = Walk(page, address, "/console").go(["/console/", person])
    return {"What visitors see": public, "The console": console}


def main() -> None:
    """Take the pictures and write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    django.setup()
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    path = os.environ.get("HONOUR_CHROMIUM") or shutil.which("chromium")
    with demonstration() as (address, home), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        REFERENCE.write_text(written(walk(browser, address, home)).replace(str(home), "var/demo"), encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    main()
