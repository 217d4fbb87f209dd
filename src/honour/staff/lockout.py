"""Locking out after repeated failures: counted by django-axes in the cache that every web process shares."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from axes.conf import settings as axes_settings
from axes.helpers import get_client_ip_address, get_cool_off
from axes.signals import user_locked_out
from django.core.cache import cache
from django.dispatch import receiver
from django.utils import timezone

from honour.staff import events

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _key(request: HttpRequest, email: str) -> str:
    """Name the entry of the cache: hashed, because an address belongs in no key."""
    digest = hashlib.sha256(f"{email}\n{get_client_ip_address(request)}".encode()).hexdigest()
    return f"locked-until:{digest}"


def _period() -> dt.timedelta:
    return get_cool_off() or dt.timedelta(hours=1)


@receiver(user_locked_out)
def remember_until(request: HttpRequest, username: str | None, **_: Any) -> None:
    """Note when a lock-out ends, and that it began; trying again meanwhile does not lengthen it."""
    until = timezone.now() + _period()
    if cache.add(_key(request, username or ""), until, timeout=_period().total_seconds()):
        events.locked_out(username or "")


def locked_until(request: HttpRequest, email: str) -> dt.datetime:
    """Say when somebody who is locked out may try again."""
    until: dt.datetime | None = cache.get(_key(request, email))
    return until or timezone.now() + _period()


def is_locked_out(request: HttpRequest) -> bool:
    """Whether the attempt that this request made was refused for too many failures."""
    return bool(getattr(request, "axes_locked_out", False))


def keep_page(request: HttpRequest, original_response: HttpResponse, credentials: Any = None) -> HttpResponse:  # noqa: ARG001 - django-axes calls it so
    """Let the sign-in page answer for itself: django-axes would put a page of its own in its place."""
    return original_response


FAILURES = int(axes_settings.AXES_FAILURE_LIMIT)
"""How many failures lock out."""
