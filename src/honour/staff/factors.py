"""Second factors of signing in: an app's codes, passkeys, and recovery codes for when neither is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from honour.staff import attempts
from honour.staff.events import record
from honour.staff.sealing import belonging_to

if TYPE_CHECKING:
    import datetime as dt

    from honour.staff.models import Member

_SECONDS = 30
_KIND = Authenticator.Type
_NAMES = {_KIND.TOTP: "app", _KIND.WEBAUTHN: "passkey", _KIND.RECOVERY_CODES: "recovery-codes"}


class FactorRefused(Exception):  # noqa: N818 - the name is the message
    """This is not the code, or not the passkey: try the next code, or another factor."""


class FactorsPaused(FactorRefused):
    """Too many wrong codes in a row: nothing is looked at until the pause is over."""

    def __init__(self, until: dt.datetime) -> None:
        self.until = until
        super().__init__("Too many wrong codes in a row.")


@dataclass(frozen=True, slots=True)
class Factors:
    """What a member can show beside a password."""

    app: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    codes: Authenticator | None

    @property
    def any(self) -> bool:
        """Whether a password alone does not sign them in. Recovery codes replace a factor; they are none."""
        return self.app is not None or bool(self.passkeys)


def factors_of(member: Member) -> Factors:
    """Give a member's factors."""
    rows = list(Authenticator.objects.filter(user=member).order_by("pk"))
    by_kind = {row.type: row for row in rows}
    keys = tuple(row for row in rows if row.type == _KIND.WEBAUTHN)
    return Factors(by_kind.get(_KIND.TOTP), keys, by_kind.get(_KIND.RECOVERY_CODES))


def is_required(member: Member) -> bool:
    """Whether one of a member's roles asks for a second factor."""
    return member.roles.filter(needs_second_factor=True).exists()


def new_secret() -> str:
    """Make the secret that an app and we shall share (RFC 6238)."""
    return str(generate_totp_secret())


def address_of(member: Member, secret: str) -> str:
    """Give the address that an app reads from a picture."""
    return str(get_adapter().build_totp_url(member, secret))


def picture_of(address: str) -> str:
    """Draw an address as a square of points, as SVG."""
    return str(get_adapter().build_totp_svg(address))


@transaction.atomic
def add_app(member: Member, secret: str, code: str) -> None:
    """Add an app, once it has shown a code. Errors: ``FactorRefused``."""
    if not validate_totp_code(secret, code):
        raise FactorRefused(
            "This is not the code that the app should show now. Look again: it changes every 30 seconds."
        )
    with belonging_to(member):
        Authenticator.objects.filter(user=member, type=_KIND.TOTP).delete()
        TOTP.activate(member, secret)
    _added(member, _KIND.TOTP)


@transaction.atomic
def add_passkey(member: Member, name: str, credential: dict[str, Any]) -> None:
    """Add a passkey that has answered our challenge (WebAuthn). Errors: ``FactorRefused``."""
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise FactorRefused("Your device’s answer was not the one we asked for. Try once more.") from error
    webauthn.WebAuthn.add(member, name, credential)
    _added(member, _KIND.WEBAUTHN)


@transaction.atomic
def new_codes(member: Member) -> list[str]:
    """Make fresh recovery codes and give them, to be shown once; those before open nothing."""
    Authenticator.objects.filter(user=member, type=_KIND.RECOVERY_CODES).delete()
    with belonging_to(member):
        made = RecoveryCodes.activate(member).generate_codes()
    _added(member, _KIND.RECOVERY_CODES)
    return [str(code) for code in made]


def codes_left(member: Member) -> int:
    """Say how many recovery codes are unused."""
    row = factors_of(member).codes
    if row is None:
        return 0
    with belonging_to(member):
        return len(RecoveryCodes(row).get_unused_codes())


@transaction.atomic
def remove(member: Member, factor: Authenticator, *, by: str) -> None:
    """Remove a factor; with the last, the recovery codes go too."""
    kind = factor.type
    factor.delete()
    if not factors_of(member).any:
        Authenticator.objects.filter(user=member).delete()
    record("factor:removed", {"member": member.opaque_id, "factor": _NAMES[kind], "by": by})


@transaction.atomic
def remove_all(member: Member, *, by: str) -> int:
    """Remove every factor of a member who has lost theirs, or has left; say how many."""
    rows = list(Authenticator.objects.filter(user=member))
    for row in rows:
        record("factor:removed", {"member": member.opaque_id, "factor": _NAMES[row.type], "by": by})
    Authenticator.objects.filter(user=member).delete()
    return len(rows)


def check_code(member: Member, code: str) -> None:
    """Take a code of the app, or a recovery code, each once.

    Errors: ``FactorRefused``; ``FactorsPaused`` after five wrong ones in a row, counted before they are looked at.
    """
    tries = attempts.take("second-factor", member.opaque_id)
    if tries.refused:
        raise FactorsPaused(tries.until)
    held = factors_of(member)
    with belonging_to(member):
        right = held.app is not None and _unused(member, code) and bool(TOTP(held.app).validate_code(code))
        right = right or (held.codes is not None and bool(RecoveryCodes(held.codes).validate_code(code)))
    if not right:
        record("factor:refused", {"member": member.opaque_id, "in_a_row": tries.count})
        if tries.last:
            raise FactorsPaused(tries.until)
        raise FactorRefused(
            "This code is not right. An app’s code changes every 30 seconds; a recovery code works once."
        )
    _spend(member, code)
    attempts.forget("second-factor", member.opaque_id)


def check_passkey(member: Member | None, answer: dict[str, Any]) -> Member:
    """Take a passkey's answer to our challenge; give whose it is.

    Arguments: ``member``, who it has to be, or ``None`` when the passkey says so. Errors: ``FactorRefused``.
    """
    alone = (webauthn.get_state() or {}).get("user_verification") == "required"
    if member is None and not alone:
        raise FactorRefused("Start again: without a password a passkey has to ask for your finger, face or PIN.")
    try:
        webauthn.parse_authentication_response(answer)
        whose: Member = member or webauthn.extract_user_from_response(answer)
        factor = webauthn.complete_authentication(whose, answer)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FactorRefused("This passkey does not belong to an account here. Try another, or use a code.") from error
    factor.record_usage()
    return whose


def _added(member: Member, kind: str) -> None:
    record("factor:added", {"member": member.opaque_id, "factor": _NAMES[_KIND(kind)]})


def _unused(member: Member, code: str) -> bool:
    return cache.get(_spent_key(member, code)) is None


def _spend(member: Member, code: str) -> None:
    """Remember a code for as long as it would be right: a code works once (RFC 6238, 5.2)."""
    cache.set(_spent_key(member, code), 1, timeout=_SECONDS * (2 * settings.MFA_TOTP_TOLERANCE + 1))


def _spent_key(member: Member, code: str) -> str:
    told = f"{member.pk}\n{''.join(code.split())}"
    return f"code-spent:{salted_hmac('honour.staff.code', told, algorithm='sha256').hexdigest()}"
