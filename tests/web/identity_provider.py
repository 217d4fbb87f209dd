"""An identity provider in a process of its own on this machine, and a relay that may change what it says."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from tests.ports import free_port


@dataclass
class IdentityProvider:
    """A provider as an installation meets it.

    ``change`` is given the path and the body of each answer that passes, and gives the body that arrives.
    """

    port: int
    behind: int
    change: Callable[[str, bytes], bytes] = field(default=lambda _, body: body)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: str | None = None, media: str = "application/json"):
        """Ask it as somebody's browser, or its own administrator, would."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {"Content-Type": media} if body is not None else {})
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        return answer, said

    def register(self, back: str) -> dict[str, str]:
        """Register an installation; gives its id and secret there."""
        answer, said = self.ask("POST", "/oauth2/clients", json.dumps({"redirect_uris": [back]}))
        assert answer.status == 201, said
        return json.loads(said)

    def knows(self, subject: str, **claims: Any) -> None:
        """Let it know somebody, and what it says of them."""
        answer, said = self.ask("PUT", f"/users/{quote(subject)}", json.dumps(claims))
        assert answer.status == 204, said

    def sign_in(self, sent_to: str, subject: str, *, deny: bool = False) -> str:
        """Sign in there as somebody, on the page that an installation sent them to; gives where it sends them back."""
        parts = urlsplit(sent_to)
        answer, said = self.ask("GET", f"{parts.path}?{parts.query}")
        assert answer.status == 200, said
        form = urlencode({"sub": subject, **({"action": "deny"} if deny else {})})
        answer, said = self.ask("POST", f"{parts.path}?{parts.query}", form, "application/x-www-form-urlencoded")
        assert answer.status == 302, said
        back = answer.headers["Location"]
        # This provider forgets the state when somebody says no; RFC 6749, 4.1.2.1, asks for it.
        return f"{back}&state={parse_qs(parts.query)['state'][0]}" if deny and "state=" not in back else back


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Start a provider's process, and a relay before it."""
    behind = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(behind), "-r", "true", "-n", "true"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(behind, process)
            relay = ThreadingHTTPServer(("127.0.0.1", 0), _Relay)
            relay.provider = made = IdentityProvider(relay.server_port, behind)
            thread = threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield made
            finally:
                relay.shutdown()
                thread.join()
                relay.server_close()
        finally:
            process.terminate()
            process.wait(timeout=60)


class _Relay(BaseHTTPRequestHandler):
    """Passes everything on under the name that it was asked by, so that the provider calls itself by that name."""

    def _pass_on(self) -> None:
        provider: IdentityProvider = self.server.provider  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        onwards = http.client.HTTPConnection("127.0.0.1", provider.behind, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        onwards.request(self.command, self.path, body, headers)
        answer = onwards.getresponse()
        body = answer.read()
        onwards.close()
        said = provider.change(urlsplit(self.path).path, body)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "connection", "date", "server", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        with suppress(ConnectionError):  # who asked may have given up
            self.end_headers()
            self.wfile.write(said)

    do_GET = do_POST = do_PUT = _pass_on  # noqa: N815 - names of the library

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def with_claims(said: bytes, **changed: Any) -> bytes:
    """Change what a signed token says, and leave its signature as it was."""
    answer = json.loads(said)
    head, body, signature = answer["id_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) | changed
    return json.dumps(answer | {"id_token": f"{head}.{_encoded(claims)}.{signature}"}).encode()


def unsigned(said: bytes) -> bytes:
    """Take the signature off a token, and let it say that it needs none."""
    answer = json.loads(said)
    body = answer["id_token"].split(".")[1]
    return json.dumps(answer | {"id_token": f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{body}."}).encode()


def _encoded(said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the provider did not start"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the provider does not answer")
