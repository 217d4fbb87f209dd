"""HEAD is answered by the headers that GET's answer has, and by nothing after them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest
import waitress

from honour.config.answers_to_head import bodiless_to_head

closed: list[bool] = []


class Body(list):
    def close(self):
        closed.append(True)


def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "6"), ("Content-Type", "text/plain")])
    return Body([b"A page"])


@pytest.fixture
def port():
    server = waitress.create_server(bodiless_to_head(application), host="127.0.0.1", port=0)

    def run():
        with suppress(OSError):
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    thread.join(5)


def asked(port: int, method: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"{method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(4096), b""))


def test_head_gets_the_headers_of_get_and_no_body(port):
    head, _, body = asked(port, "GET").partition(b"\r\n\r\n")
    assert body == b"A page"
    closed.clear()
    alone, _, nothing = asked(port, "HEAD").partition(b"\r\n\r\n")
    assert (nothing, closed) == (b"", [True])
    assert [each for each in (head, alone) if b"Content-Length: 6" not in each] == []


def test_the_application_that_is_served_answers_so(home):
    asks = (
        "from honour.config.wsgi import application; from django.test import RequestFactory\n"
        "environ = RequestFactory().head('/.well-known/nothing', SERVER_NAME='localhost').environ\n"
        "print(list(application(environ, lambda status, headers: print(status, dict(headers)['Content-Length']))))"
    )
    there = {**os.environ, "HONOUR_HOME": str(home)}
    said = subprocess.run([sys.executable, "-c", asks], env=there, capture_output=True, text=True, check=False)
    status, _, body = said.stdout.strip().partition("\n")
    assert status.startswith("404 Not Found ")
    assert int(status.split()[-1]) > 1_000
    assert body == "[]"
