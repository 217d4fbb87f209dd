"""Secrets of webhooks, and signatures by them (Standard Webhooks: HMAC-SHA256 over id, time and body)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

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


def secrets_of(webhook: Webhook, now: datetime) -> list[bytes]:
    """Unwrap the secrets that messages are signed by now: the present one, and the one before while it lasts."""
    found = [secret_of(webhook)]
    if webhook.former_wrapped is not None and webhook.former_until is not None and now < webhook.former_until:
        place = place_of(webhook.public_id)
        found.append(register_keyring().unwrap(webhook.former_version or 0, bytes(webhook.former_wrapped), place))
    return found


def signatures(webhook: Webhook, message: str, at: datetime, body: bytes) -> str:
    """Sign a message by each secret, as Standard Webhooks writes several: with spaces between."""
    seconds = int(at.timestamp())
    return " ".join(signature(each, message, seconds, body) for each in secrets_of(webhook, at))


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
        return _older(keyring).count()

    def advance(self, keyring: Keyring, batch: int) -> int:
        """Wrap a batch again."""
        with transaction.atomic():
            rows = list(_older(keyring).select_for_update().order_by("pk")[:batch])
            for row in rows:
                place = place_of(row.public_id)
                plain = keyring.unwrap(row.root_version, bytes(row.wrapped), place)
                row.root_version, row.wrapped = keyring.wrap(plain, place)
                if row.former_wrapped is not None:
                    former = keyring.unwrap(row.former_version or 0, bytes(row.former_wrapped), place)
                    row.former_version, row.former_wrapped = keyring.wrap(former, place)
                row.save(update_fields=["root_version", "wrapped", "former_version", "former_wrapped"])
        return len(rows)


def _older(keyring: Keyring) -> QuerySet[Webhook]:
    current = keyring.wrapping_version
    former = Q(former_wrapped__isnull=False) & ~Q(former_version=current)
    return Webhook.objects.filter(~Q(root_version=current) | former)


STEPS = (Rewrapping(),)
"""What webhooks move when a root key is rotated, for ``honour.keyring.rotation``."""
