"""From which site a form was posted: its own page's, or nobody's business."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from django.http import HttpRequest

_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
_HERE = {"127.0.0.1", "localhost", "::1"}


class OriginRefusedError(ValueError):
    """What was given is no address of a site; the message is for the person who wrote it."""


def origin_of(text: str) -> str:
    """Give a site's origin (RFC 6454) from an address that somebody wrote: ``https://shop.example``.

    Errors: ``OriginRefusedError`` for what is none, holds a wildcard, or is neither https nor on this machine.
    """
    said = text.strip()
    parts = _split(said if "://" in said else f"https://{said}")
    try:
        host = parts.hostname or ""
        host = host if ":" in host else host.encode("idna").decode()
        port = parts.port
    except (UnicodeError, ValueError):
        host, port = "", None
    if "://" not in said and not re.search(r"[.:]", host) and host != "localhost":
        host = ""  # a word, such as “company”, that somebody would take for a site
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    shown = f"[{host}]" if host and ":" in host else host
    origin = f"{parts.scheme}://{shown}" + (f":{port}" if port and port != usual else "")
    if not host or parts.username or not _ORIGIN.fullmatch(origin):
        raise OriginRefusedError("Write the address of a site, like https://www.company.example.")
    if parts.scheme != "https" and host not in _HERE:
        raise OriginRefusedError("The site has to be served over https, or anybody on the way could change the form.")
    return origin


def posted_by_our_page(request: HttpRequest) -> bool:
    """Whether a post came from a page of this site, as far as the browser says.

    Browsers name the origin of every post (Fetch, section 3.2). A program that names none acts for itself alone: it has
    no visitor whose browser it could misuse.
    """
    named = request.headers.get("Origin")
    if named is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    return _split(named).netloc in {request.get_host(), urlsplit(settings.HONOUR_PUBLIC_URL).netloc}


def framing_page(request: HttpRequest) -> str:
    """Give the origin of the page in which a frame stands; empty where the browser names none, or our own page."""
    parts = _split(request.headers.get("Referer", ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc not in {"", request.get_host()} else ""


def _split(address: str) -> SplitResult:
    """Take an address apart; one that nobody can read has no parts."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
