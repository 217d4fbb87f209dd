"""What is too large for the server's memory lies on the disk sealed, on its way in and out, and arrives whole."""

from __future__ import annotations

import http.client
import os
import random
import socket
import threading
from contextlib import suppress
from pathlib import Path

import pytest
import waitress
from waitress.buffers import TempfileBasedBuffer

from honour.cli.bodies import LARGEST, SealedFile, seal_bodies

TIMES = 60_000  # some 2 MB


def nameless_files() -> list[bytes]:
    """What this process has open that has no name on the disk any more."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            if "(deleted)" in str(link.readlink()):
                found.append(os.pread(int(link.name), 4_000_000, 0))
        except OSError:
            continue
    return found


@pytest.fixture
def served(monkeypatch):
    """A server whose application looks at the disk while a request is answered, and sends back what it was sent."""
    seen: list[bytes] = []

    def application(environ, start_response):
        seen.extend(nameless_files())
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    monkeypatch.setattr(TempfileBasedBuffer, "newfile", TempfileBasedBuffer.newfile)
    server = waitress.create_server(application, host="127.0.0.1", port=0, max_request_body_size=LARGEST)

    def run():
        with suppress(OSError):  # its sockets are taken away while it waits for them
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield server.effective_port, seen
    server.close()
    thread.join(5)


def send(port: int, body: bytes) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/", body)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_the_servers_own_way_would_leave_it_in_clear(served):
    port, seen = served
    body = b"Zephyrine Quillfeather, 01632 960 777. " * TIMES
    assert send(port, body) == body
    assert [each for each in seen if body[:20] in each]


def test_what_is_sent_and_answered_lies_nowhere_in_clear_and_arrives_whole(served):
    seal_bodies()
    port, seen = served
    body = b"Asha Patel-Canary, 01632 960 111. " * TIMES
    assert send(port, body) == body
    assert [each for each in seen if len(each) > 1_000_000], "it does lie on the disk"
    assert not [each for each in seen if body[:20] in each]


def test_a_request_beyond_all_measure_is_not_read(served):
    port, _ = served
    with socket.create_connection(("127.0.0.1", port), timeout=10) as visitor:
        visitor.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000000\r\n\r\n")
        assert visitor.recv(100).startswith(b"HTTP/1.1 413 ")


def test_what_is_read_while_more_is_added_is_what_a_plain_file_gives(tmp_path):
    drawn = random.Random(7)  # noqa: S311 - the same each time
    with (tmp_path / "plain").open("w+b") as plain, SealedFile() as sealed:
        for _ in range(60):
            content = drawn.randbytes(drawn.choice([1, 100, 65_535, 65_536, 65_537, 150_000]))
            for each in (plain, sealed):
                place = each.tell()
                each.seek(0, 2)
                each.write(content)
                each.seek(place)
            size = drawn.choice([1, 70_000, 131_072])
            assert sealed.read(size) == plain.read(size)
        assert sealed.read() == plain.read()
