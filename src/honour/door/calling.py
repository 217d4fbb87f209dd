"""Calling an address: one request, one answer, and an end to both."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from honour.door.addresses import Place, place_of, reachable

SECONDS = 15.0
"""For everything: looking up, connecting, sending, and the whole answer, however slowly it drips."""
LARGEST = 64 * 1024
"""Bytes of an answer that are read."""


class NoAnswerError(Exception):
    """There was no answer, or none that ended in time and size; it may pass. The message repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``body`` is cut off nowhere: what is larger than it may be is no answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Pinned(http.client.HTTPSConnection):
    """A connection to an address that was looked up and held against the rules before."""

    def __init__(self, place: Place, address: str, context: ssl.SSLContext, seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds, context=context)
        self._address, self._place, self._tls = address, place, context
        self.held: ssl.SSLSocket | None = None

    def connect(self) -> None:
        raw = socket.create_connection((self._address, self._place.port), self.timeout)
        # The handshake comes after the socket is held, so that it ends in time too.
        self.held = self.sock = self._tls.wrap_socket(
            raw, server_hostname=self._place.host, do_handshake_on_connect=False
        )
        self.held.do_handshake()


def call(  # noqa: PLR0913 - each is a limit or a part of the request
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    private: Collection[str] = (),
    context: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Answer:
    """Send one request and give its answer, whatever its status; a redirect is an answer like any other.

    Arguments: ``private``, hosts that may lie on private networks; ``context``, whom to trust, by default the system's
    authorities; ``seconds`` for all of it; ``largest`` answer in bytes.
    Errors: ``DoorClosedError`` when the address may not be called; ``NoAnswerError`` when nothing came that ended.
    """
    place, begun = place_of(url), time.monotonic()
    try:
        address = reachable(place, private, seconds)
    except (OSError, UnicodeError):
        raise NoAnswerError(f"{place.host} was not found.") from None
    seconds = max(0.001, seconds - (time.monotonic() - begun))
    connection = _Pinned(place, address, context or ssl.create_default_context(), seconds)
    late = threading.Event()
    # A timeout of the socket begins anew with each byte; this one does not.
    ends = threading.Timer(seconds, _end, (connection, late))
    ends.daemon = True
    ends.start()
    try:
        connection.request(method, place.path, body, {"Connection": "close", "User-Agent": "Honour", **headers})
        came = connection.getresponse()
        read = came.read(largest + 1)
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        words = "did not answer in time" if late.is_set() else f"gave no answer ({type(trouble).__name__})"
        raise NoAnswerError(f"{place.host} {words}.") from None
    finally:
        ends.cancel()
        connection.close()
    if late.is_set():
        raise NoAnswerError(f"{place.host} did not answer in time.")
    if len(read) > largest:
        raise NoAnswerError(f"{place.host} answered with more than {largest} bytes.")
    return Answer(came.status, {name.lower(): value for name, value in came.getheaders()}, read)


def _end(connection: _Pinned, late: threading.Event) -> None:
    """Cut a connection off below TLS, so that whoever waits for it wakes up."""
    late.set()
    if connection.held is not None:
        with suppress(OSError):
            socket.socket.shutdown(connection.held, socket.SHUT_RDWR)
