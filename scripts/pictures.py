"""Picture every page of the demonstration, light and dark: ``make pictures``.

Sets the demonstration up in a folder of its own, furnishes it (scripts/furnishing.py), serves it, follows its links as
a visitor, as the privacy lead and from the mails it sent, presses what answers with a page of its own
(scripts/answers.py), and goes through the first set-up of an empty installation. It writes one picture per page and
look to docs/images/pages/, and docs/reference/pages.md.
"""  # noqa: INP001 - a script, no package

from __future__ import annotations

import base64
import email
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import django
from answers import ANSWERS  # beside this script
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page, sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
PICTURES = DOCS / "images" / "pages"
FURNISHING = Path(__file__).with_name("furnishing.py")
REFERENCE = DOCS / "reference" / "pages.md"
WIDTH, HEIGHT, TALLEST = 1200, 800, 1500
SCALE = 0.7
LOOKS = ("light", "dark")
UNLINKED = ("/go/paper-gone-by-spring", "/embed/get-in-touch")
"""Pages that other sites lead to or frame."""
ON_THE_WAY = ("/console/account/confirm", "/console/account/passkey")
"""Pages of the console that stand before another."""

_INTRODUCTION = """\
# The pages

Every page: of the demonstration (`make demo`) with a little more in it, as a visitor and as the privacy lead; of the
first set-up; light and dark. A picture stops at {tallest} pixels.

<!-- Written by scripts/pictures.py. -->
"""


@dataclass
class Installation:
    """An installation that is served: where, its home, what it said as it started, and how it was furnished."""

    address: str
    home: Path
    said: str
    furnished: dict[str, Any]


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
        """Open a page; a file, and a page that leads on or is not this walk's to look at, are passed over."""
        try:
            answer = self.page.goto(self.address + path)
        except Error:
            return False
        kind = answer.headers.get("content-type", "") if answer else ""
        there = urlsplit(self.page.url).path == path
        return bool(there and answer and answer.ok and kind.startswith("text/html") and self.page.locator("h1").count())


TRANSLATED = frozenset({"privacy", "get-in-touch"})
"""The pages that are pictured in the notice's other languages too."""


def route_of(path: str) -> str | None:
    """Give the name of a path's route, fit for a file's name."""
    translated = re.fullmatch(r"/in/([\w-]+)(/.*)", path)
    try:
        found = resolve(translated[2] if translated else path)
    except Resolver404:
        return None
    name = found.view_name.replace(":", "-").replace(".", "-")
    if name == "console-set-up-step":
        return f"{name}-{found.kwargs['name']}"
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
def served(folder: Path, *making: str) -> Iterator[Installation]:
    """Make an installation in a folder by a command, furnish it if it is the demonstration, and serve it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home, address = folder / "home", f"http://127.0.0.1:{port}"
    around = {**os.environ, "HONOUR_PUBLIC_URL": address, "HONOUR_HOME": str(home)}
    honour = [sys.executable, "-m", "honour.cli"]
    subprocess.run([*honour, *making], env=around, check=True, capture_output=True)  # noqa: S603 - our own command
    furnished = {}
    if "demo" in making:
        furnishing = [sys.executable, str(FURNISHING)]
        told = subprocess.run(furnishing, env=around, check=True, capture_output=True)  # noqa: S603 - our own script
        furnished = json.loads(told.stdout)
    serving = [*honour, "serve", "--port", str(port)]
    server = subprocess.Popen(serving, env=around, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    try:
        said = ""
        for line in server.stdout or ():
            said += line
            if "ready" in line:
                break
        yield Installation(address, home, said, furnished)
    finally:
        server.terminate()
        server.wait(timeout=60)


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    """Sign somebody in, as far as a password goes."""
    page.goto(f"{address}/console/sign-in")
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("main button.primary")
    page.wait_for_url(lambda url: not url.endswith("/console/sign-in"))


def code_of(secret: str) -> str:
    """Give the code that an app shows for a second factor just now (RFC 6238)."""
    from allauth.mfa.totp.internal import auth  # once Django is set up

    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30)))


def a_person(page: Page, address: str) -> tuple[str, str]:
    """Write in as a visitor, find them as staff do; give the paths of their receipt and of their page."""
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
    return receipt, urlsplit(page.url).path


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


def answers(page: Page, address: str, places: dict[str, str], *, inside: bool) -> list[Pictured]:
    """Picture what answers a press in the console, as somebody who signed in just now: some of it asks for the
    password else. Or what answers a visitor's.
    """  # noqa: D205 - the first sentence goes on
    pictured = list[Pictured]()
    for route, reach in ANSWERS.items():
        if route.startswith("console-") != inside:
            continue
        reach(page, address, places)
        pictured.append(Pictured(route, page.inner_text("h1").strip()))
        take(page, route)
    return pictured


def walk(browser: Browser, demonstration: Installation) -> dict[str, list[Pictured]]:
    """Walk the public site, then the console, then what stands before signing in."""
    page, address, home = opened(browser), demonstration.address, demonstration.home
    words = (home / "sign-ins.txt").read_text().split()
    lead = next(place for place, word in enumerate(words) if word.startswith("lead@"))
    sign_in(page, address, words[lead], words[lead + 1])
    receipt, person = a_person(page, address)
    places: dict[str, str] = demonstration.furnished["places"]
    inside = [path for path in places.values() if path.startswith("/console/") and "/join/" not in path]
    linked = [path for path in places.values() if not path.startswith("/console/")]
    public = Walk(page, address, "/").go(["/", receipt, *linked, *UNLINKED, *links_in_mail(home / "mail")])
    console = Walk(page, address, "/console").go(["/console/", person, *ON_THE_WAY, *inside])
    lately = opened(browser)
    sign_in(lately, address, words[lead], words[lead + 1])
    console += answers(lately, address, places, inside=True)
    public += answers(opened(browser), address, places, inside=False)

    stranger = opened(browser)
    before = Walk(stranger, address, "/console/").go(["/console/sign-in", places["console:join"]])
    email, password, secret = demonstration.furnished["twice"]
    sign_in(stranger, address, email, password)
    before += Walk(stranger, address, "/console/sign-in/").go(["/console/sign-in/second"])
    stranger.get_by_label("Code").fill(code_of(secret))
    stranger.click("main button.primary")
    stranger.wait_for_url("**/console/")
    console += Walk(stranger, address, "/console/account/").go(
        [places["console:codes"], places["console:factor-remove"]]
    )
    return {"What visitors see": public, "The console": console, "Before signing in": before}


def set_up(browser: Browser, empty: Installation) -> list[Pictured]:
    """Begin an installation that is nobody's yet, as the link on the screen lets one, and walk its first set-up."""
    page = opened(browser)
    (link,) = re.findall(r"http://\S+/set-up/begin/\S+", empty.said)
    begun = Walk(page, empty.address, "/console/set-up/begin").go([urlsplit(link).path])
    page.goto(link)
    page.get_by_label("Your name").fill("Nadia Rahman")
    page.get_by_label("Your email address").fill("nadia@tarn.example")
    page.get_by_label("Password").fill("three quiet herons")
    page.click("main button.primary")
    page.wait_for_url(lambda url: "/begin/" not in url)
    asked = Walk(page, empty.address, "/console/set-up/").go(["/console/set-up/"])
    page.goto(f"{empty.address}/console/staff/invite")  # no mail leaves yet, so the link is shown
    page.get_by_label("Name", exact=True).fill("Tom Ashworth")
    page.get_by_label("Email address", exact=True).fill("tom@tarn.example")
    page.get_by_label("Support: ").check()
    page.click("main form button.primary")
    page.wait_for_selector("h1:has-text('Hand this link')")
    invited = Pictured("console-staff-invited", page.inner_text("h1").strip())
    take(page, invited.route)
    return [*begun, *asked, invited]


def opened(browser: Browser) -> Page:
    """Open a window of nobody's."""
    return browser.new_context(locale="en-GB", viewport={"width": WIDTH, "height": HEIGHT}).new_page()


def main() -> None:
    """Take the pictures and write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    django.setup()
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    path = os.environ.get("HONOUR_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        with served(Path(folder) / "demonstration", "demo", "--load-only") as demonstration:
            pictured = walk(browser, demonstration)
        with served(Path(folder) / "empty", "init") as empty:
            pictured["The first set-up"] = set_up(browser, empty)
        browser.close()
        text = written(pictured).replace(str(Path(folder) / "demonstration" / "home"), "var/demo")
    REFERENCE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
