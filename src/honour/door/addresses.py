"""Which addresses the door opens for."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

_TRANSLATED = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 that stands for IPv4 (NAT64, 6to4, Teredo): a private address could hide in it."""
_INSIDE = tuple(ipaddress.ip_network(each) for each in ("fec0::/10", "3fff::/20", "192.88.99.0/24"))
"""What Python takes for global and nobody should: site-local (RFC 3879), documentation (RFC 9637), 6to4 relays."""
_LONGEST = 2000
LOOKING_UP = 5.0  # seconds


class DoorClosedError(Exception):
    """The door does not open for this address, now or later; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart: ``host`` as a name, ``port``, ``path`` with its query."""

    host: str
    port: int
    path: str


def place_of(url: str) -> Place:
    """Take an address apart.

    Errors: ``DoorClosedError`` for anything but plain https.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise DoorClosedError("This is no web address.") from None
    if any(ord(letter) <= ord(" ") or ord(letter) > ord("~") for letter in url) or len(url) > _LONGEST:
        raise DoorClosedError(f"Give an address without spaces or accents, of at most {_LONGEST} characters.")
    if parts.scheme != "https":
        raise DoorClosedError("Only https leaves this house: give an address that begins with https://")
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise DoorClosedError("Give an address with a host, and without a name or password in it.")
    path = parts.path or "/"
    return Place(parts.hostname, port, f"{path}?{parts.query}" if parts.query else path)


def reachable(place: Place, private: Collection[str] = (), seconds: float = LOOKING_UP) -> str:
    """Look a host up, once, and give the address to connect to.

    Arguments: ``private``, hosts that may lie on private networks; ``seconds``, how long the look-up may take.
    Errors: ``DoorClosedError`` when any of its addresses is not a public one; ``OSError`` when it is not found in time.
    """
    addresses = _look_up(place, seconds)
    if place.host not in private:
        for each in addresses:
            if not is_public(each):
                raise DoorClosedError(
                    f"{place.host} lies on a private or reserved network. If that is meant, list it under "
                    "private_hosts in honour.toml."
                )
    return addresses[0]


def _look_up(place: Place, seconds: float) -> list[str]:
    """Give a host's addresses. The system's look-up has no end of its own, so a thread waits for it in our place."""
    came: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def look() -> None:
        try:
            found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
            came.put(list(dict.fromkeys(str(each[4][0]) for each in found)))
        except (OSError, UnicodeError) as trouble:
            came.put(trouble)

    threading.Thread(target=look, name="door-look-up", daemon=True).start()
    try:
        said = came.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("The look-up took too long.") from None
    if isinstance(said, Exception):
        raise said
    return said


def is_public(address: str) -> bool:
    """Say whether an address is one that anybody on the internet can reach."""
    plain = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(plain, ipaddress.IPv6Address):
        if plain.ipv4_mapped is not None:
            return is_public(str(plain.ipv4_mapped))
        if any(plain in network for network in _TRANSLATED):
            return False
    if any(plain.version == network.version and plain in network for network in _INSIDE):
        return False
    return plain.is_global and not plain.is_multicast and not plain.is_reserved
