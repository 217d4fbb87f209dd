"""`python -m benchmarks.pages [SECONDS]`: public pages at a hundred requests a second, and a person's page.

Requests come at random (a Poisson process, fixed seed), whether or not earlier ones have been answered, each by a
connection of its own; a time runs from the moment at which a request is due to the last byte of its answer, so that
waiting is counted. The public pages are the home page, the notice and a form, in turn. The person's page is that of
somebody who wrote, as support sees it, for several people in turn. The site, its worker and whoever asks share the
machine; SQLite, the demonstration loaded. Beside the pages stands the smallest answer that the same site gives, its
robots.txt, at the same rate.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
import tempfile
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random

from benchmarks.figures import Figure, table
from benchmarks.serving import loaded_demo, served

SECONDS = 30.0
PUBLIC, PUBLIC_RATE, PUBLIC_LIMIT = ("/", "/privacy", "/get-in-touch"), 100, 15.0  # requests a second, ms at p50
CONSOLE_RATE, CONSOLE_LIMIT = 5, 60.0
SMALLEST = ("/robots.txt",)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def run(seconds: float = SECONDS) -> list[Figure]:
    """Measure on one demonstration."""
    with tempfile.TemporaryDirectory() as folder, loaded_demo(Path(folder)) as home, served(home) as port:
        cookies = _sign_in(home, port, "support@fellside.example")
        people = [f"/console/people/{person}" for person in _people(home)]
        _ask_once(port, (*PUBLIC, *SMALLEST), "")
        _ask_once(port, people, cookies)
        smallest = asyncio.run(_arrive(port, SMALLEST, PUBLIC_RATE, seconds / 3, ""))
        public = asyncio.run(_arrive(port, PUBLIC, PUBLIC_RATE, seconds, ""))
        console = asyncio.run(_arrive(port, people, CONSOLE_RATE, seconds, cookies))
        idle = asyncio.run(_arrive(port, SMALLEST, CONSOLE_RATE, seconds / 3, ""))
    return [
        _figure(f"public pages, {PUBLIC_RATE}/s for {seconds:.0f} s, open loop", public, PUBLIC_LIMIT, smallest),
        _figure(f"a person's page in the console, {CONSOLE_RATE}/s for {seconds:.0f} s", console, CONSOLE_LIMIT, idle),
    ]


def _figure(what: str, times: list[float], limit: float, peer: list[float]) -> Figure:
    middle, slow, base = times[len(times) // 2], times[int(len(times) * 0.99)], peer[len(peer) // 2]
    said = f"p50 {middle:.1f} ms, p99 {slow:.0f} ms"
    return Figure(what, said, f"p50 ≤ {limit:.0f} ms", middle <= limit, f"{base:.1f} ms (robots.txt)", middle / base)


async def _arrive(
    port: int, paths: tuple[str, ...] | list[str], rate: int, seconds: float, cookies: str
) -> list[float]:
    """Let requests come at random; gives their milliseconds, the shortest first. Whatever is not answered ends it."""
    draw, loop = Random(rate), asyncio.get_running_loop()  # noqa: S311 - the same arrivals each time
    start, at, waiting = loop.time() + 0.5, 0.0, []
    while (at := at + draw.expovariate(rate)) < seconds:
        waiting.append(_due(loop, start + at, port, paths[len(waiting) % len(paths)], cookies))
    return sorted(await asyncio.gather(*waiting))


async def _due(loop: asyncio.AbstractEventLoop, due: float, port: int, path: str, cookies: str) -> float:
    await asyncio.sleep(max(0.0, due - loop.time()))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    if cookies:
        lines.append(f"Cookie: {cookies}")
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = await reader.read()
    taken = (loop.time() - due) * 1000
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), (path, answer[:200])
    return taken


def _ask_once(port: int, paths: tuple[str, ...] | list[str], cookies: str) -> None:
    for path in paths:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookies} if cookies else {}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
            answer.read()


def _sign_in(home: Path, port: int, email: str) -> str:
    """Sign a colleague of the demonstration in; gives the cookies."""
    lines = (home / "sign-ins.txt").read_text(encoding="utf-8").splitlines()
    password = next(line.split()[1] for line in lines if line.split()[:1] == [email])
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/console/sign-in"
    with browser.open(address) as page:
        found = _TOKEN.search(page.read().decode())
    assert found is not None
    form = {"csrfmiddlewaretoken": found[1], "email": email, "password": password}
    request = urllib.request.Request(address, urllib.parse.urlencode(form).encode(), {"Referer": address})
    with browser.open(request) as page:
        assert "/console/" in page.url, page.url
        assert "sign-in" not in page.url, page.url
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _people(home: Path) -> list[str]:
    with sqlite3.connect(home / "honour.sqlite3") as database:
        rows = database.execute(
            "SELECT public_id FROM register_subject WHERE status = 0 ORDER BY id LIMIT 50"
        ).fetchall()
    return [row[0] for row in rows]


if __name__ == "__main__":
    print(table(run(*map(float, sys.argv[1:]))))
