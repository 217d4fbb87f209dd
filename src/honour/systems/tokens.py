"""The tokens by which other systems ask: made, checked, counted and revoked."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from honour.evidence import entries
from honour.gate.question import ACTIONS, Actor
from honour.keyring import installed_keyring
from honour.systems.models import Token

_MARK = "hon_"
_PREFIX = len(_MARK) + 8
LONGEST = 366  # days
A_MINUTE = 600
"""Requests a minute that a token may make unless told otherwise: ten a second."""
MOST_A_MINUTE = 60_000
_SPAN = 60  # seconds
SCOPES = {
    "people": "find the opaque ids of people by what they are known by",
    "preferences": "see what a person wants to hear about, and by which ways",
    "stops": "record that a person stopped marketing",
    "selections": "take the data of everybody that its purposes may use",
    "matters": "record projects, services, invoices, cases and events, and when they end",
}
"""What a token may open besides the gate, and what each is."""


_COUNT = """
    UPDATE systems_token
       SET counted = CASE WHEN counted_until <= %s THEN 1 ELSE counted + 1 END,
           counted_until = CASE WHEN counted_until <= %s THEN %s ELSE counted_until END
     WHERE id = %s RETURNING counted, counted_until"""


class Holder(NamedTuple):
    """The service that a token stands for, and what else the token opens.

    ``wait``: seconds until it may ask again, if it has asked too often in this minute; else nought.
    """

    actor: Actor
    scopes: frozenset[str]
    wait: int = 0


class TokenError(Exception):
    """A token cannot be made or found as asked; the message says why."""


def make_token(  # noqa: PLR0913 - what it opens, for how long, and who made it
    service: str,
    grants: Mapping[str, frozenset[str]],
    *,
    now: dt.datetime,
    days: int,
    made_by: str,
    scopes: Collection[str] = (),
    per_minute: int = A_MINUTE,
) -> tuple[Token, str]:
    """Make a token for a service; the second value is its secret, shown once and kept nowhere.

    Arguments: ``grants``, actions by purpose; ``days`` until it expires, at most a year; ``scopes`` of ``SCOPES``;
    ``per_minute``, how many requests it may make in a minute.
    Errors: ``TokenError`` for neither grant nor scope, an unknown action or scope, a longer life, or no number of
    requests that could be counted.
    """
    unknown = sorted({action for actions in grants.values() for action in actions} - set(ACTIONS))
    if unknown:
        raise TokenError(f"There is no action {unknown[0]!r}. Choose among: {', '.join(ACTIONS)}.")
    strange = sorted(set(scopes) - set(SCOPES))
    if strange:
        raise TokenError(f"There is no scope {strange[0]!r}. Choose among: {', '.join(SCOPES)}.")
    if not any(grants.values()) and not scopes:
        raise TokenError("A token without a purpose opens nothing: grant at least one, or give it a scope.")
    if not 1 <= days <= LONGEST:
        raise TokenError(f"A token lives between 1 and {LONGEST} days; make a new one when it ends.")
    if not 1 <= per_minute <= MOST_A_MINUTE:
        raise TokenError(f"A token makes between 1 and {MOST_A_MINUTE:,} requests a minute.")
    secret = _MARK + secrets.token_hex(4) + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            service=service,
            prefix=secret[:_PREFIX],
            hashed=installed_keyring().tokens.current(secret),
            grants={purpose: sorted(actions) for purpose, actions in grants.items()},
            scopes=sorted(set(scopes)),
            made_at=now,
            expires_at=now + dt.timedelta(days=days),
            per_minute=per_minute,
        )
        said = {"token": token.pk, "by": made_by, "purposes": sorted(grants), "scopes": token.scopes, "days": days}
        entries.append("token:issued", said, at=now)
    return token, secret


def holder_of(secret: str, now: dt.datetime) -> Holder | None:
    """Give the service that a token stands for, and count the request; ``None`` when the token opens nothing.

    It opens nothing when it is unknown, expired or revoked.
    """
    token = Token.objects.filter(prefix=secret[:_PREFIX]).first() if secret.startswith(_MARK) else None
    if token is None or token.revoked_at is not None or now >= token.expires_at:
        return None
    kept = bytes(token.hashed)
    if not any(hmac.compare_digest(kept, each) for each in installed_keyring().tokens.every(secret)):
        return None
    today = timezone.localdate(now)
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
    grants = {purpose: frozenset(actions) for purpose, actions in token.grants.items()}
    return Holder(Actor(f"token-{token.pk}", "service", grants), frozenset(token.scopes), _wait(token, now))


def _wait(token: Token, now: dt.datetime) -> int:
    """Count a request and give the seconds until the next minute, if it is one too many.

    In the database, which all web processes share, and in one statement: none of many at the same instant is lost.
    While the minute is used up nothing is written any more.
    """
    second = int(now.timestamp())
    count, until = token.counted, token.counted_until
    if count <= token.per_minute or until <= second:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [second, second, second + _SPAN, token.pk])
            count, until = cursor.fetchone()
    return max(until - second, 1) if count > token.per_minute else 0


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
