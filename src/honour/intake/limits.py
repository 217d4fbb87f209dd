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
    return all(_take("address", normalise("email", each), TO_ONE_ADDRESS, now) for each in addresses)


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


def _network(sender: str) -> str:
    """Give what belongs to one sender: an address of IPv4, the first half of one of IPv6."""
    try:
        address = ipaddress.ip_address(sender)
    except ValueError:
        return sender
    return str(address) if address.version == 4 else str(ipaddress.ip_network(f"{sender}/64", strict=False))  # noqa: PLR2004


def _is_shared(sender: str) -> bool:
    """Whether the request came from this machine while the site is open to others: from a proxy, then."""
    try:
        here = ipaddress.ip_address(sender).is_loopback
    except ValueError:
        return True  # a Unix socket has no address
    return here and not any(word in settings.HONOUR_PUBLIC_URL for word in ("//127.0.0.1", "//localhost", "//[::1]"))
