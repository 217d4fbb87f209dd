"""`python -m benchmarks.form_submission [SECONDS]`: a form sent end to end, open loop, to the site and its worker.

People arrive at random (a Poisson process, fixed seed), whether or not earlier ones have been answered; each comes from
an address of its own on loopback, by a connection of its own, and sends a form that was opened before. A time runs from
the moment somebody arrives to the last byte of the answer, so that waiting is counted. Nothing is lost when every
answer leads to a receipt and the register holds as many collections as were sent. Server, worker and senders share the
machine. SQLite, ``synchronous=FULL``.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from html.parser import HTMLParser
from http.client import HTTPMessage, parse_headers
from io import BytesIO
from ipaddress import IPv4Address
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.figures import Figure, table
from benchmarks.serving import loaded_demo, served

SECONDS = 60.0
RATES = (150, 200)  # arrivals a second; the first is the target
SLOWEST = 500.0  # milliseconds, of the 99th in a hundred
FORM = "/get-in-touch"
FIRST_SENDER = int(IPv4Address("127.1.0.1"))
OPENED_BEFORE = 5.0  # seconds: people read before they write
AT_ONCE = 8  # pages opened at the same time, beforehand


class _Hidden(HTMLParser):
    """Finds what a form carries unseen."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""


class Visitor:
    """Somebody with an address and a cookie jar of their own, who opens the form and later sends it."""

    def __init__(self, number: int, port: int) -> None:
        self.number, self.port = number, port
        self.address = str(IPv4Address(FIRST_SENDER + number))
        self.cookie, self.body = "", b""

    async def open_form(self) -> None:
        """Open the form, and write what is to be sent."""
        _, headers, page = await self._ask("GET", b"")
        self.cookie = "; ".join(set_cookie.partition(";")[0] for set_cookie in headers.get_all("Set-Cookie", []))
        carried = _Hidden()
        carried.feed(page.decode())
        number = self.number
        self.body = urlencode(
            carried.fields
            | {
                "name": f"Asha Patel {number}",
                "company": "Canary Mills",
                "email": f"asha{number}@canary.example",
                "telephone": f"01632 9{number:05}",
                "message": "Please send a price for a hundred invoices a month.",
            }
        ).encode()

    async def send_form(self, due: float) -> float:
        """Send it at a time of the loop's clock; gives the milliseconds until it was answered with a receipt."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, due - loop.time()))
        status, headers, _ = await self._ask("POST", self.body)
        taken = (loop.time() - due) * 1000
        if status != 302 or "/receipt" not in headers.get("Location", ""):
            raise AssertionError(f"not taken: {status}")
        return taken

    async def _ask(self, method: str, body: bytes) -> tuple[int, HTTPMessage, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.address, 0))
        lines = [f"{method} {FORM} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = await reader.read()
        writer.close()
        head, _, page = answer.partition(b"\r\n\r\n")
        status, _, fields = head.partition(b"\r\n")
        return int(status.split()[1]), parse_headers(BytesIO(fields + b"\r\n\r\n")), page


async def arrive(port: int, rate: int, seconds: float, first: int) -> tuple[list[float], int]:
    """Let people open the form, then send it at random; gives the times in milliseconds, and how many failed."""
    draw = Random(rate)  # noqa: S311 - the same arrivals each time
    moments: list[float] = []
    at = draw.expovariate(rate)
    while at < seconds:
        moments.append(at)
        at += draw.expovariate(rate)
    visitors = [Visitor(first + n, port) for n in range(len(moments))]
    gate = asyncio.Semaphore(AT_ONCE)

    async def opened(visitor: Visitor) -> None:
        async with gate:
            await visitor.open_form()

    await asyncio.gather(*map(opened, visitors))
    start = asyncio.get_running_loop().time() + OPENED_BEFORE
    sent = [visitor.send_form(start + moment) for visitor, moment in zip(visitors, moments, strict=True)]
    told = await asyncio.gather(*sent, return_exceptions=True)
    times = sorted(one for one in told if isinstance(one, float))
    for one in {repr(one) for one in told if not isinstance(one, float)}:
        print(one, file=sys.stderr)
    return times, len(told) - len(times)


def run(seconds: float = SECONDS) -> list[Figure]:
    """Measure at each rate, on one installation."""
    figures = []
    with tempfile.TemporaryDirectory() as folder, loaded_demo(Path(folder)) as home, served(home) as port:
        first = 0
        for rate in RATES:
            before = _collections(home)
            times, failed = asyncio.run(arrive(port, rate, seconds, first))
            kept = _collections(home) - before
            first += len(times) + failed
            lost = failed + len(times) - kept
            middle, slow, worst = (times[int(len(times) * part)] for part in (0.5, 0.99, 0.9999))
            figures.append(
                Figure(
                    f"{rate}/s for {seconds:.0f} s, {len(times):,} taken, {lost} lost",
                    f"p50 {middle:.0f} ms, p99 {slow:.0f} ms, slowest {worst:.0f} ms",
                    f"none lost, p99 < {SLOWEST:.0f} ms" + ("" if rate == RATES[0] else " (beyond the target)"),
                    not lost and slow < SLOWEST,
                )
            )
    return figures


def _collections(home: Path) -> int:
    with sqlite3.connect(home / "honour.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM register_collection").fetchone()[0])


if __name__ == "__main__":
    print(table(run(*map(float, sys.argv[1:]))))
