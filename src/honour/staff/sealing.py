"""Keeping the secrets of second factors: sealed under the wrapping key, each bound to the member it belongs to."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from honour.keyring import SealBrokenError, installed_keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from honour.keyring import Keyring, Purpose
    from honour.staff.models import Member

_whose: ContextVar[int] = ContextVar("whose")
SEALED = ("secret", "seed")
"""The parts of a factor's data that are secret: that of an app, and that from which recovery codes are worked out."""


@contextmanager
def belonging_to(member: Member) -> Iterator[None]:
    """Seal and open secrets as this member's; anybody else's do not open."""
    token = _whose.set(member.pk)
    try:
        yield
    finally:
        _whose.reset(token)


class Sealing(DefaultMFAAdapter):  # type: ignore[misc] # allauth carries no types
    """How django-allauth keeps secrets here: set as ``MFA_ADAPTER``."""

    def encrypt(self, text: str) -> str:
        """Seal a secret as that of the member it belongs to."""
        return sealed(text, _whose.get())

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret. Errors: ``SealBrokenError`` for another member's, or a changed one."""
        return opened(encrypted_text, _whose.get())

    def get_totp_issuer(self) -> str:
        """Give the name under which an app lists the account."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return f"Honour at {urlsplit(settings.HONOUR_PUBLIC_URL).hostname}"


def sealed(text: str, member: int) -> str:
    """Seal a text of a member, as the version of the key and the sealed bytes in base 64."""
    version, wrapped = installed_keyring().wrap(text.encode(), _place(member))
    return f"{version}:{base64.b64encode(wrapped).decode('ascii')}"


def opened(text: str, member: int) -> str:
    """Open what ``sealed`` made. Errors: ``SealBrokenError``."""
    version, _, wrapped = text.partition(":")
    if not version.isdigit():
        raise SealBrokenError("This secret was not sealed here.")
    return installed_keyring().unwrap(int(version), base64.b64decode(wrapped), _place(member)).decode()


def _place(member: int) -> bytes:
    return f"honour staff factor\n{member}".encode()


class Resealing:
    """Seals the secrets of factors again under the newest wrapping key: a step of ``honour keys rotate``."""

    purpose: Purpose = "wrapping"
    name = "secrets of second factors"

    def left(self, keyring: Keyring) -> int:
        """Count the secrets under older versions."""
        return sum(1 for _ in self._older(keyring))

    def advance(self, keyring: Keyring, batch: int) -> int:
        """Seal a batch again."""
        with transaction.atomic():
            rows = [row for row, _ in zip(self._older(keyring), range(batch), strict=False)]
            for row in rows:
                for part in set(SEALED) & set(row.data):
                    row.data[part] = sealed(opened(row.data[part], row.user_id), row.user_id)
                row.save(update_fields=["data"])
        return len(rows)

    @staticmethod
    def _older(keyring: Keyring) -> Iterator[Any]:
        newest = f"{keyring.wrapping_version}:"
        for row in Authenticator.objects.order_by("pk"):
            if any(not str(row.data[part]).startswith(newest) for part in SEALED if part in row.data):
                yield row


STEPS = (Resealing(),)
"""What staff move when a root key is rotated, for ``honour.keyring.rotation``."""
