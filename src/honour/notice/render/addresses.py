"""Addresses that a page may lead to: pages of the web or of this site, mail, telephone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NOT_DIALLED = re.compile(r"\(0\)|[^0-9]")
_DIALLED = re.compile(r"[0-9+() ./-]+")
_SHORTEST = 3


def web(address: str) -> str | None:
    """Give the address of a web page, or ``None`` for what is none.

    ``http`` and ``https`` with a host, and paths on this site (``/forms/complaint``); nothing with spaces, control
    characters or backslashes, which browsers read in ways of their own.
    """
    if not address.isprintable() or re.search(r"[\s\\]", address):
        return None
    if address.startswith("/"):
        return None if address.startswith("//") else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None


def mail(address: str) -> str | None:
    """Give the ``mailto:`` of an email address, or ``None`` for what is none."""
    if not _EMAIL.fullmatch(address):
        return None
    return "mailto:" + re.sub(r"[%?&#]", lambda found: f"%{ord(found[0]):02X}", address)


def telephone(number: str) -> str | None:
    """Give the ``tel:`` of a telephone number, its ``(0)`` left out, or ``None`` for what is none."""
    if not _DIALLED.fullmatch(number):
        return None
    digits = _NOT_DIALLED.sub("", number)
    plus = "+" if number.lstrip().startswith("+") else ""
    return f"tel:{plus}{digits}" if len(digits) >= _SHORTEST else None


def is_safe(address: str) -> bool:
    """Whether a page may lead to an address: a clause of its own, or what the functions above give."""
    scheme = address.partition(":")[0]
    if address.startswith("#") or scheme in ("mailto", "tel"):
        return address.isprintable() and " " not in address
    return web(address) is not None
