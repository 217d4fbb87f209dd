"""Identifiers as they are compared: one form for every way a person may write the same one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_NOT_DIALLED = re.compile(r"[^\d+]")


def normalise(kind: str, value: str, country_code: str = "44") -> str:
    """Give the form under which an identifier is looked up.

    Arguments: ``kind``, ``email``, ``telephone`` or any other word; ``country_code``, taken for a national number.
    Addresses are compared without regard to case: RFC 5321 lets the local part differ by case, no large host does.
    """
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", value)).strip()
    if kind == "email":
        local, at, host = plain.replace(" ", "").rpartition("@")
        return f"{local.casefold()}{at}{_ascii_host(host)}"
    if kind == "telephone":
        return _telephone(plain, country_code)
    return plain.casefold()


@lru_cache(maxsize=1024)  # a list of contacts names the same hosts again and again
def _ascii_host(host: str) -> str:
    """Write an internationalised host in its ASCII form, where it has one."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.casefold()


def _telephone(value: str, country_code: str) -> str:
    """Reduce a number to what is dialled, in the international form (ITU-T E.164)."""
    if not value.isascii():  # figures of other scripts
        value = "".join(str(unicodedata.decimal(letter, letter)) for letter in value)
    dialled = _NOT_DIALLED.sub("", value.replace("(0)", ""))
    if dialled.startswith("00"):
        dialled = "+" + dialled[2:]
    elif dialled.startswith("0"):
        dialled = f"+{country_code}{dialled[1:]}"
    return dialled
