"""How often one sender may send a form, and one address may be made to get a message.

Counted in the database, so that every web process sees it, under keyed hashes that end with the hour. One statement
counts a form and says how many there are, in the transaction that takes it: none of many at the same instant is lost.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

from honour.evidence.prepared import run_prepared
from honour.intake.models import FormsCounted
from honour.keyring.identifiers import normalise
from honour.register.known_keys import register_keyring

if TYPE_CHECKING:
    from collections.abc import Iterable

HOUR = 3600  # seconds
TO_ONE_ADDRESS = 4
"""Forms an hour that make us write to one address: enough to correct a slip, too few to pester somebody with."""

_INSIDE = tuple(
    ipaddress.ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")
)
"""Private networks (RFC 1918, RFC 4193) and what is on one cable: where proxies in containers are."""

_COUNT = """
    INSERT INTO intake_formscounted (digest, count, until) VALUES (%s, 1, %s)
    ON CONFLICT (digest) DO UPDATE SET count = intake_formscounted.count + 1
    RETURNING count"""


def sender_may(sender: str, now: dt.datetime) -> bool:
    """Whether a sender may send one more form in this hour, and count it.

    Arguments: ``sender``, the network address that it came from. One that we cannot tell from others, because a proxy
    in front of us was not named in the settings, is not counted: everybody would share its number.
    """
    if _is_shared(sender):
        return True
    return _take("sender", _network(sender), int(settings.HONOUR_FORMS_AN_HOUR), now)


def addresses_may(addresses: Iterable[str], now: dt.datetime) -> bool:
    """Whether each email address on a form may be written to once more in this hour, and count it."""
    return all(_take("address", _mailbox(normalise("email", each)), TO_ONE_ADDRESS, now) for each in addresses)


def until(now: dt.datetime) -> dt.datetime:
    """Give when the count begins anew."""
    return dt.datetime.fromtimestamp((now.timestamp() // HOUR + 1) * HOUR, tz=dt.UTC)


def forget_counts(now: dt.datetime) -> None:
    """Delete the counts of hours that have ended."""
    FormsCounted.objects.filter(until__lte=int(now.timestamp())).delete()


def _take(kind: str, who: str, most: int, now: dt.datetime) -> bool:
    """Count one more in this hour; false when that is more than ``most``."""
    ends = int(until(now).timestamp())
    digest = register_keyring().tokens.current(f"limit {kind} {who} {ends}")
    return int(run_prepared(_COUNT, (digest, ends))[0][0]) <= most


def _mailbox(address: str) -> str:
    """Give an address without what stands behind a plus (RFC 5233): such mail comes to the same person."""
    local, at, host = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{host}"


def _network(sender: str) -> str:
    """Give what belongs to one sender: an address of IPv4, the first half of one of IPv6."""
    address = _address(sender)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or sender)


def _is_shared(sender: str) -> bool:
    """Whether the request came from inside the house while the site is open to others: from a proxy, then."""
    address = _address(sender)
    if address is None:
        return True  # a Unix socket has none
    local = any(word in settings.HONOUR_PUBLIC_URL for word in ("//127.0.0.1", "//localhost", "//[::1]"))
    inside = address.is_loopback or any(address.version == each.version and address in each for each in _INSIDE)
    return inside and not local


def _address(sender: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address; one of IPv4 that a socket for both kinds wrote as IPv6 is taken for what it is."""
    try:
        address = ipaddress.ip_address(sender.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
