"""Links that are sent by mail: signed under the tokens key, each for one thing, each with its end."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
from dataclasses import dataclass

from honour.intake.models import Download
from honour.register.known_keys import register_keyring

_MAC = 18  # bytes: 24 letters
_DOWNLOAD = re.compile(r"([a-z2-7]{20})([A-Za-z0-9_-]{24})")
_CONFIRMATION = re.compile(r"([0-9]{1,18})\.([0-9]{1,10})\.([A-Za-z0-9_-]{24})")
CONFIRMING_LASTS = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a link to confirm an address means: the register's row of the address, and when the link ends."""

    identifier: int
    ends: dt.datetime


def download_token(download: Download) -> str:
    """Give the token of a download's link: the same each time, and not to be guessed without the tokens key."""
    return download.code + _macs(f"download {download.code}")[0]


def read_download(token: str) -> Download | None:
    """Find what a download's link means, ended or not; ``None`` when it is altered, cut short or gone."""
    parts = _DOWNLOAD.fullmatch(token)
    if parts is None or not _is_ours(f"download {parts[1]}", parts[2]):
        return None
    return Download.objects.select_related("asset", "collection__subject").filter(code=parts[1]).first()


def confirmation_token(identifier: int, at: dt.datetime) -> str:
    """Give the token of a link that confirms an address.

    Arguments: ``identifier``, the row's number; ``at``, when the link is sent; it ends ``CONFIRMING_LASTS`` later.
    """
    told = f"{identifier}.{int((at + CONFIRMING_LASTS).timestamp())}"
    return f"{told}.{_macs(f'confirm {told}')[0]}"


def read_confirmation(token: str) -> Confirmation | None:
    """Read what a link to confirm an address means, ended or not; ``None`` when it is altered or cut short."""
    parts = _CONFIRMATION.fullmatch(token)
    if parts is None or not _is_ours(f"confirm {parts[1]}.{parts[2]}", parts[3]):
        return None
    return Confirmation(int(parts[1]), dt.datetime.fromtimestamp(int(parts[2]), tz=dt.UTC))


def _macs(told: str) -> list[str]:
    hashes = register_keyring().tokens.every(told)
    return [base64.urlsafe_b64encode(each[:_MAC]).decode("ascii") for each in hashes]


def _is_ours(told: str, mac: str) -> bool:
    return any(hmac.compare_digest(each, mac) for each in _macs(told))
