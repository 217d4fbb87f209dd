"""Making, checking and revoking the tokens of services."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Mapping

from django.db import transaction

from honour.api.models import Token
from honour.evidence import entries
from honour.gate.question import ACTIONS, Actor
from honour.keyring import installed_keyring

_MARK = "hon_"
_PREFIX = len(_MARK) + 8
LONGEST = 366  # days


class TokenError(Exception):
    """A token cannot be made or found as asked; the message says why."""


def make_token(
    service: str, grants: Mapping[str, frozenset[str]], *, now: dt.datetime, days: int, made_by: str
) -> tuple[Token, str]:
    """Make a token for a service; the second value is its secret, shown once and kept nowhere.

    Arguments: ``grants``, actions by purpose; ``days`` until it expires, at most a year.
    Errors: ``TokenError`` for no grant, an unknown action or a longer life.
    """
    unknown = sorted({action for actions in grants.values() for action in actions} - set(ACTIONS))
    if unknown:
        raise TokenError(f"There is no action {unknown[0]!r}. Choose among: {', '.join(ACTIONS)}.")
    if not any(grants.values()):
        raise TokenError("A token without a purpose opens nothing: grant at least one.")
    if not 1 <= days <= LONGEST:
        raise TokenError(f"A token lives between 1 and {LONGEST} days; make a new one when it ends.")
    secret = _MARK + secrets.token_hex(4) + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            service=service,
            prefix=secret[:_PREFIX],
            hashed=installed_keyring().tokens.current(secret),
            grants={purpose: sorted(actions) for purpose, actions in grants.items()},
            made_at=now,
            expires_at=now + dt.timedelta(days=days),
        )
        said = {"token": token.pk, "by": made_by, "purposes": sorted(grants), "days": days}
        entries.append("token:issued", said, at=now)
    return token, secret


def actor_of(secret: str, now: dt.datetime) -> Actor | None:
    """Give the service that a token stands for, or ``None`` when it opens nothing: unknown, expired or revoked."""
    token = Token.objects.filter(prefix=secret[:_PREFIX]).first() if secret.startswith(_MARK) else None
    if token is None or token.revoked_at is not None or now >= token.expires_at:
        return None
    kept = bytes(token.hashed)
    if not any(hmac.compare_digest(kept, each) for each in installed_keyring().tokens.every(secret)):
        return None
    if token.used_on != now.date():
        Token.objects.filter(pk=token.pk).update(used_on=now.date())
    grants = {purpose: frozenset(actions) for purpose, actions in token.grants.items()}
    return Actor(f"token-{token.pk}", "service", grants)


def revoke_token(prefix: str, *, now: dt.datetime, by: str) -> Token:
    """Revoke a token; it opens nothing from now on.

    Errors: ``TokenError`` when there is none of that prefix.
    """
    with transaction.atomic():
        token = Token.objects.filter(prefix=prefix).first()
        if token is None:
            raise TokenError("No token begins so. See: honour token list")
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            entries.append("token:revoked", {"token": token.pk, "by": by}, at=now)
    return token
