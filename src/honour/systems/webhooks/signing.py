"""Secrets of webhooks, and signatures by them (Standard Webhooks: HMAC-SHA256 over id, time and body)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.db import transaction

from honour.keyring import Keyring, Purpose
from honour.register.known_keys import register_keyring
from honour.systems.models import Webhook

_MARK = "whsec_"
_BYTES = 32


def new_secret() -> bytes:
    """Make a secret."""
    return secrets.token_bytes(_BYTES)


def shown(secret: bytes) -> str:
    """Write a secret as receivers' libraries take it."""
    return _MARK + base64.b64encode(secret).decode()


def place_of(webhook: str) -> bytes:
    """Say where a secret belongs: what its wrapping is bound to."""
    return f"honour webhook {webhook}".encode()


def secret_of(webhook: Webhook) -> bytes:
    """Unwrap a webhook's secret. Errors: those of ``Keyring.unwrap``."""
    return register_keyring().unwrap(webhook.root_version, bytes(webhook.wrapped), place_of(webhook.public_id))


def signature(secret: bytes, message: str, seconds: int, body: bytes) -> str:
    """Sign a message. Arguments: ``message``, its id; ``seconds`` since 1970, at which it is sent."""
    told = f"{message}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, told, hashlib.sha256().name)).decode()


class Rewrapping:
    """Wraps the secrets again under the newest wrapping key: a step of ``honour keys rotate``."""

    purpose: Purpose = "wrapping"
    name = "secrets of webhooks"

    def left(self, keyring: Keyring) -> int:
        """Count the secrets under older versions."""
        return Webhook.objects.exclude(root_version=keyring.wrapping_version).count()

    def advance(self, keyring: Keyring, batch: int) -> int:
        """Wrap a batch again."""
        with transaction.atomic():
            older = Webhook.objects.exclude(root_version=keyring.wrapping_version).select_for_update().order_by("pk")
            rows = list(older[:batch])
            for row in rows:
                plain = keyring.unwrap(row.root_version, bytes(row.wrapped), place_of(row.public_id))
                row.root_version, row.wrapped = keyring.wrap(plain, place_of(row.public_id))
                row.save(update_fields=["root_version", "wrapped"])
        return len(rows)


STEPS = (Rewrapping(),)
"""What webhooks move when a root key is rotated, for ``honour.keyring.rotation``."""
